"""What pages and upper packages read of the practice, as frozen dataclasses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from practicum.kernel.base import Stream
from practicum.kernel.practice import rules
from practicum.kernel.practice.models import (
    Absence,
    Cover,
    Holiday,
    Place,
    Practice,
    Provider,
    Site,
    SiteHours,
)
from practicum.kernel.practice.reading import say_hours
from practicum.lib.periods import zone_named


@dataclass(frozen=True, slots=True)
class PracticeCard:
    """The practice as letterheads and the shell show it."""

    name: str
    zone: str
    is_demo: bool
    npi: str
    email: str
    phone: str
    fax: str
    address: str


@dataclass(frozen=True, slots=True)
class SiteCard:
    """A site with its week in words."""

    id: int
    name: str
    zone: str
    active: bool
    address: str
    phone: str
    fax: str
    place_of_service: str
    week: tuple[str, ...]  # seven texts from Monday; empty when closed
    open_until: datetime | None = None
    opens_next: datetime | None = None


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A holiday as the list shows it."""

    id: int
    date: date
    name: str
    site: str
    hours: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place as the list shows it."""

    id: int
    name: str
    kind: str
    site_id: int
    site: str
    active: bool


@dataclass(frozen=True, slots=True)
class ProviderCard:
    """A provider as pickers, the schedule and claims know one."""

    id: int
    staff_id: int
    name: str
    npi: str
    specialty: str
    color: str
    active: bool
    site_ids: tuple[int, ...]


def address_line(row: Practice | Site) -> str:
    """An address in one line."""
    town = ", ".join(part for part in (row.city, f"{row.state} {row.postal_code}".strip()) if part)
    return ", ".join(part for part in (row.address_line, row.address_line2, town) if part)


def practice() -> PracticeCard | None:
    """The practice, or None before it is set up."""
    row = Practice.objects.first()
    if row is None:
        return None
    return PracticeCard(
        name=row.name, zone=row.zone, is_demo=row.is_demo, npi=row.npi, email=row.email,
        phone=row.phone, fax=row.fax, address=address_line(row),
    )  # fmt: skip


def calendars(
    site_ids: Iterable[int], *, from_date: date | None = None, to_date: date | None = None
) -> dict[int, rules.Calendar]:
    """When sites are open, by site: three queries however many sites."""
    wanted = list(site_ids)
    zones = dict(Site.objects.filter(id__in=wanted).values_list("id", "zone"))
    week: dict[int, list[rules.OpenSpan]] = defaultdict(list)
    hours = SiteHours.objects.filter(site_id__in=wanted).values_list("site_id", "weekday", "opens", "closes")
    for site_id, weekday, opens, closes in hours:
        week[site_id].append(rules.OpenSpan(weekday, opens, closes))
    days = Holiday.objects.filter(Q(site_id__in=wanted) | Q(site=None))
    if from_date is not None:
        days = days.filter(date__gte=from_date)
    if to_date is not None:
        days = days.filter(date__lte=to_date)
    special = [rules.SpecialDay(d.date, d.name, d.opens, d.closes, d.site_id) for d in days]
    return {
        site_id: rules.calendar(
            zone=zone_named(zone),
            week=week[site_id],
            special=[day for day in special if day.site_id in (None, site_id)],
        )
        for site_id, zone in zones.items()
    }


def calendar_of(site_id: int) -> rules.Calendar:
    """When one site is open; a KeyError when there is no such site."""
    return calendars([site_id])[site_id]


def sites(*, now: datetime | None = None, only_active: bool = False) -> list[SiteCard]:
    """All sites by name; with `now`, whether each is open at that moment."""
    rows = Site.objects.order_by("-active", "name")
    return _site_cards(rows.filter(active=True) if only_active else rows, now=now)


def site(site_id: int, *, now: datetime | None = None) -> SiteCard | None:
    """One site, or None."""
    found = _site_cards(Site.objects.filter(id=site_id), now=now)
    return found[0] if found else None


def site_facts(site_id: int) -> dict[str, object] | None:
    """A site's own fields, as its form starts from them."""
    names = (
        "name", "zone", "active", "place_of_service", "address_line", "address_line2", "city", "state",
        "postal_code", "phone", "fax",
    )  # fmt: skip
    found: dict[str, object] | None = Site.objects.filter(id=site_id).values(*names).first()
    return found


def _site_cards(rows: QuerySet[Site], *, now: datetime | None) -> list[SiteCard]:
    listed = list(rows)
    when = calendars([row.id for row in listed])
    return [_site_card(row, when[row.id], now) for row in listed]


def _site_card(row: Site, calendar: rules.Calendar, now: datetime | None) -> SiteCard:
    span = rules.next_opening(now, calendar=calendar) if now else None
    is_open = span is not None and now is not None and span.start <= now
    days = [[(s.opens, s.closes) for s in calendar.week if s.weekday == day] for day in range(7)]
    return SiteCard(
        id=row.id, name=row.name, zone=row.zone, active=row.active, address=address_line(row),
        phone=row.phone, fax=row.fax, place_of_service=row.place_of_service,
        week=tuple(say_hours(day) for day in days),
        open_until=span.end if span and is_open else None,
        opens_next=span.start if span and not is_open else None,
    )  # fmt: skip


def holidays(*, from_date: date, site_id: int | None = None) -> list[HolidayRow]:
    """Holidays from a date on; with a site, those of the practice and its own."""
    rows = Holiday.objects.filter(date__gte=from_date).select_related("site").order_by("date", "site__name")
    if site_id is not None:
        rows = rows.filter(Q(site=None) | Q(site_id=site_id))
    return [
        HolidayRow(
            row.id, row.date, row.name, row.site.name if row.site else "",
            say_hours([(row.opens, row.closes)]) if row.opens and row.closes else "",
        )
        for row in rows[:200]
    ]  # fmt: skip


def places(*, site_id: int | None = None, kind: str = "", only_active: bool = True) -> list[PlaceRow]:
    """Places by site and name."""
    rows = Place.objects.order_by("site__name", "kind", "name")
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    if kind:
        rows = rows.filter(kind=kind)
    if only_active:
        rows = rows.filter(active=True)
    values = rows.values_list("id", "name", "kind", "site_id", "site__name", "active")
    return [PlaceRow(*row) for row in values]


def providers(*, site_id: int | None = None, only_active: bool = True) -> list[ProviderCard]:
    """Providers by family name; with a site, those who see patients there."""
    rows = Provider.objects.order_by("staff__family_name", "staff__given_name", "id")
    if only_active:
        rows = rows.filter(active=True, staff__active=True)
    if site_id is not None:
        rows = rows.filter(sites__id=site_id)
    return _provider_cards(rows)


def provider(provider_id: int) -> ProviderCard | None:
    """One provider, or None."""
    found = _provider_cards(Provider.objects.filter(id=provider_id))
    return found[0] if found else None


def _provider_cards(rows: QuerySet[Provider]) -> list[ProviderCard]:
    listed = list(rows.select_related("staff").prefetch_related("sites"))
    return [
        ProviderCard(
            id=row.id, staff_id=row.staff_id, name=row.staff.name, npi=row.npi or "", specialty=row.specialty,
            color=row.color, active=row.active and row.staff.active,
            site_ids=tuple(sorted(site.id for site in row.sites.all())),
        )
        for row in listed
    ]  # fmt: skip


def is_away(staff_id: int, *, at: datetime) -> bool:
    """True while an absence of the person runs."""
    return away(staff_ids=[staff_id], at=at) != set()


def away(*, staff_ids: Sequence[int], at: datetime) -> set[int]:
    """Those of the people who are away at an instant; one query."""
    rows = Absence.objects.filter(
        staff_id__in=staff_ids, cancelled_at=None, starts_at__lte=at, ends_at__gt=at
    )
    return set(rows.values_list("staff_id", flat=True))


def covering(staff_id: int, *, at: datetime, stream: Stream | None = None) -> list[int]:
    """Who takes the person's work at an instant, those named for the stream before those for all;
    without a stream only those who take all of it.

    A colleague who is away or has left is not named; covers are not followed further.
    """
    rows = Cover.objects.filter(
        absent_id=staff_id, cancelled_at=None, starts_at__lte=at, ends_at__gt=at, covering__active=True
    )
    fits = Q(streams=[])
    if stream is not None:
        fits |= Q(streams__contains=[stream.value])
    rows = rows.filter(fits)
    found = list(rows.order_by(F("id").desc()).values_list("covering_id", "streams"))
    found.sort(key=lambda row: not row[1])
    gone = away(staff_ids=[pk for pk, _ in found], at=at)
    return list(dict.fromkeys(pk for pk, _ in found if pk not in gone))


def zone_of_site(site_id: int | None) -> ZoneInfo:
    """The clock of a site, or of the practice when there is no such site."""
    zone = Site.objects.filter(id=site_id).values_list("zone", flat=True).first() if site_id else None
    if zone is None:
        zone = Practice.objects.values_list("zone", flat=True).first()
    return zone_named(zone or "UTC")
