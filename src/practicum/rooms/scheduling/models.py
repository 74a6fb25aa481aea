"""Visits, and the time they take; a double booking is impossible here, not only in the page."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q

from practicum.kernel.base import Health, Record, Retention
from practicum.kernel.patients.models import Patient
from practicum.kernel.practice.models import Place, Provider, Site, Staff
from practicum.rooms.scheduling.lifecycle import WORDS, Status

STATUSES = [(status.value, WORDS[status]) for status in Status]


class VisitColor(models.TextChoices):
    """The colour a kind of visit has in the grid; its name always stands with it."""

    BLUE = "blue", "Blue"
    TEAL = "teal", "Teal"
    GREEN = "green", "Green"
    YELLOW = "yellow", "Yellow"
    ORANGE = "orange", "Orange"
    RED = "red", "Red"
    PINK = "pink", "Pink"
    PURPLE = "purple", "Purple"
    GREY = "grey", "Grey"


class VisitType(Record):
    """A kind of visit: how long it takes, who gives it where, what the patient should know."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.FOREVER

    name = models.CharField(max_length=80)
    minutes = models.PositiveSmallIntegerField()
    step_minutes = models.PositiveSmallIntegerField(default=15, help_text="Offered starts lie on this grid.")
    color = models.CharField(max_length=8, choices=VisitColor, default=VisitColor.BLUE)
    providers = models.ManyToManyField(Provider, blank=True, related_name="+")
    sites = models.ManyToManyField(Site, blank=True, related_name="+")
    instructions = models.TextField(
        max_length=2000, blank=True, default="", help_text="Told when it is booked."
    )
    copay_kind = models.CharField(
        max_length=20, default="primary", help_text="Which co-pay of a plan applies."
    )
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="scheduling_visit_type_name_once",
                violation_error_message="There is a visit type of that name. Give this one another name.",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=720),
                name="scheduling_visit_length",
                violation_error_message="A visit takes between 5 minutes and 12 hours.",
            ),
            models.CheckConstraint(
                condition=Q(step_minutes__in=[5, 10, 15, 20, 30, 60]),
                name="scheduling_visit_step",
                violation_error_message="Starts lie on a grid of 5, 10, 15, 20, 30 or 60 minutes.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Availability(Record):
    """One line of a provider's weekly template. Without visit types it takes every kind."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="availability")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    opens = models.TimeField()
    closes = models.TimeField()
    visit_type_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    overbookable = models.PositiveSmallIntegerField(
        default=0, help_text="How many visits may be overbooked beside the regular one."
    )

    class Meta:
        verbose_name_plural = "availability"
        indexes = [models.Index(fields=["provider", "weekday"], name="scheduling_template_line")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="scheduling_template_forward",
                violation_error_message="The end has to come after the start.",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="scheduling_template_weekday"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="scheduling_template_valid",
                violation_error_message="The last day cannot come before the first.",
            ),
            models.CheckConstraint(
                condition=Q(overbookable__lte=5),
                name="scheduling_template_overbookable",
                violation_error_message="At most five visits may be overbooked at a time.",
            ),
        ]


class Block(Record):
    """Time taken out of one provider's day, of a whole site's, or of one provider at one site."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    provider = models.ForeignKey(Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    period = DateTimeRangeField()
    reason = models.CharField(max_length=120)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [GistIndex(fields=["period"], name="scheduling_block_period", condition=Q(lifted_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(provider__isnull=False) | Q(site__isnull=False),
                name="scheduling_block_somebody",
                violation_error_message="Choose a provider, a site or both.",
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="scheduling_block_forward",
                violation_error_message="The end has to come after the start.",
            ),
        ]


class Appointment(Record):
    """A visit. `status` is the one place that says how it stands; every move has a StatusChange."""

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS
    unread: ClassVar[frozenset[str]] = frozenset({"status_at", "moves", "booked_at", "booked_by"})

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="appointments")
    visit_type = models.ForeignKey(VisitType, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=14, choices=STATUSES, default=Status.BOOKED)
    status_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True, default="", help_text="In the patient's words.")
    confirm_by = models.CharField(
        max_length=8, blank=True, default="", help_text="Channel, if not the usual one."
    )
    overbooked_reason = models.CharField(max_length=500, blank=True, default="")
    cancelled_reason = models.CharField(max_length=500, blank=True, default="")
    moves = models.PositiveSmallIntegerField(
        default=0, help_text="How often it was moved: SEQUENCE of RFC 5545."
    )
    booked_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["provider", "starts_at"], name="scheduling_visit_provider"),
            models.Index(fields=["site", "starts_at"], name="scheduling_visit_site"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="scheduling_visit_forward",
                violation_error_message="A visit has to end after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in Status]),
                name="scheduling_visit_status",
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"


class BookedTime(Record):
    """A stretch of time and what it takes: a provider, a place, a patient, for a visit or a held proposal.

    The row exists exactly as long as nobody else may have the time; a cancelled or missed visit has
    none, nor has one loaded from history. `lane` is 0 for a regular visit. A permitted overbooking
    stands in a further lane of the provider, in which it is as exclusive as any.
    """

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.WHILE_USED
    unread: ClassVar[frozenset[str]] = frozenset({"*"})  # it follows from the visit

    period = DateTimeRangeField()
    provider = models.ForeignKey(
        Provider, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    lane = models.PositiveSmallIntegerField(default=0)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(
        Patient, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    appointment = models.ForeignKey(Appointment, null=True, on_delete=models.CASCADE, related_name="booked")
    proposal_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["proposal_id"], name="scheduling_time_held", condition=Q(proposal_id__isnull=False)
            )
        ]
        constraints = [
            ExclusionConstraint(
                name="scheduling_provider_once",
                expressions=[
                    (F("provider"), RangeOperators.EQUAL),
                    (F("lane"), RangeOperators.EQUAL),
                    (F("period"), RangeOperators.OVERLAPS),
                ],
                condition=Q(provider__isnull=False),
                violation_error_message="The provider has just been booked for that time. Choose another slot.",
            ),
            ExclusionConstraint(
                name="scheduling_place_once",
                expressions=[(F("place"), RangeOperators.EQUAL), (F("period"), RangeOperators.OVERLAPS)],
                condition=Q(place__isnull=False),
                violation_error_message="The room or equipment is taken for that time. Choose another.",
            ),
            ExclusionConstraint(
                name="scheduling_patient_once",
                expressions=[(F("patient"), RangeOperators.EQUAL), (F("period"), RangeOperators.OVERLAPS)],
                condition=Q(patient__isnull=False),
                violation_error_message="The patient has another visit at that time. Choose another slot.",
            ),
            models.CheckConstraint(
                condition=Q(appointment__isnull=False, proposal_id__isnull=True)
                | Q(appointment__isnull=True, proposal_id__isnull=False),
                name="scheduling_time_for_one",
            ),
            models.CheckConstraint(
                condition=Q(provider__isnull=False) | Q(place__isnull=False) | Q(patient__isnull=False),
                name="scheduling_time_of_something",
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="scheduling_time_bounded",
            ),
            models.CheckConstraint(condition=Q(lane__lte=5), name="scheduling_time_lane"),
        ]


class Rebooking(Record):
    """Where a visit was before it was moved: what taking the move back needs."""

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="rebookings")
    starts_at = models.DateTimeField()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["id"]


class StatusChange(Record):
    """One move of one visit from a status to the next: the history behind the one status."""

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS
    unread: ClassVar[frozenset[str]] = frozenset({"*"})  # the visit says it

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="changes")
    was = models.CharField(max_length=14, blank=True, default="")
    now = models.CharField(max_length=14, choices=STATUSES)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=500, blank=True, default="")
    taken_back = models.BooleanField(default=False, help_text="The move was a mistake and was undone.")

    class Meta:
        ordering = ["id"]
