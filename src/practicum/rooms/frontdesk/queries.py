"""The desk's list and the board: two views of the one status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from practicum.kernel.coverage.queries import CoverageView, active_coverage_of
from practicum.kernel.practice.models import Place, Site
from practicum.lib.periods import local_day, zone_named
from practicum.rooms.billing.public import PaymentView, payments_of_visits
from practicum.rooms.frontdesk import rules
from practicum.rooms.frontdesk.models import CheckIn, RoomStay
from practicum.rooms.scheduling.public import HERE, Visit, ago, site_day

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A visit in the desk's list."""

    visit: Visit
    group: rules.Group
    next: rules.NextStep | None
    says: str
    coverage: str
    copay_cents: int | None
    paid_cents: int
    room: str


def todays_site(site_id: int | None) -> tuple[int, str, str] | None:
    """The person's site, or the first one: id, name, zone."""
    rows = list(Site.objects.filter(active=True).order_by("name").values_list("id", "name", "zone"))
    return next((row for row in rows if row[0] == site_id), rows[0] if rows else None)


def today(*, site_id: int, zone: str, now: datetime) -> list[Visit]:
    """The visits of the site's day that were not cancelled."""
    local = now.astimezone(zone_named(zone)).date()
    span = local_day(local, zone=zone_named(zone))
    end = span.end or span.start + DAY
    return [one for one in site_day(site_id=site_id, period=(span.start, end)) if one.status != "cancelled"]


def desk(*, site_id: int, zone: str, now: datetime) -> list[Row]:
    """Everybody of today, whoever needs the desk first on top: five statements however many."""
    visits = today(site_id=site_id, zone=zone, now=now)
    coverage = active_coverage_of([one.patient_id for one in visits], now.date())
    paid = payments_of_visits([one.id for one in visits])
    rooms = rooms_of([one.id for one in visits])
    rows = [
        row(one, coverage.get(one.patient_id, []), paid.get(one.id, []), rooms.get(one.id, ""), now=now)
        for one in visits
    ]
    return sorted(
        rows,
        key=lambda one: rules.sort_key(
            of=one.group, starts_at=one.visit.starts_at, status_at=one.visit.status_at
        ),
    )


def row(
    visit: Visit, coverage: Sequence[CoverageView], paid: Sequence[PaymentView], room: str, *, now: datetime
) -> Row:
    """One line of the list."""
    where = rules.group(status=visit.status, starts_at=visit.starts_at, status_at=visit.status_at, now=now)
    first = coverage[0] if coverage else None
    return Row(
        visit, where, rules.NEXT.get(visit.status), _says(visit, where, now), first.name if first else "Self-pay",
        first.copay_cents if first else None, sum(one.amount_cents for one in paid), room,
    )  # fmt: skip


def _says(visit: Visit, where: rules.Group, now: datetime) -> str:
    if where is rules.Group.LATE:
        return f"{ago(now - visit.starts_at)} late"
    if visit.status in HERE:
        return f"{visit.status_words} for {ago(now - visit.status_at)}"
    if where is rules.Group.DUE:
        ahead = visit.starts_at - now
        return f"in {ago(ahead)}" if ahead > timedelta() else "now"
    return visit.status_words


def rooms_of(visit_ids: Sequence[int]) -> dict[int, str]:
    """Who is in which room."""
    rows = RoomStay.objects.filter(appointment_id__in=list(visit_ids), until_at=None)
    return dict(rows.values_list("appointment_id", "place__name"))


def free_rooms(site_id: int) -> list[tuple[int, str]]:
    """Rooms of a site with nobody in them."""
    taken = RoomStay.objects.filter(place__site_id=site_id, until_at=None).values("place_id")
    rooms = Place.objects.filter(site_id=site_id, kind="room", active=True).exclude(id__in=taken)
    return list(rooms.order_by("name").values_list("id", "name"))


@dataclass(frozen=True, slots=True)
class CheckInView:
    """What was noted at check-in."""

    identifiers: tuple[str, ...]
    details_right: bool
    coverage_right: bool
    note: str
    copay_due_cents: int | None
    no_copay_reason: str
    at: datetime
    by: str


def check_in_of(appointment_id: int) -> CheckInView | None:
    """The check-in of a visit, if it stands."""
    found = CheckIn.objects.filter(appointment_id=appointment_id, undone_at=None).values_list(
        "identifiers", "details_right", "coverage_right", "note", "copay_due_cents", "no_copay_reason", "at", "by__name"
    ).first()  # fmt: skip
    return CheckInView(tuple(found[0]), *found[1:]) if found else None


COLUMNS = (
    ("At the desk", ("arrived", "checking_in")),
    ("Waiting", ("waiting",)),
    ("In a room", ("roomed",)),
    ("With the provider", ("with_provider",)),
    ("Checking out", ("checking_out",)),
)


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody on the board."""

    visit: Visit
    waited: str
    long: bool
    room: str
    next: rules.NextStep | None


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """One stage of the visit."""

    title: str
    cards: list[Card]


def board(*, site_id: int, zone: str, now: datetime) -> list[BoardColumn]:
    """Who is where, the longest first."""
    here = [one for one in today(site_id=site_id, zone=zone, now=now) if one.status in HERE]
    rooms = rooms_of([one.id for one in here])
    columns = []
    for title, statuses in COLUMNS:
        inside = sorted((one for one in here if one.status in statuses), key=lambda one: one.status_at)
        cards = [
            Card(
                one,
                ago(now - one.status_at),
                _long(one, now),
                rooms.get(one.id, ""),
                rules.NEXT.get(one.status),
            )
            for one in inside
        ]
        columns.append(BoardColumn(title, cards))
    return columns


def _long(visit: Visit, now: datetime) -> bool:
    if visit.status in {"waiting", "roomed"}:
        return rules.waited(visit.starts_at, visit.status_at, now) >= rules.LONG
    return False
