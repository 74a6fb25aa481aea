"""The inbox: critical first, then abnormal, then normal; the longest waiting first in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from practicum.rooms.results.lifecycle import Abnormality, DeliveryState
from practicum.rooms.results.models import Delivery, Observation
from practicum.rooms.results.queries.people import PatientShown, shown
from practicum.rooms.results.rules.flags import flag_in_words
from practicum.rooms.results.rules.naming import short_name

PAGE = 100
MOST_NAMED = 3
HEADINGS = {2: "Critical", 1: "Abnormal", 0: "Normal"}


@dataclass(frozen=True)
class Named:
    """One value that stands out, for the row of its report."""

    name: str
    value: str
    units: str
    words: str
    abnormality: str


@dataclass(frozen=True)
class Row:
    """One report in one inbox."""

    delivery_id: int
    report_id: int
    to_id: int
    to_name: str
    rank: int
    abnormality: str
    test: str
    status: str
    version: int
    patient: PatientShown | None
    sender: str
    delivered_at: datetime
    observed_at: datetime | None
    note: str
    standing_out: tuple[Named, ...]
    settled_at: datetime | None = None
    settled_by: str = ""
    state: str = DeliveryState.NEW

    @property
    def heading(self) -> str:
        """The group the row stands in."""
        return HEADINGS[self.rank]


@dataclass(frozen=True)
class Inbox:
    """A page of the inbox and how much waits of each degree."""

    rows: tuple[Row, ...]
    critical: int
    abnormal: int
    normal: int
    start: int

    @property
    def waiting(self) -> int:
        """All that waits."""
        return self.critical + self.abnormal + self.normal

    @property
    def patient_ids(self) -> list[int]:
        """Whom the page shows."""
        return sorted({row.patient.id for row in self.rows if row.patient})


def waiting(*, to: Sequence[int] | None, now: datetime, start: int = 0) -> Inbox:
    """What waits in the inboxes of `to`, or of everybody when it is None."""
    found = Delivery.objects.filter(state=DeliveryState.NEW)
    if to is not None:
        found = found.filter(to__in=to)
    counts = found.aggregate(
        critical=Count("pk", filter=Q(rank=2)), abnormal=Count("pk", filter=Q(rank=1)),
        normal=Count("pk", filter=Q(rank=0)),
    )  # fmt: skip
    page = _with_names(found.order_by("-rank", "delivered_at", "id")[start : start + PAGE])
    rows = _rows(page, now=now)
    return Inbox(rows, counts["critical"], counts["abnormal"], counts["normal"], start)


def counts(*, to: Sequence[int]) -> tuple[int, int, int]:
    """How much waits in these inboxes: critical, abnormal, normal."""
    found = dict(
        Delivery.objects.filter(state=DeliveryState.NEW, to__in=to).values_list("rank").annotate(Count("pk"))
    )
    return found.get(2, 0), found.get(1, 0), found.get(0, 0)


def settled(*, to: Sequence[int] | None, now: datetime, start: int = 0) -> tuple[Row, ...]:
    """What was dealt with, the latest first."""
    found = Delivery.objects.exclude(state=DeliveryState.NEW)
    if to is not None:
        found = found.filter(Q(to__in=to) | Q(settled_by__in=to))
    return _rows(_with_names(found.order_by("-settled_at", "-id")[start : start + PAGE]), now=now)


def next_after(delivery: Delivery, *, to: Sequence[int] | None) -> Delivery | None:
    """The delivery after this one in the same list, or the first when it was the last."""
    found = Delivery.objects.filter(state=DeliveryState.NEW).exclude(pk=delivery.pk)
    if to is not None:
        found = found.filter(to__in=to)
    later = Q(rank__lt=delivery.rank) | Q(rank=delivery.rank) & (
        Q(delivered_at__gt=delivery.delivered_at) | Q(delivered_at=delivery.delivered_at, pk__gt=delivery.pk)
    )
    order = ("-rank", "delivered_at", "id")
    return found.filter(later).order_by(*order).first() or found.order_by(*order).first()


def _with_names(found: object) -> list[Delivery]:
    joined = found.select_related(  # type: ignore[attr-defined]
        "report", "report__patient", "report__message", "to", "settled_by"
    )
    return list(joined)


def _rows(deliveries: Sequence[Delivery], *, now: datetime) -> tuple[Row, ...]:
    out = _standing_out([d.report_id for d in deliveries if d.rank])
    return tuple(_row(d, out.get(d.report_id, []), now=now) for d in deliveries)


def _row(delivery: Delivery, out: Sequence[Named], *, now: datetime) -> Row:
    report = delivery.report
    return Row(
        delivery_id=delivery.pk,
        report_id=report.pk,
        to_id=delivery.to_id,
        to_name=delivery.to.name,
        rank=delivery.rank,
        abnormality=delivery.abnormality,
        test=short_name(report.service_name),
        status=report.status,
        version=report.version,
        patient=shown(report.patient, on=now.date()),
        sender=report.message.sender,
        delivered_at=delivery.delivered_at,
        observed_at=report.observed_at,
        note=delivery.note,
        standing_out=tuple(out),
        settled_at=delivery.settled_at,
        settled_by=delivery.settled_by.name if delivery.settled_by else "",
        state=delivery.state,
    )


def _standing_out(report_ids: Sequence[int]) -> dict[int, list[Named]]:
    """The worst few values of each report, in one query."""
    rows = (
        Observation.objects.filter(report__in=report_ids)
        .exclude(abnormality=Abnormality.NORMAL)
        .order_by("report_id", "position")
        .values_list("report_id", "name", "value", "units", "flag", "abnormality")
    )
    found: dict[int, list[Named]] = defaultdict(list)
    for report_id, name, value, units, flag, abnormality in rows:
        found[report_id].append(
            Named(short_name(name), _short(value), units, flag_in_words(flag), abnormality)
        )
    for values in found.values():
        values.sort(key=lambda v: v.abnormality != Abnormality.CRITICAL)
        del values[MOST_NAMED:]
    return dict(found)


def _short(value: str) -> str:
    line = value.split("\n", 1)[0]
    return line if len(line) <= 40 else f"{line[:38]}…"
