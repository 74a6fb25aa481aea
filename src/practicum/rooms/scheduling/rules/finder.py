"""Finding free time: every slot that may be booked, none that may not, earliest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from heapq import merge
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from practicum.rooms.scheduling.rules.openings import Calendar
from practicum.rooms.scheduling.rules.spans import Period, subtract

EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for. ``step`` is the grid starts lie on, in minutes of the local hour."""

    visit_type_id: int
    minutes: int
    provider_ids: tuple[int, ...]
    site_ids: tuple[int, ...]
    from_date: date
    until_date: date
    step: int = 15
    weekdays: frozenset[int] = EVERY_DAY
    not_before: time = time.min
    not_after: time = time.max

    def __post_init__(self) -> None:
        """A grid has to fit the hour, or the clock change would shift it."""
        if self.step < 1 or 60 % self.step:
            raise ValueError("the step must divide an hour")


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A time that may be booked."""

    starts_at: datetime
    provider_id: int
    site_id: int
    ends_at: datetime


Busy = Mapping[int, Sequence[Period]]


def free_slots(
    calendar: Calendar, wish: Wish, busy: Busy, *, now: datetime, patient_busy: Sequence[Period] = ()
) -> Iterator[Slot]:
    """Every bookable slot by start, provider and site, lazily day by day.

    ``busy`` is by provider and, like ``patient_busy``, in any order; a provider who is busy at one site is
    busy at all.
    """
    day = wish.from_date
    while day <= wish.until_date:
        if day.weekday() in wish.weekdays:
            yield from day_slots(calendar, wish, busy, day, now=now, patient_busy=patient_busy)
        day += timedelta(days=1)


def day_slots(
    calendar: Calendar,
    wish: Wish,
    busy: Busy,
    day: date,
    *,
    now: datetime,
    patient_busy: Sequence[Period] = (),
) -> Iterator[Slot]:
    """The slots of one local day."""
    runs = [
        _starts(calendar, wish, (*busy.get(provider, ()), *patient_busy), (provider, site), day, now)
        for provider in wish.provider_ids
        for site in wish.site_ids
        if (provider, site) in calendar.by_place
    ]
    return merge(*runs)


def _starts(
    calendar: Calendar, wish: Wish, taken: Sequence[Period], where: tuple[int, int], day: date, now: datetime
) -> list[Slot]:
    opening = calendar.opening(*where, day, wish.visit_type_id)
    if not opening:
        return []
    zone, length, step = (
        calendar.zones[where[1]],
        timedelta(minutes=wish.minutes),
        timedelta(minutes=wish.step),
    )
    slots = []
    for start, end in subtract(opening, taken):
        at = _on_grid(max(start, now), zone, wish.step)
        while at + length <= end:
            if wish.not_before <= _wall(at, zone) <= wish.not_after:
                slots.append(Slot(at, *where, at + length))
            at += step
    return slots


def _wall(at: datetime, zone: ZoneInfo) -> time:
    return at.astimezone(zone).time()


def _on_grid(at: datetime, zone: ZoneInfo, step: int) -> datetime:
    """The first instant from ``at`` on whose local minute lies on the grid."""
    whole = at.replace(second=0, microsecond=0)
    if whole < at:
        whole += timedelta(minutes=1)
    over = whole.astimezone(zone).minute % step
    return (whole + timedelta(minutes=step - over if over else 0)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Offered:
    """The offers of one local day."""

    day: date
    slots: tuple[Slot, ...]


def by_day(slots: Sequence[Slot], zones: Mapping[int, ZoneInfo]) -> list[Offered]:
    """Offers grouped under their local day, in order."""
    dated = sorted((slot.starts_at.astimezone(zones[slot.site_id]).date(), slot) for slot in slots)
    return [
        Offered(day, tuple(slot for _, slot in group))
        for day, group in groupby(dated, key=lambda pair: pair[0])
    ]


def spread(slots: Sequence[Slot], zones: Mapping[int, ZoneInfo], *, each_day: int) -> list[Slot]:
    """At most so many a day, evenly over the day and its providers, so that offers differ from each other."""
    chosen: list[Slot] = []
    for offered in by_day(slots, zones):
        count = len(offered.slots)
        keep = min(count, each_day)
        chosen.extend(offered.slots[index * count // keep] for index in range(keep))
    return chosen


def first_each_provider(slots: Sequence[Slot]) -> list[Slot]:
    """The earliest slot of each provider."""
    earliest: dict[int, Slot] = {}
    for slot in sorted(slots, key=attrgetter("starts_at")):
        earliest.setdefault(slot.provider_id, slot)
    return list(earliest.values())
