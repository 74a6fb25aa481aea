"""Who lives together, and who answers for the bill."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from practicum.kernel.base import Health, Record, Retention


class Household(Record):
    """People who share an address or a telephone; its members name it in Patient.household."""

    health: ClassVar[Health] = Health.DEMOGRAPHIC
    retention: ClassVar[Retention] = Retention.WHILE_USED

    name = models.CharField(max_length=120)


class Guarantor(Record):
    """Who answers for a patient's bills when it is not the patient: another patient or an outsider."""

    health: ClassVar[Health] = Health.FINANCIAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="guarantors")
    person = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, null=True, blank=True, related_name="guarantor_of"
    )
    name = models.CharField(max_length=200, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    relation = models.CharField(max_length=30, default="parent")
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(end_date__isnull=True),
                name="patients_one_current_guarantor",
                violation_error_message="A patient has one guarantor at a time: end the other first.",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name=""),
                name="patients_guarantor_is_somebody",
                violation_error_message="Choose a patient as guarantor, or write the guarantor's name.",
            ),
        ]
