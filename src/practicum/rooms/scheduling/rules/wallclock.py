"""From the clock on the wall to instants, exact on the days when the clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from practicum.rooms.scheduling.rules.spans import Period, union

_DAY = timedelta(days=1)
_REACH = timedelta(hours=16)  # further than any zone is from UTC


@lru_cache(maxsize=16_384)
def wall_periods(zone: ZoneInfo, day: date, opens: time, closes: time) -> tuple[Period, ...]:
    """Every instant at which the wall clock of ``zone`` shows ``day`` and a time in [opens, closes).

    Usually one period. In spring the skipped hour is not in it; in autumn a window inside the repeated
    hour gives two. ``closes`` of midnight means the end of the day.
    """
    start = datetime.combine(day, opens)
    end = datetime.combine(day, closes) if closes > time.min else datetime.combine(day, time.min) + _DAY
    found: list[Period] = []
    for since, until, offset in _steady(zone, day):
        low, high = (
            max((start - offset).replace(tzinfo=UTC), since),
            min((end - offset).replace(tzinfo=UTC), until),
        )
        if low < high:
            found.append((low, high))
    return tuple(union(found))


def day_period(zone: ZoneInfo, day: date) -> Period:
    """The whole of a local day: 23, 24 or 25 hours."""
    whole = wall_periods(zone, day, time.min, time.min)
    return whole[0][0], whole[-1][1]


def instant(zone: ZoneInfo, day: date, at: time) -> datetime:
    """The instant of a wall-clock time; a repeated one is its first, a skipped one the moment after."""
    local = datetime.combine(day, at, tzinfo=zone)
    return local.astimezone(UTC)


def exists(zone: ZoneInfo, day: date, at: time) -> bool:
    """Whether the wall clock shows this time on this day at all: it skips an hour in spring."""
    local = datetime.combine(day, at, tzinfo=zone)
    return local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None)


@lru_cache(maxsize=4_096)
def _steady(zone: ZoneInfo, day: date) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """Stretches of constant offset around a local day."""
    since = datetime.combine(day, time.min, tzinfo=UTC) - _REACH
    until = since + _DAY + 2 * _REACH
    before, after = _offset(zone, since), _offset(zone, until)
    if before == after:
        return ((since, until, before),)
    low, high = since, until
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    change = high.replace(microsecond=0)
    return ((since, change, before), (change, until, after))


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
