"""When a provider may be booked at all: templates within hours, without holidays and blocks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from practicum.rooms.scheduling.rules.spans import Period, covers, intersect, overlaps, subtract, union
from practicum.rooms.scheduling.rules.wallclock import wall_periods


@dataclass(frozen=True, slots=True)
class Window:
    """One line of a provider's template: where and when, every week, and for which visit types."""

    provider_id: int
    site_id: int
    weekday: int
    opens: time
    closes: time
    visit_type_ids: frozenset[int] = frozenset()
    valid_from: date = date.min
    valid_until: date = date.max
    overbookable: int = 0

    def holds(self, day: date, visit_type_id: int | None) -> bool:
        """Whether the line is in force on a day for a visit type (no type named: every type)."""
        return (
            day.weekday() == self.weekday
            and self.valid_from <= day <= self.valid_until
            and (visit_type_id is None or not self.visit_type_ids or visit_type_id in self.visit_type_ids)
        )


@dataclass(frozen=True, slots=True)
class Blocked:
    """Time taken out: of one provider, of a whole site, or of one provider at one site."""

    provider_id: int | None
    site_id: int | None
    period: Period
    why: str = ""

    def concerns(self, provider_id: int, site_id: int) -> bool:
        """Whether the block is in the way of this provider at this site."""
        return self.provider_id in (None, provider_id) and self.site_id in (None, site_id)


@dataclass(frozen=True, slots=True)
class Closing:
    """A holiday: closed all day, or open for other hours than usual."""

    name: str
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A visit somebody wants at a certain time."""

    provider_id: int
    site_id: int
    visit_type_id: int
    starts_at: datetime
    minutes: int

    @property
    def period(self) -> Period:
        """From the start to the end of the visit."""
        return self.starts_at, self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Calendar:
    """All that says when visits may be: read once, asked often."""

    zones: Mapping[int, ZoneInfo]
    hours: Mapping[int, Mapping[int, tuple[tuple[time, time], ...]]]
    holidays: Mapping[tuple[int | None, date], Closing] = field(default_factory=dict)
    windows: tuple[Window, ...] = ()
    blocks: tuple[Blocked, ...] = ()

    @cached_property
    def by_place(self) -> dict[tuple[int, int], tuple[Window, ...]]:
        """The windows by provider and site."""
        found: dict[tuple[int, int], list[Window]] = {}
        for window in self.windows:
            found.setdefault((window.provider_id, window.site_id), []).append(window)
        return {key: tuple(value) for key, value in found.items()}

    def holiday(self, site_id: int, day: date) -> Closing | None:
        """The holiday at a site on a day, if any; the site's own comes before the practice's."""
        return self.holidays.get((site_id, day)) or self.holidays.get((None, day))

    def site_open(self, site_id: int, day: date) -> list[Period]:
        """When a site is open on a local day."""
        zone, holiday = self.zones[site_id], self.holiday(site_id, day)
        if holiday is not None:
            if holiday.opens is None or holiday.closes is None:
                return []
            return list(wall_periods(zone, day, holiday.opens, holiday.closes))
        lines = self.hours.get(site_id, {}).get(day.weekday(), ())
        return union(period for opens, closes in lines for period in wall_periods(zone, day, opens, closes))

    def template(self, provider_id: int, site_id: int, day: date, visit_type_id: int | None) -> list[Period]:
        """What the provider's template gives on a local day."""
        zone = self.zones[site_id]
        return union(
            period
            for window in self.by_place.get((provider_id, site_id), ())
            if window.holds(day, visit_type_id)
            for period in wall_periods(zone, day, window.opens, window.closes)
        )

    def opening(self, provider_id: int, site_id: int, day: date, visit_type_id: int | None) -> list[Period]:
        """When the provider may be booked there on a local day, taken or not."""
        template = self.template(provider_id, site_id, day, visit_type_id)
        if not template:
            return []
        bookable = intersect(template, self.site_open(site_id, day))
        return subtract(bookable, self.blocked(provider_id, site_id)) if bookable else []

    def overbookable(self, asked: Asked) -> int:
        """How many visits the template lets stand beside the regular one at that time."""
        zone = self.zones[asked.site_id]
        day = asked.starts_at.astimezone(zone).date()
        return max(
            (
                window.overbookable
                for window in self.by_place.get((asked.provider_id, asked.site_id), ())
                if window.holds(day, asked.visit_type_id)
                and covers(wall_periods(zone, day, window.opens, window.closes), asked.period)
            ),
            default=0,
        )

    def blocked(self, provider_id: int, site_id: int) -> list[Period]:
        """What is taken out for this provider at this site."""
        return [block.period for block in self.blocks if block.concerns(provider_id, site_id)]


def why_not(calendar: Calendar, asked: Asked, *, now: datetime) -> str | None:
    """Why the practice would not take this visit, in a sentence that says what to do; None if it would.

    Says nothing about who else has the time: only the database knows that for certain.
    """
    if asked.starts_at < now:
        return "That time has passed. Choose a later one."
    if asked.starts_at.second or asked.starts_at.microsecond:
        return "Visits start on a whole minute. Choose a time without seconds."
    zone = calendar.zones.get(asked.site_id)
    if zone is None:
        return "There is no such site. Choose one from the list."
    day = asked.starts_at.astimezone(zone).date()
    if covers(calendar.opening(asked.provider_id, asked.site_id, day, asked.visit_type_id), asked.period):
        return None
    return _reason(calendar, asked, day)


def _reason(calendar: Calendar, asked: Asked, day: date) -> str:
    """The first thing in the way, widest first."""
    provider, site, period = asked.provider_id, asked.site_id, asked.period
    holiday = calendar.holiday(site, day)
    open_then = calendar.site_open(site, day)
    if holiday and not open_then:
        return f"The site is closed that day: {holiday.name}. Choose another day."
    if not covers(open_then, period):
        return "The site is closed for all or part of that time. Choose a time within its hours."
    for block in calendar.blocks:
        if block.concerns(provider, site) and overlaps(block.period, period):
            why = f" ({block.why})" if block.why else ""
            return f"The provider is not available then{why}. Choose another time or provider."
    if covers(calendar.template(provider, site, day, None), period):
        return (
            "The provider does not take this kind of visit at that time. Choose another time or visit type."
        )
    if any(key[0] == provider and key[1] == site for key in calendar.by_place):
        return "The provider does not work there for all of that time. Choose a time from the free ones."
    return "The provider does not work at this site. Choose another site or provider."


def outside(calendar: Calendar, visits: Iterable[tuple[int, Asked]]) -> list[int]:
    """Which of the visits (by id) no longer lie within any opening: those a change would displace."""
    lost = []
    for key, asked in visits:
        day = asked.starts_at.astimezone(calendar.zones[asked.site_id]).date()
        opening = calendar.opening(asked.provider_id, asked.site_id, day, asked.visit_type_id)
        if not covers(opening, asked.period):
            lost.append(key)
    return lost
