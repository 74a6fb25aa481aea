"""Who has a report in their inbox, what they did with it, and what they asked of the desk."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from practicum.kernel.base import Health, Record, Retention
from practicum.rooms.results.lifecycle import Abnormality, DeliveryState, DeskTask, RequestState
from practicum.rooms.results.models.report import LabReport


class Delivery(Record):
    """One report in one clinician's inbox. `rank` and `received_at` repeat the report's, to sort by."""

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    report = models.ForeignKey(LabReport, on_delete=models.PROTECT, related_name="deliveries")
    to = models.ForeignKey("practice.Staff", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=DeliveryState.choices, default=DeliveryState.NEW)
    rank = models.SmallIntegerField(default=0)  # 2 critical, 1 abnormal, 0 normal
    delivered_at = models.DateTimeField()
    forwarded_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="forwarded_to"
    )
    note = models.CharField(max_length=500, blank=True, default="")
    settled_by = models.ForeignKey(
        "practice.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "delivery"
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "to"],
                condition=Q(state=DeliveryState.NEW),
                name="results_delivered_once",
                violation_error_message="They have this result in their inbox already.",
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.NEW, settled_at__isnull=True)
                | (~Q(state=DeliveryState.NEW) & Q(settled_at__isnull=False)),
                name="results_settled_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["to", "-rank", "delivered_at", "id"],
                name="results_inbox",
                condition=Q(state=DeliveryState.NEW),
            ),
            models.Index(
                fields=["-rank", "delivered_at", "id"],
                name="results_inbox_all",
                condition=Q(state=DeliveryState.NEW),
            ),
        ]

    @property
    def abnormality(self) -> str:
        """The report's degree, from the rank kept for sorting."""
        return [Abnormality.NORMAL, Abnormality.ABNORMAL, Abnormality.CRITICAL][self.rank].value


class ResultComment(Record):
    """A remark of a colleague beside a report; part of the practice's own record."""

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    report = models.ForeignKey(LabReport, on_delete=models.PROTECT, related_name="comments")
    by = models.ForeignKey("practice.Staff", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()


class DeskRequest(Record):
    """What a clinician asked the desk to do about a report, and what came of it."""

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    report = models.ForeignKey(LabReport, on_delete=models.PROTECT, related_name="requests")
    task = models.CharField(max_length=16, choices=DeskTask.choices)
    note = models.TextField(blank=True, default="")
    role = models.CharField(max_length=20)
    asked_by = models.ForeignKey("practice.Staff", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=RequestState.choices, default=RequestState.OPEN)
    done_by = models.ForeignKey(
        "practice.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["report", "asked_at"], name="results_requests")]
