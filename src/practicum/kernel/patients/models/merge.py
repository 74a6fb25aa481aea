"""Two charts that became one, and every cell the merge changed, so that it can be taken back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from practicum.kernel.base import Health, Record, Retention
from practicum.kernel.patients.models.person import Patient


class PatientMerge(Record):
    """One merge: whose chart went into whose, who decided it and why, and whether it was undone."""

    health: ClassVar[Health] = Health.DEMOGRAPHIC
    retention: ClassVar[Retention] = Retention.FOREVER

    survivor = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="merged_by")
    reason = models.CharField(max_length=500)
    merged_at = models.DateTimeField()
    by_id = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by_id = models.BigIntegerField(null=True, blank=True)
    undone_reason = models.CharField(max_length=500, blank=True, default="")
    marks = models.JSONField(default=dict, blank=True)
    stayed = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(undone_at__isnull=True),
                name="patients_merged_once",
                violation_error_message="This chart is already merged into another.",
            ),
        ]


class MergeMove(Record):
    """One cell a merge changed: model, row and column, its value before and after.

    `lone` marks the many rows of which nothing but the patient changed; they go back in one statement.
    """

    health: ClassVar[Health] = Health.DEMOGRAPHIC
    retention: ClassVar[Retention] = Retention.FOREVER

    merge = models.ForeignKey(PatientMerge, on_delete=models.PROTECT, related_name="moves")
    model = models.CharField(max_length=80)
    row_id = models.BigIntegerField()
    column = models.CharField(max_length=63)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    lone = models.BooleanField(default=True)
