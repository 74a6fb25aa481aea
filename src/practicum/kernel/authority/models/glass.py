"""Opening a restricted chart in need: reason, end, and somebody's review."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from practicum.kernel.base import Health, Record, Retention
from practicum.kernel.practice.models import Staff


class BreakGlass(Record):
    """Somebody opened a restricted patient's chart for a stated reason, for a limited time.

    Patients stand above authority, so the patient is an id without a foreign key.
    """

    health: ClassVar[Health] = Health.DEMOGRAPHIC
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    class Finding(models.TextChoices):
        """What the review came to."""

        JUSTIFIED = "justified", "Justified"
        NOT_JUSTIFIED = "not_justified", "Not justified"

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="glass_broken")
    patient_id = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    until_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=14, choices=Finding, blank=True, default="")
    review_note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["-opened_at"]
        indexes = [
            models.Index(fields=["staff", "patient_id", "until_at"], name="authority_glass_open"),
            models.Index(fields=["patient_id"], name="authority_glass_patient"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("staff")),
                name="authority_glass_by_another",
                violation_error_message="Nobody reviews their own access. A colleague has to.",
            ),
            models.CheckConstraint(condition=Q(until_at__gt=F("opened_at")), name="authority_glass_forward"),
        ]
