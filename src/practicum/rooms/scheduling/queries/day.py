"""The grid: columns of a day by provider, or of a week by day, with all that stands in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from practicum.rooms.scheduling.models import BookedTime
from practicum.rooms.scheduling.queries.calendar import read_calendar
from practicum.rooms.scheduling.queries.pickers import ProviderChoice, SiteChoice
from practicum.rooms.scheduling.queries.visits import Visit, provider_visits
from practicum.rooms.scheduling.rules.layout import lanes
from practicum.rooms.scheduling.rules.openings import Calendar
from practicum.rooms.scheduling.rules.spans import Period, intersect, subtract
from practicum.rooms.scheduling.rules.wallclock import day_period
from practicum.rooms.scheduling.rules.words import clock_time, day_words

ROW_MINUTES = 5
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """Something in a column: from which row, over how many, beside what."""

    kind: str  # free, visit, held, block
    row: int
    rows: int
    starts_at: datetime
    time: str
    until: str
    text: str = ""
    lane: int = 0
    of: int = 1
    visit: Visit | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One provider's day at one site."""

    title: str
    sub: str
    provider_id: int
    day: date
    cells: list[Cell]
    visits: int
    free_minutes: int
    open_rows: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Grid:
    """What the page draws."""

    columns: list[Column]
    hours: list[tuple[int, str]]
    first_minute: int
    rows: int
    now_row: int | None
    visits: int
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Time kept for a proposal."""

    provider_id: int
    patient: str
    period: Period
    proposal_id: int


def day_grid(
    *, day: date, site: SiteChoice, providers: Sequence[ProviderChoice], now: datetime, step: int = 15
) -> Grid:
    """One column for each provider who is there or has visits."""
    wanted = [(provider, day, provider.name, provider.specialty) for provider in providers]
    return _grid(wanted, site=site, now=now, step=step, skip_empty=True)


def week_grid(
    *, day: date, site: SiteChoice, provider: ProviderChoice, now: datetime, step: int = 15
) -> Grid:
    """One column for each day of the week; for those of a weekend, when there are hours or visits."""
    monday = day - timedelta(days=day.weekday())
    days = [monday + timedelta(days=number) for number in range(7)]
    wanted = [(provider, one, day_words(one), "") for one in days]
    return _grid(wanted, site=site, now=now, step=step, skip_empty=False)


_Wanted = tuple[ProviderChoice, date, str, str]


def _grid(wanted: Sequence[_Wanted], *, site: SiteChoice, now: datetime, step: int, skip_empty: bool) -> Grid:
    days = [one[1] for one in wanted] or [now.astimezone(site.zone).date()]
    whole = day_period(site.zone, min(days))[0], day_period(site.zone, max(days))[1]
    ids = sorted({one[0].id for one in wanted})
    calendar = read_calendar(provider_ids=ids, site_ids=[site.id], since=whole[0], until=whole[1])
    visits: dict[tuple[int, date], list[Visit]] = defaultdict(list)
    for visit in provider_visits(provider_ids=ids, period=whole, site_id=site.id):
        visits[visit.provider_id, visit.day].append(visit)
    held = _held(ids, whole)
    drafts = []
    for provider, day, title, sub in wanted:
        here = visits[provider.id, day]
        opening = calendar.opening(provider.id, site.id, day, None)
        template = calendar.template(provider.id, site.id, day, None)
        if (skip_empty or day.weekday() >= SATURDAY) and not template and not here:
            continue
        drafts.append((provider, day, title, sub, here, opening))
    first, last = _span([(day, here, opening) for _, day, _, _, here, opening in drafts], site.zone)
    columns = [
        _column(draft, held, calendar, site=site, now=now, step=step, first=first, last=last)
        for draft in drafts
    ]
    holiday = calendar.holiday(site.id, days[0])
    today = now.astimezone(site.zone)
    minute = today.hour * 60 + today.minute
    return Grid(
        columns=columns,
        hours=[((hour * 60 - first) // ROW_MINUTES + 1, f"{hour % 12 or 12} {'AM' if hour < 12 else 'PM'}")
               for hour in range(first // 60, last // 60)],
        first_minute=first,
        rows=(last - first) // ROW_MINUTES,
        now_row=(minute - first) // ROW_MINUTES + 1 if today.date() in days and first <= minute < last else None,
        visits=sum(column.visits for column in columns),
        closed=holiday.name if holiday and skip_empty else "",
    )  # fmt: skip


def _held(provider_ids: Sequence[int], period: Period) -> dict[int, list[Held]]:
    rows = BookedTime.objects.filter(
        provider_id__in=provider_ids, proposal_id__isnull=False, period__overlap=period
    ).values_list("provider_id", "patient__family_name", "patient__given_name", "period", "proposal_id")
    found: dict[int, list[Held]] = defaultdict(list)
    for provider_id, family, given, span, proposal_id in rows:
        if provider_id is not None and proposal_id is not None:
            found[provider_id].append(
                Held(provider_id, f"{family}, {given}", (span.lower, span.upper), proposal_id)
            )
    return found


def _minute(at: datetime, zone: ZoneInfo, day: date) -> int:
    local = at.astimezone(zone)
    if local.date() != day:
        return 0 if local.date() < day else 24 * 60
    return local.hour * 60 + local.minute


def _span(drafts: Sequence[tuple[date, list[Visit], list[Period]]], zone: ZoneInfo) -> tuple[int, int]:
    """The hours to draw: those of the openings and visits, eight to five when there are none."""
    starts, ends = [], []
    for day, visits, opening in drafts:
        starts += [_minute(start, zone, day) for start, _ in opening] + [
            _minute(v.starts_at, zone, day) for v in visits
        ]
        ends += [_minute(end, zone, day) for _, end in opening] + [
            _minute(v.ends_at, zone, day) for v in visits
        ]
    first, last = min(starts, default=8 * 60), max(ends, default=17 * 60)
    return first // 60 * 60, max(-(-last // 60) * 60, first // 60 * 60 + 60)


_Draft = tuple[ProviderChoice, date, str, str, list[Visit], list[Period]]


def _column(
    draft: _Draft, held: dict[int, list[Held]], calendar: Calendar, *, site: SiteChoice, now: datetime, step: int,
    first: int, last: int,
) -> Column:  # fmt: skip
    provider, day, title, sub, visits, opening = draft
    zone = site.zone
    shown = [visit for visit in visits if visit.status != "cancelled"]
    kept = [one for one in held[provider.id] if one.period[0].astimezone(zone).date() == day]
    taken = [(v.starts_at, v.ends_at) for v in shown if v.status != "no_show"] + [one.period for one in kept]

    def cell(kind: str, period: Period, **more: object) -> Cell:
        low, high = max(_minute(period[0], zone, day), first), min(_minute(period[1], zone, day), last)
        row = (low - first) // ROW_MINUTES
        return Cell(
            kind, row + 1, max(1, -(-(high - first) // ROW_MINUTES) - row), period[0], clock_time(period[0], zone),
            clock_time(period[1], zone), **more,  # type: ignore[arg-type]
        )  # fmt: skip

    free = [span for span in subtract(opening, taken) if span[1] > now]
    cells = [cell("free", span) for span in _steps(free, step, zone, now)]
    placed = lanes([(v.starts_at, v.ends_at) for v in shown])
    for visit, (lane, of) in zip(shown, placed, strict=True):
        cells.append(cell("visit", (visit.starts_at, visit.ends_at), lane=lane, of=of, visit=visit))
    cells += [cell("held", one.period, text=one.patient) for one in kept]
    whole = day_period(zone, day)
    for block in calendar.blocks:
        if block.concerns(provider.id, site.id):
            template = calendar.template(provider.id, site.id, day, None) or [whole]
            cells += [cell("block", part, text=block.why) for part in intersect(template, [block.period])]
    cells.sort(key=lambda one: (one.starts_at, one.kind))
    open_rows = [
        ((_minute(start, zone, day) - first) // ROW_MINUTES + 1,
         max(1, (_minute(end, zone, day) - _minute(start, zone, day)) // ROW_MINUTES))
        for start, end in opening
    ]  # fmt: skip
    minutes = sum(int((end - start).total_seconds() // 60) for start, end in free)
    return Column(title, sub, provider.id, day, cells, len(shown), minutes, open_rows)


def _steps(free: Sequence[Period], step: int, zone: ZoneInfo, now: datetime) -> list[Period]:
    """Free time cut along the grid; what is left at either end of a gap is offered too."""
    parts: list[Period] = []
    for start, end in free:
        at = max(start, now.replace(second=0, microsecond=0) + timedelta(minutes=1)) if start < now else start
        while at < end:
            over = at.astimezone(zone).minute % step
            stop = min(at + timedelta(minutes=step - over), end)
            if stop - at >= timedelta(minutes=ROW_MINUTES):
                parts.append((at, stop))
            at = stop
    return parts
