"""Who works how far alone in which stream, and the table that says what follows from it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from practicum.kernel.base import Health, Proceeding, Record, Retention, Risk
from practicum.kernel.practice.models import Staff


class LevelGrant(Record):
    """A level given (or taken: level 0) in one stream. Never changed; the newest effective one holds."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.SIX_YEARS
    append_only: ClassVar[bool] = True

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="level_grants")
    stream = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField()
    given_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    effective_at = models.DateTimeField()
    evidence = models.TextField(blank=True, default="")
    evidence_links = ArrayField(models.CharField(max_length=300), default=list, blank=True)

    class Meta:
        indexes = [
            models.Index(
                F("staff"),
                F("stream"),
                F("effective_at").desc(),
                F("id").desc(),
                name="authority_level_now",
                include=["level"],
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(level__lte=4), name="authority_level_range"),
            models.CheckConstraint(
                condition=Q(given_by__isnull=True) | ~Q(given_by=F("staff")),
                name="authority_level_by_another",
                violation_error_message="Nobody gives themselves a level. Ask another manager.",
            ),
        ]


class Standard(Record):
    """One version of the level-by-risk table; in force from a moment until the next one's."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.FOREVER

    note = models.CharField(max_length=300, blank=True, default="")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    effective_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # only before it came into force

    class Meta:
        ordering = ["-effective_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__lte=F("effective_at")),
                name="authority_standard_withdrawn_early",
                violation_error_message="That standard is in force already. Publish a new one instead.",
            ),
        ]


class StandardCell(Record):
    """How an action of one risk proceeds for one level under one standard."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.FOREVER
    append_only: ClassVar[bool] = True

    standard = models.ForeignKey(Standard, on_delete=models.CASCADE, related_name="cells")
    risk = models.CharField(max_length=14, choices=[(risk.value, risk.value) for risk in Risk])
    level = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=14, choices=[(way.value, way.value) for way in Proceeding])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["standard", "risk", "level"], name="authority_cell_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="authority_cell_level"),
        ]
