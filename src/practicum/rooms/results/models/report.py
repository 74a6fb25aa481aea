"""Reports and their values. A version is never changed by a later one; it stays beside it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from practicum.kernel.base import Health, Record, Retention
from practicum.rooms.results.lifecycle import Abnormality, ReportStatus
from practicum.rooms.results.models.message import LabMessage


class LabReport(Record):
    """One version of one ordered test or panel, as the laboratory reported it.

    `thread` names what the versions have in common (sender, order number, test); 42 CFR
    493.1291(k) keeps both the original and the corrected one, so a correction is a row of its own.
    """

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    message = models.ForeignKey(LabMessage, on_delete=models.PROTECT, related_name="reports")
    position = models.PositiveSmallIntegerField(default=1)
    thread = models.CharField(max_length=300)
    version = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    content = models.CharField(max_length=64)  # a digest, to know a repeat
    placer_number = models.CharField(max_length=80, blank=True, default="")
    filler_number = models.CharField(max_length=80, blank=True, default="")
    service_code = models.CharField(max_length=60, blank=True, default="")
    service_name = models.CharField(max_length=200)
    status = models.CharField(max_length=12, choices=ReportStatus.choices)
    abnormality = models.CharField(max_length=8, choices=Abnormality.choices, default=Abnormality.NORMAL)
    patient = models.ForeignKey(
        "patients.Patient", null=True, blank=True, on_delete=models.PROTECT, related_name="lab_reports"
    )
    ordering_provider = models.ForeignKey(
        "practice.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    provider_sent = models.CharField(max_length=200, blank=True, default="")
    observed_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    notes = models.TextField(blank=True, default="")
    odd = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = "result"
        constraints = [
            models.UniqueConstraint(fields=["thread", "version"], name="results_version_once"),
            models.UniqueConstraint(
                fields=["thread"], condition=Q(is_current=True), name="results_one_current_version"
            ),
            models.UniqueConstraint(fields=["message", "position"], name="results_report_filed_once"),
        ]
        indexes = [
            models.Index(fields=["patient", "-received_at"], name="results_of_patient"),
            models.Index(fields=["-received_at"], name="results_latest"),
        ]

    def __str__(self) -> str:
        return self.service_name


class Observation(Record):
    """One value as received, and the number in it when there surely is one."""

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    report = models.ForeignKey(LabReport, on_delete=models.PROTECT, related_name="observations")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60, blank=True, default="")
    name = models.CharField(max_length=200)
    sub_id = models.CharField(max_length=40, blank=True, default="")
    value = models.TextField(blank=True, default="")
    number = models.DecimalField(max_digits=24, decimal_places=8, null=True, blank=True)
    comparator = models.CharField(max_length=2, blank=True, default="")
    units = models.CharField(max_length=80, blank=True, default="")
    range_text = models.CharField(max_length=120, blank=True, default="")
    flag = models.CharField(max_length=40, blank=True, default="")
    abnormality = models.CharField(max_length=8, choices=Abnormality.choices, default=Abnormality.NORMAL)
    critical_because = models.CharField(max_length=200, blank=True, default="")
    status = models.CharField(max_length=12, choices=ReportStatus.choices)
    notes = models.TextField(blank=True, default="")
    patient = models.ForeignKey(
        "patients.Patient", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    observed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "value"
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="results_value_once"),
        ]
        indexes = [
            # The earlier values of one test of one patient: the trend beside a new one.
            models.Index(fields=["patient", "code", "-observed_at"], name="results_trend"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"
