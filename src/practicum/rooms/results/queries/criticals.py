"""Critical results: what waits for a read-back, how far each has climbed, what was closed and how fast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from practicum.rooms.results.lifecycle import CriticalState, StepKind
from practicum.rooms.results.models import CriticalLimit, CriticalResult, CriticalStep
from practicum.rooms.results.queries.people import PatientShown, covered_by, shown
from practicum.rooms.results.rules.criticals import (
    ACKNOWLEDGE_WITHIN,
    ESCALATE_AT,
    OUTSIDE_LIMIT,
    Rung,
    ladder,
)
from practicum.rooms.results.rules.naming import short_name

ICONS = {
    StepKind.OPENED: ("triangle-alert", "bad"), StepKind.CLIMBED: ("trending-up", "warn"),
    StepKind.READ_BACK: ("check", "ok"), StepKind.CORRECTED: ("pen-line", "warn"),
    StepKind.MATCHED: ("link", ""), StepKind.UNMATCHED: ("unlink", "warn"), StepKind.FORWARDED: ("forward", ""),
}  # fmt: skip


@dataclass(frozen=True)
class StepShown:
    """One line of the log."""

    at: datetime
    text: str
    by: str
    icon: str
    tone: str


@dataclass(frozen=True)
class Finding:
    """One value that must be repeated."""

    name: str
    value: str
    units: str
    because: str


@dataclass(frozen=True)
class CriticalShown:
    """A critical result as lists and its page show it."""

    id: int
    report_id: int
    test: str
    sender: str
    patient: PatientShown | None
    name_sent: str
    findings: tuple[Finding, ...]
    state: str
    opened_at: datetime
    due_at: datetime
    outside_at: datetime
    responsible_id: int | None
    responsible: str
    rungs: tuple[Rung, ...]
    steps: tuple[StepShown, ...]
    read_back: str
    read_back_at: datetime | None
    read_back_by: str
    recorded_by: str
    channel: str

    @property
    def is_open(self) -> bool:
        """Whether it waits for a read-back."""
        return self.state == CriticalState.OPEN

    @property
    def minutes_taken(self) -> int | None:
        """From opening to read-back."""
        return (self.read_back_at - self.opened_at) // timedelta(minutes=1) if self.read_back_at else None

    @property
    def outside_limit(self) -> bool:
        """Whether the read-back came after the outside limit."""
        return self.read_back_at is not None and self.read_back_at > self.outside_at


def open_criticals(*, now: datetime, for_staff: int | None = None) -> tuple[CriticalShown, ...]:
    """What waits for a read-back, the oldest first; for one clinician, what the climb has brought to them."""
    found = CriticalResult.objects.filter(state=CriticalState.OPEN)
    if for_staff is not None:
        theirs = (for_staff, *covered_by(for_staff, now=now))
        climbed = Q(opened_at__lte=now - ESCALATE_AT[0])
        found = found.filter(Q(responsible__in=theirs) | Q(responsible__isnull=True) | climbed)
    rows = found.select_related(*_JOINS).order_by("opened_at", "id")[:200]
    return tuple(_shown(row, (), now=now) for row in rows)


def closed_criticals(*, now: datetime) -> tuple[CriticalShown, ...]:
    """The latest that were read back."""
    rows = CriticalResult.objects.filter(state=CriticalState.CLOSED).select_related(*_JOINS)
    return tuple(_shown(row, (), now=now) for row in rows.order_by("-read_back_at")[:50])


def count_open() -> int:
    """How many wait for a read-back."""
    return CriticalResult.objects.filter(state=CriticalState.OPEN).count()


def critical_shown(critical_id: int, *, now: datetime) -> CriticalShown | None:
    """One critical result with its log, or None when there is none of that number."""
    row = CriticalResult.objects.select_related(*_JOINS).filter(pk=critical_id).first()
    if row is None:
        return None
    steps = CriticalStep.objects.filter(critical=row).select_related("by").order_by("-at", "-id")
    return _shown(row, tuple(_step(step) for step in steps), now=now)


_JOINS = ("report", "report__message", "patient", "responsible", "read_back_by", "recorded_by")


def _step(step: CriticalStep) -> StepShown:
    kind = StepKind(step.kind)
    icon, tone = ICONS.get(kind, ("phone-missed", "warn"))
    whom = f": {step.whom}" if step.whom else ""
    text = f"{kind.label}{whom}" + (f". {step.says}" if step.says else "")
    return StepShown(step.at, text, step.by.name if step.by else "Practicum", icon, tone)


def _shown(row: CriticalResult, steps: tuple[StepShown, ...], *, now: datetime) -> CriticalShown:
    return CriticalShown(
        id=row.pk,
        report_id=row.report_id,
        test=short_name(row.report.service_name),
        sender=row.report.message.sender,
        patient=shown(row.patient, on=now.date()),
        name_sent=row.report.message.name_sent,
        findings=tuple(Finding(f["name"], f["value"], f["units"], f["because"]) for f in row.findings),
        state=row.state,
        opened_at=row.opened_at,
        due_at=row.opened_at + ACKNOWLEDGE_WITHIN,
        outside_at=row.opened_at + OUTSIDE_LIMIT,
        responsible_id=row.responsible_id,
        responsible=row.responsible.name if row.responsible else "any physician",
        rungs=ladder(opened_at=row.opened_at, until=row.read_back_at or now),
        steps=steps,
        read_back=row.read_back,
        read_back_at=row.read_back_at,
        read_back_by=row.read_back_by.name if row.read_back_by else "",
        recorded_by=row.recorded_by.name if row.recorded_by else "",
        channel=row.channel,
    )


@dataclass(frozen=True)
class LimitShown:
    """One line of the practice's critical limits."""

    id: int
    code: str
    name: str
    unit: str
    low: str
    high: str
    words: str
    whom: str
    source: str
    since_at: datetime
    set_by: str


def limits_in_force() -> tuple[LimitShown, ...]:
    """The practice's table as it holds now."""
    rows = (
        CriticalLimit.objects.filter(ended_at__isnull=True)
        .select_related("set_by")
        .order_by("name", "unit", "id")
    )
    return tuple(_limit(row) for row in rows)


def _limit(row: CriticalLimit) -> LimitShown:
    whom = [f"from {row.age_from_years} years"] if row.age_from_years is not None else []
    whom += [f"below {row.age_below_years} years"] if row.age_below_years is not None else []
    whom += [row.sex] if row.sex else []
    return LimitShown(
        id=row.pk,
        code=row.code,
        name=row.name,
        unit=row.unit,
        low=f"{row.low.normalize():f}" if row.low is not None else "",
        high=f"{row.high.normalize():f}" if row.high is not None else "",
        words=", ".join(row.words),
        whom=", ".join(whom) or "everybody",
        source=row.source,
        since_at=row.since_at,
        set_by=row.set_by.name if row.set_by else "",
    )
