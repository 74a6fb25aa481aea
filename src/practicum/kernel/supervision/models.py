"""What waits for a colleague: proposals for a countersign, done work for a review."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from practicum.kernel.base import Health, Record, Retention
from practicum.kernel.practice.models import Staff


class Proposal(Record):
    """An action that has not happened yet, as somebody proposed it."""

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    class State(models.TextChoices):
        """Waiting, or how the wait ended."""

        WAITING = "waiting", "Waiting for a countersign"
        DONE = "done", "Countersigned and done"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        CHANGED = "changed", "Changed, and proposed anew"
        VOID = "void", "Overtaken by events"

    action = models.CharField(max_length=120)
    command = models.JSONField()
    stream = models.CharField(max_length=20)
    risk = models.CharField(max_length=16)
    says = models.CharField(max_length=400)
    changes = models.JSONField(default=list)
    patient_id = models.BigIntegerField(null=True)
    proposed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="proposals")
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=500, default="", blank=True)
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    result_id = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["stream", "proposed_at"], name="proposal_waiting", condition=Q(state="waiting")
            ),
            models.Index(fields=["proposed_by", "-id"], name="proposal_by_person"),
            models.Index(fields=["expires_at"], name="proposal_expiry", condition=Q(state="waiting")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="countersigned_by_another",
                violation_error_message="Nobody may countersign their own proposal. A colleague has to.",
            )
        ]


class Review(Record):
    """Something done by a person whose work is looked at afterwards."""

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    class State(models.TextChoices):
        """Waiting for a reviewer, or what they found."""

        WAITING = "waiting", "Waiting for review"
        APPROVED = "approved", "Approved"
        CORRECTED = "corrected", "Corrected"

    action = models.CharField(max_length=120)
    command = models.JSONField()
    stream = models.CharField(max_length=20)
    risk = models.CharField(max_length=16)
    entry_id = models.BigIntegerField(unique=True)
    outcome_id = models.BigIntegerField(null=True)
    patient_id = models.BigIntegerField(null=True)
    done_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="reviews")
    done_at = models.DateTimeField()
    sampled = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    note = models.CharField(max_length=500, default="", blank=True)
    reviewed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["stream", "id"], name="review_waiting", condition=Q(state="waiting")),
            models.Index(fields=["done_by", "-id"], name="review_by_person"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("done_by")),
                name="reviewed_by_another",
                violation_error_message="Nobody reviews their own work. A colleague has to.",
            )
        ]


class Handover(Record):
    """Something a person had prepared and may not do: a colleague finds it filled in."""

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    action = models.CharField(max_length=120)
    command = models.JSONField()
    says = models.CharField(max_length=400)
    note = models.CharField(max_length=500, default="", blank=True)
    patient_id = models.BigIntegerField(null=True)
    handed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField()
