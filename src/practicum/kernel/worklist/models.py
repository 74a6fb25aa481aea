"""Work items and the trail each leaves."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from practicum.kernel.base import Health, Record, Retention
from practicum.kernel.worklist.lifecycle import UNFINISHED, Move, State

_OPEN = Q(state__in=sorted(UNFINISHED))


class WorkItem(Record):
    """Something that needs somebody: what, whose, until when, and who is next if nobody acts.

    `patient_id` and `subject_id` are plain numbers: patients and subjects live in layers above.
    `clock_from` is where the ladder counts from; time spent snoozed moves it on.
    """

    health = Health.CLINICAL
    retention = Retention.SIX_YEARS

    kind = models.CharField(max_length=80)
    says = models.CharField(max_length=300)
    subject_kind = models.CharField(max_length=60, blank=True, default="")
    subject_id = models.BigIntegerField(null=True, blank=True)
    patient_id = models.BigIntegerField(null=True, blank=True)
    stream = models.CharField(max_length=30)
    role = models.CharField(max_length=40, blank=True, default="")
    owner = models.ForeignKey(
        "practice.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=12, choices=[(s, s) for s in State], default=State.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    snoozed_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    snooze_reason = models.CharField(max_length=500, blank=True, default="")
    step = models.SmallIntegerField(default=0)
    clock_from = models.DateTimeField()
    climbed_at = models.DateTimeField(null=True, blank=True)
    next_climb_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=500, blank=True, default="")
    key = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=_OPEN & ~Q(key=""),
                name="worklist_one_open_item_per_key",
                violation_error_message="This is already on the worklist.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in State]), name="worklist_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=State.SNOOZED, snoozed_until__isnull=False)
                | (~Q(state=State.SNOOZED) & Q(snoozed_until__isnull=True)),
                name="worklist_snoozed_has_an_end",
            ),
            models.CheckConstraint(
                condition=(_OPEN & Q(closed_at__isnull=True)) | (~_OPEN & Q(closed_at__isnull=False)),
                name="worklist_closed_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLAIMED) | Q(owner__isnull=False),
                name="worklist_claimed_has_an_owner",
            ),
        ]
        indexes = [
            models.Index(
                "owner", F("due_at").asc(nulls_last=True), "id", condition=_OPEN, name="worklist_owner_due"
            ),
            models.Index(
                "role", F("due_at").asc(nulls_last=True), "id", condition=_OPEN, name="worklist_role_due"
            ),
            models.Index(F("due_at").asc(nulls_last=True), "id", condition=_OPEN, name="worklist_due"),
            models.Index(
                "next_climb_at", condition=_OPEN & Q(next_climb_at__isnull=False), name="worklist_climb"
            ),
            models.Index("snoozed_until", condition=Q(snoozed_until__isnull=False), name="worklist_wake"),
            models.Index("kind", "subject_id", name="worklist_subject"),
            models.Index(
                "patient_id",
                F("opened_at").desc(),
                condition=Q(patient_id__isnull=False),
                name="worklist_patient",
            ),
            models.Index("owner", "closed_at", condition=~_OPEN, name="worklist_closed"),
        ]

    def __str__(self) -> str:
        return self.says


class WorkMove(Record):
    """One line of an item's trail: what was done, by whom, when, why, and how it stood before.

    `before` holds the fields the move changed, as they were, so that it can be put back exactly.
    `by` is empty when Practicum itself moved it.
    """

    health = Health.CLINICAL
    retention = Retention.SIX_YEARS
    append_only = True

    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="moves")
    move = models.CharField(max_length=12, choices=[(m, m) for m in Move])
    at = models.DateTimeField()
    by = models.ForeignKey(
        "practice.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(max_length=500, blank=True, default="")
    to_owner = models.ForeignKey(
        "practice.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    to_role = models.CharField(max_length=40, blank=True, default="")
    step = models.SmallIntegerField(null=True, blank=True)
    before = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index("item", "id", name="worklist_trail")]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "step"], condition=Q(move=Move.CLIMBED), name="worklist_each_step_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.move} {self.at:%Y-%m-%d %H:%M}"
