"""One report with everything beside it: values and their history, versions, who did what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from practicum.rooms.results.lifecycle import CriticalState, DeliveryState, DeskTask
from practicum.rooms.results.models import (
    CriticalResult,
    Delivery,
    DeskRequest,
    LabReport,
    MatchDecision,
    Observation,
    ResultComment,
)
from practicum.rooms.results.queries.people import PatientShown, shown
from practicum.rooms.results.rules.flags import flag_in_words
from practicum.rooms.results.rules.naming import short_name
from practicum.rooms.results.rules.values import Number, place_on_bar, read_range, trend_line

HISTORY = 8


@dataclass(frozen=True)
class Before:
    """An earlier value of the same test of the same patient."""

    value: str
    at: datetime | None
    abnormality: str
    number: float | None


@dataclass(frozen=True)
class ValueShown:
    """One value as the table shows it."""

    code: str
    name: str
    full_name: str
    value: str
    units: str
    usual: str
    words: str
    abnormality: str
    because: str
    status: str
    notes: str
    bar: int | None
    low_side: bool
    high_side: bool
    long: bool
    earlier: tuple[Before, ...] = ()

    @property
    def trend(self) -> list[float]:
        """The numbers up to this one, oldest first, when there are at least three."""
        numbers = [b.number for b in reversed(self.earlier) if b.number is not None]
        return numbers if len(numbers) >= 3 else []

    @property
    def line(self) -> str:
        """The trend as points for a drawing."""
        return trend_line(self.trend)


@dataclass(frozen=True)
class Happened:
    """One line of the report's trail."""

    at: datetime
    text: str
    by: str = ""
    icon: str = "circle"
    tone: str = ""


@dataclass(frozen=True)
class VersionShown:
    """One version beside the others: its values by code, for comparing."""

    report_id: int
    version: int
    status: str
    received_at: datetime
    is_current: bool
    values: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class DeliveryShown:
    """An inbox the report is or was in."""

    id: int
    to_id: int
    to_name: str
    state: str
    state_words: str


@dataclass(frozen=True)
class ReportShown:
    """Everything the page of a report says."""

    id: int
    message_id: int
    inbound_id: int
    test: str
    status: str
    version: int
    is_current: bool
    current_id: int
    abnormality: str
    patient: PatientShown | None
    name_sent: str
    sender: str
    provider: str
    filler_number: str
    placer_number: str
    observed_at: datetime | None
    reported_at: datetime | None
    received_at: datetime
    notes: str
    odd: tuple[str, ...]
    values: tuple[ValueShown, ...]
    versions: tuple[VersionShown, ...]
    deliveries: tuple[DeliveryShown, ...]
    trail: tuple[Happened, ...]
    open_critical_id: int | None
    matched_because: str
    can_unmatch: bool
    open_requests: int

    def waiting_for(self, staff_id: int) -> DeliveryShown | None:
        """The delivery this person would settle: their own, else the first that waits."""
        new = [d for d in self.deliveries if d.state == DeliveryState.NEW]
        return next((d for d in new if d.to_id == staff_id), new[0] if new else None)


def report_shown(report_id: int, *, now: datetime) -> ReportShown | None:
    """The report, or None when there is none of that number."""
    report = (
        LabReport.objects.select_related("message", "patient", "ordering_provider")
        .filter(pk=report_id)
        .first()
    )
    if report is None:
        return None
    versions = _versions(report)
    deliveries = list(
        Delivery.objects.filter(report=report).select_related("to", "settled_by").order_by("id")
    )
    decisions = list(
        MatchDecision.objects.filter(message=report.message_id)
        .select_related("patient", "decided_by", "undone_by")
        .order_by("id")
    )
    loops = list(
        CriticalResult.objects.filter(thread=report.thread).select_related("read_back_by").order_by("id")
    )
    requests = list(DeskRequest.objects.filter(report=report).select_related("asked_by", "done_by"))
    comments = list(ResultComment.objects.filter(report=report).select_related("by"))
    standing = next((d for d in decisions if d.undone_at is None), None)
    return ReportShown(
        id=report.pk,
        message_id=report.message_id,
        inbound_id=report.message.inbound_id,
        test=short_name(report.service_name),
        status=report.status,
        version=report.version,
        is_current=report.is_current,
        current_id=next((v.report_id for v in versions if v.is_current), report.pk),
        abnormality=report.abnormality,
        patient=shown(report.patient, on=now.date()),
        name_sent=report.message.name_sent,
        sender=report.message.sender,
        provider=report.ordering_provider.name if report.ordering_provider else report.provider_sent,
        filler_number=report.filler_number,
        placer_number=report.placer_number,
        observed_at=report.observed_at,
        reported_at=report.reported_at,
        received_at=report.received_at,
        notes=report.notes,
        odd=(*report.message.odd, *report.odd),
        values=_values(report),
        versions=versions,
        deliveries=tuple(_delivery(d) for d in deliveries),
        trail=_trail(report, deliveries, decisions, loops, requests, comments),
        open_critical_id=next((loop.pk for loop in loops if loop.state == CriticalState.OPEN), None),
        matched_because=standing.reasons if standing else "",
        can_unmatch=standing is not None,
        open_requests=sum(request.state == "open" for request in requests),
    )


def _delivery(delivery: Delivery) -> DeliveryShown:
    return DeliveryShown(
        delivery.pk, delivery.to_id, delivery.to.name, delivery.state, DeliveryState(delivery.state).label
    )


def _values(report: LabReport) -> tuple[ValueShown, ...]:
    rows = list(Observation.objects.filter(report=report).order_by("position"))
    earlier = _earlier(report, [row.code for row in rows if row.code])
    return tuple(_value(row, earlier.get(row.code, ())) for row in rows)


def _value(row: Observation, earlier: Sequence[Before]) -> ValueShown:
    bounds = read_range(row.range_text)
    number = Number(row.number, row.comparator) if row.number is not None else None
    place = place_on_bar(number, bounds) if number and bounds else None
    now = Before(row.value, row.observed_at, row.abnormality, _plain_number(row))
    return ValueShown(
        code=row.code,
        name=short_name(row.name),
        full_name=row.name,
        value=row.value,
        units=row.units,
        usual=row.range_text,
        words=_words(row),
        abnormality=row.abnormality,
        because="" if row.critical_because.startswith("flagged ") else row.critical_because,
        status=row.status,
        notes=row.notes,
        bar=place,
        low_side=bool(bounds and bounds.low is not None),
        high_side=bool(bounds and bounds.high is not None),
        long=len(row.value) > 60 or "\n" in row.value,
        earlier=(now, *earlier) if number else tuple(earlier),
    )


def _words(row: Observation) -> str:
    words = flag_in_words(row.flag)
    if words == "normal":
        return ""
    return words or ("outside the range" if row.abnormality == "abnormal" else "")


def _plain_number(row: Observation) -> float | None:
    return float(row.number) if row.number is not None and not row.comparator else None


def _earlier(report: LabReport, codes: Iterable[str]) -> dict[str, list[Before]]:
    """Earlier values of the same tests of the same patient, from versions that stand, newest first."""
    if report.patient_id is None:
        return {}
    rows = (
        Observation.objects.filter(patient=report.patient_id, code__in=list(codes), report__is_current=True)
        .exclude(report__thread=report.thread)
        .filter(observed_at__lt=report.observed_at or report.received_at)
        .order_by("-observed_at")[: HISTORY * 40]
    )
    found: dict[str, list[Before]] = defaultdict(list)
    for row in rows:
        if len(found[row.code]) < HISTORY:
            found[row.code].append(Before(row.value, row.observed_at, row.abnormality, _plain_number(row)))
    return dict(found)


def _versions(report: LabReport) -> tuple[VersionShown, ...]:
    reports = list(LabReport.objects.filter(thread=report.thread).order_by("version"))
    if len(reports) == 1:
        return (
            VersionShown(report.pk, report.version, report.status, report.received_at, report.is_current),
        )
    values: dict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    rows = Observation.objects.filter(report__in=reports).order_by("position")
    for report_id, name, value, units in rows.values_list("report_id", "name", "value", "units"):
        values[report_id][name] = (value, units)
    return tuple(
        VersionShown(r.pk, r.version, r.status, r.received_at, r.is_current, dict(values[r.pk]))
        for r in reports
    )


def _trail(
    report: LabReport, deliveries: Sequence[Delivery], decisions: Sequence[MatchDecision],
    loops: Sequence[CriticalResult], requests: Sequence[DeskRequest], comments: Sequence[ResultComment],
) -> tuple[Happened, ...]:  # fmt: skip
    lines = [Happened(report.received_at, f"Received from {report.message.sender}", icon="inbox")]
    for decision in decisions:
        by = decision.decided_by.name if decision.decided_by else "Practicum"
        lines.append(
            Happened(decision.decided_at, f"Matched to {decision.patient}: {decision.reasons}", by, "link")
        )
        if decision.undone_at:
            undoer = decision.undone_by.name if decision.undone_by else "Practicum"
            text = f"Match with {decision.patient} undone: {decision.undone_reason}"
            lines.append(Happened(decision.undone_at, text, undoer, "unlink", "warn"))
    for delivery in deliveries:
        lines += _of_delivery(delivery)
    for loop in loops:
        lines.append(
            Happened(loop.opened_at, "Critical: waits for a read-back", icon="triangle-alert", tone="bad")
        )
        if loop.read_back_at and loop.read_back_by:
            text = f"Read back: “{loop.read_back}”"
            lines.append(Happened(loop.read_back_at, text, loop.read_back_by.name, "check", "ok"))
    for request in requests:
        asked = f"Asked the desk: {DeskTask(request.task).label.lower()}. {request.note}".strip()
        lines.append(Happened(request.asked_at, asked, request.asked_by.name, "send"))
        if request.done_at:
            done_by = request.done_by.name if request.done_by else ""
            lines.append(Happened(request.done_at, f"The desk: {request.outcome}", done_by, "check", "ok"))
    lines += [Happened(c.at, f"“{c.text}”", c.by.name, "message-square-text") for c in comments]
    lines.sort(key=lambda line: line.at)
    lines.reverse()  # newest first; of what happened in one moment, the last
    return tuple(lines)


def _of_delivery(delivery: Delivery) -> list[Happened]:
    lines = [Happened(delivery.delivered_at, f"Sent to the inbox of {delivery.to.name}", icon="mail")]
    if delivery.settled_at:
        words = DeliveryState(delivery.state).label
        text = f"{words} ({delivery.to.name}’s inbox)" + (
            f": “{delivery.comment}”" if delivery.comment else ""
        )
        by = delivery.settled_by.name if delivery.settled_by else "Practicum"
        tone = "ok" if delivery.state == DeliveryState.ACKNOWLEDGED else ""
        lines.append(Happened(delivery.settled_at, text, by, "check", tone))
    return lines


def message_of(report_id: int) -> int:
    """The message a report came in; 0 when there is no such report."""
    return LabReport.objects.filter(pk=report_id).values_list("message_id", flat=True).first() or 0
