"""Opening hours and holidays, worked out without the database or the clock."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays as holiday_calendars

from practicum.lib.periods import Span, local_date, local_to_utc

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, order=True)
class OpenSpan:
    """Doors open from one time of a weekday to another; Monday is 0."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day unlike its weekday: closed, or open for other hours."""

    date: date
    name: str
    opens: time | None = None
    closes: time | None = None
    site_id: int | None = None  # None: the whole practice


@dataclass(frozen=True, slots=True)
class Calendar:
    """All that decides when one site is open."""

    zone: ZoneInfo
    week: tuple[OpenSpan, ...]
    special: dict[date, SpecialDay]


def calendar(*, zone: ZoneInfo, week: Iterable[OpenSpan], special: Iterable[SpecialDay]) -> Calendar:
    """Join a week and special days; a site's own special day outweighs the practice's."""
    days: dict[date, SpecialDay] = {}
    for day in special:
        if day.site_id is not None or day.date not in days:
            days[day.date] = day
    return Calendar(zone=zone, week=tuple(sorted(week)), special=days)


def hours_on(day: date, *, calendar: Calendar) -> list[tuple[time, time]]:
    """The times on the wall between which the site is open that day; empty when closed."""
    special = calendar.special.get(day)
    if special is not None:
        if special.opens is None or special.closes is None:
            return []
        return [(special.opens, special.closes)]
    return [(span.opens, span.closes) for span in calendar.week if span.weekday == day.weekday()]


def opening(day: date, *, calendar: Calendar) -> list[Span[datetime]]:
    """The instants between which the site is open that day.

    A time the clock skips in spring is read as calendars do (RFC 5545, 3.3.5), so a span that
    lies wholly inside the skipped hour is not there at all.
    """
    spans = []
    for opens, closes in hours_on(day, calendar=calendar):
        start = local_to_utc(day, opens, zone=calendar.zone)
        end = local_to_utc(day, closes, zone=calendar.zone)
        if start < end:
            spans.append(Span(start, end))
    return spans


def is_open(at: datetime, *, calendar: Calendar) -> bool:
    """Tell whether the site is open at an instant."""
    return any(at in span for span in opening(local_date(at, zone=calendar.zone), calendar=calendar))


def next_opening(at: datetime, *, calendar: Calendar, days: int = 60) -> Span[datetime] | None:
    """The span the site is open in at an instant, or the next one within so many days."""
    first = local_date(at, zone=calendar.zone)
    for ahead in range(days + 1):
        for span in opening(first + timedelta(days=ahead), calendar=calendar):
            if span.end is None or span.end > at:
                return span
    return None


def why_closed(day: date, *, calendar: Calendar) -> str:
    """The sentence that tells why nobody is there that day; empty when somebody is."""
    if hours_on(day, calendar=calendar):
        return ""
    special = calendar.special.get(day)
    if special is not None:
        return f"Closed for {special.name}."
    return f"Closed on {WEEKDAYS[day.weekday()]}s."


def week_problem(week: Sequence[OpenSpan]) -> str:
    """What is wrong with a whole week of hours, as a sentence; empty when nothing is."""
    ordered = sorted(week)
    for span in ordered:
        if not 0 <= span.weekday <= 6:
            return "A weekday is a number from 0, Monday, to 6, Sunday."
        if span.closes <= span.opens:
            return f"On {WEEKDAYS[span.weekday]} closing has to come after opening."
    for one, two in itertools.pairwise(ordered):
        if one.weekday == two.weekday and two.opens < one.closes:
            return f"On {WEEKDAYS[one.weekday]} two spans overlap. Make them one, or part them."
    return ""


def federal_holidays(year: int) -> list[tuple[date, str]]:
    """The days on which federal offices are closed, observed days with them (5 U.S.C. 6103)."""
    found = holiday_calendars.country_holidays("US", years=year, observed=True)
    return sorted((day, str(name)) for day, name in found.items() if day.year == year)
