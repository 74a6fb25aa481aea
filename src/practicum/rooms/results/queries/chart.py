"""A patient's results, for the chart: the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from practicum.rooms.results.models import DeskRequest, LabReport
from practicum.rooms.results.queries.people import PatientShown, shown
from practicum.rooms.results.rules.naming import short_name

PAGE = 50


@dataclass(frozen=True)
class ChartRow:
    """One current report of a patient."""

    id: int
    test: str
    abnormality: str
    status: str
    version: int
    observed_at: datetime | None
    received_at: datetime
    sender: str
    provider: str


def results_of(patient_id: int, *, start: int = 0, most: int = PAGE) -> tuple[ChartRow, ...]:
    """The current versions of a patient's reports."""
    found = LabReport.objects.filter(patient=patient_id, is_current=True).select_related(
        "message", "ordering_provider"
    )
    return tuple(
        ChartRow(
            id=row.pk,
            test=short_name(row.service_name),
            abnormality=row.abnormality,
            status=row.status,
            version=row.version,
            observed_at=row.observed_at,
            received_at=row.received_at,
            sender=row.message.sender,
            provider=row.ordering_provider.name if row.ordering_provider else row.provider_sent,
        )
        for row in found.order_by("-received_at", "-id")[start : start + most]
    )


@dataclass(frozen=True)
class RequestShown:
    """What a clinician asked of the desk."""

    id: int
    report_id: int
    test: str
    task: str
    note: str
    role: str
    asked_by: str
    asked_at: datetime
    state: str
    outcome: str
    done_by: str
    done_at: datetime | None
    patient: PatientShown | None


def request_shown(request_id: int, *, now: datetime) -> RequestShown | None:
    """One request, or None when there is none of that number."""
    row = (
        DeskRequest.objects.select_related("report", "report__patient", "asked_by", "done_by")
        .filter(pk=request_id)
        .first()
    )
    if row is None:
        return None
    return RequestShown(
        id=row.pk,
        report_id=row.report_id,
        test=short_name(row.report.service_name),
        task=row.get_task_display(),
        note=row.note,
        role=row.role.replace("_", " "),
        asked_by=row.asked_by.name,
        asked_at=row.asked_at,
        state=row.state,
        outcome=row.outcome,
        done_by=row.done_by.name if row.done_by else "",
        done_at=row.done_at,
        patient=shown(row.report.patient, on=now.date()),
    )
