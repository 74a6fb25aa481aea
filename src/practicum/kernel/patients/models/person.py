"""The patient, their names over time and the numbers others know them by."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from practicum.kernel.base import Health, Record, Retention


class Sex(models.TextChoices):
    """Administrative sex, FHIR R4 AdministrativeGender."""

    FEMALE = "female", "Female"
    MALE = "male", "Male"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Not known"


class NameUse(models.TextChoices):
    """What a name is for, FHIR R4 NameUse."""

    OFFICIAL = "official", "Legal name"
    USUAL = "usual", "Goes by"
    NICKNAME = "nickname", "Nickname"
    MAIDEN = "maiden", "Name before marriage"
    OLD = "old", "Former name"
    ALIAS = "alias", "Also known as"


class Patient(Record):
    """One person the practice cares for.

    `family_name` and `given_name` repeat the current legal name so that lists need no join; the
    names themselves, with their times, are in PatientName. `preferred_name` is what the person
    goes by. A chart that was merged into another keeps its row, its number and `merged_into`.
    """

    health: ClassVar[Health] = Health.DEMOGRAPHIC
    retention: ClassVar[Retention] = Retention.FOREVER

    record_number = models.CharField(max_length=16)
    family_name = models.CharField(max_length=120)
    given_name = models.CharField(max_length=120)
    preferred_name = models.CharField(max_length=120, blank=True, default="")
    birth_date = models.DateField()
    sex = models.CharField(max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    gender_identity = models.CharField(max_length=60, blank=True, default="")
    pronouns = models.CharField(max_length=30, blank=True, default="")
    preferred_language = models.CharField(max_length=12, default="en")
    needs_interpreter = models.BooleanField(default=False)
    preferred_channel = models.CharField(max_length=8, default="voice")
    household = models.ForeignKey(
        "patients.Household", on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    deceased = models.BooleanField(default=False)
    deceased_date = models.DateField(null=True, blank=True)
    restricted = models.BooleanField(default=False)
    restricted_reason = models.CharField(max_length=500, blank=True, default="")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_charts"
    )
    demographics_confirmed_at = models.DateTimeField(null=True, blank=True)
    registered_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_number"],
                name="patients_record_number_once",
                violation_error_message="This record number is taken. Leave it empty to get a new one.",
            ),
            models.CheckConstraint(
                condition=Q(deceased=True) | Q(deceased_date__isnull=True),
                name="patients_deceased_date_needs_deceased",
                violation_error_message="A date of death belongs to a patient marked as deceased.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="patients_not_merged_into_self",
                violation_error_message="A chart cannot be merged into itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family_name}, {self.given_name}"

    @property
    def display_name(self) -> str:
        """The name as lists show it: family name first, what they go by in quotes."""
        goes_by = f" “{self.preferred_name}”" if self.preferred_name else ""
        return f"{self.family_name}, {self.given_name}{goes_by}"


class PatientName(Record):
    """A name the patient has or had, with its time."""

    health: ClassVar[Health] = Health.DEMOGRAPHIC
    retention: ClassVar[Retention] = Retention.FOREVER

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="names")
    use = models.CharField(max_length=8, choices=NameUse.choices, default=NameUse.OFFICIAL)
    family = models.CharField(max_length=120, blank=True, default="")
    given = models.CharField(max_length=120, blank=True, default="")
    middle = models.CharField(max_length=120, blank=True, default="")
    prefix = models.CharField(max_length=30, blank=True, default="")
    suffix = models.CharField(max_length=30, blank=True, default="")
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(use="official", end_date__isnull=True),
                name="patients_one_current_legal_name",
                violation_error_message="A patient has one current legal name: end the other first.",
            ),
        ]


class PatientIdentifier(Record):
    """A number another party knows the patient by: an old system, a hospital, a laboratory."""

    health: ClassVar[Health] = Health.DEMOGRAPHIC
    retention: ClassVar[Retention] = Retention.FOREVER

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="identifiers")
    system = models.CharField(max_length=200)
    value = models.CharField(max_length=120)
    assigner = models.CharField(max_length=120, blank=True, default="")
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["value", "system"], name="patients_identifier_value")]


class PatientChange(Record):
    """What one change of a patient's own fields replaced, so that it can be shown and put back."""

    health: ClassVar[Health] = Health.DEMOGRAPHIC
    retention: ClassVar[Retention] = Retention.FOREVER

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="changes")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    by_id = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True, blank=True)
