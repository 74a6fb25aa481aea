"""Critical results: the loop of each until it is read back, its log, and the practice's limits."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from practicum.kernel.base import Health, Record, Retention
from practicum.rooms.results.lifecycle import CriticalState, StepKind
from practicum.rooms.results.models.report import LabReport


class CriticalResult(Record):
    """One critical report that somebody must read back. The database refuses to close it without.

    `findings` are the values to be repeated, as [{name, value, units, because}]. A corrected
    version puts its own values here, and the log keeps what they were.
    """

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    report = models.ForeignKey(LabReport, on_delete=models.PROTECT, related_name="criticals")
    thread = models.CharField(max_length=300)
    patient = models.ForeignKey(
        "patients.Patient", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    responsible = models.ForeignKey(
        "practice.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    findings = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=CriticalState.choices, default=CriticalState.OPEN)
    opened_at = models.DateTimeField()
    read_back = models.TextField(blank=True, default="")
    read_back_at = models.DateTimeField(null=True, blank=True)
    read_back_by = models.ForeignKey(
        "practice.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.ForeignKey(
        "practice.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        verbose_name = "critical result"
        constraints = [
            models.UniqueConstraint(
                fields=["thread"],
                condition=Q(state=CriticalState.OPEN),
                name="results_one_open_critical",
                violation_error_message="This critical result is open already.",
            ),
            models.CheckConstraint(
                condition=Q(state=CriticalState.OPEN, read_back_at__isnull=True)
                | (
                    Q(state=CriticalState.CLOSED, read_back_at__isnull=False, read_back_by__isnull=False)
                    & ~Q(read_back="")
                ),
                name="results_closed_by_read_back",
                violation_error_message="A critical result is closed by its read-back and nothing else.",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], name="results_open_critical", condition=Q(state="open")),
            models.Index(fields=["responsible"], name="results_critical_owner", condition=Q(state="open")),
            models.Index(fields=["-read_back_at"], name="results_closed_critical"),
        ]


class CriticalStep(Record):
    """One line in the log of a critical result. The database keeps it as it was written."""

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS
    append_only: ClassVar[bool] = True

    critical = models.ForeignKey(CriticalResult, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=StepKind.choices)
    by = models.ForeignKey(
        "practice.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    whom = models.CharField(max_length=200, blank=True, default="")
    says = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "step"
        indexes = [models.Index(fields=["critical", "at", "id"], name="results_critical_log")]


class CriticalLimit(Record):
    """One line of the practice's table of critical limits; a change ends the line and starts another."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=40, blank=True, default="")
    low = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    words: ClassVar[ArrayField[list[str], list[str]]] = ArrayField(
        models.CharField(max_length=60), default=list, blank=True
    )
    age_from_years = models.PositiveSmallIntegerField(null=True, blank=True)
    age_below_years = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = models.CharField(max_length=8, blank=True, default="")
    source = models.CharField(max_length=200, blank=True, default="")
    since_at = models.DateTimeField()
    set_by = models.ForeignKey(
        "practice.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "practice.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "critical limit"
        constraints = [
            models.UniqueConstraint(
                "code", "unit", "sex", "age_from_years", "age_below_years",
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="results_one_limit_a_test",
                violation_error_message="This test has a limit for those people already. End that one first.",
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(high__gt=models.F("low")),
                name="results_limit_forward",
                violation_error_message="The upper limit has to lie above the lower one.",
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=False) | Q(high__isnull=False) | ~Q(words=[]),
                name="results_limit_says_something",
                violation_error_message="Give a lower limit, an upper limit or words that count as critical.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
