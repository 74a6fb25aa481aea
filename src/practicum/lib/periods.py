"""Half-open spans of time, and local wall times turned into instants.

A span holds its start and not its end, so that ``9:00-9:20`` and ``9:20-9:40`` touch without
overlapping. Instants are UTC; days are plain dates. An end of ``None`` means *until further
notice*, as with coverage or an address.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from practicum.lib.refusal import NotUnderstood

T = TypeVar("T", date, datetime)


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """From ``start`` up to but without ``end``; an open end is None."""

    start: T
    end: T | None = None

    def __post_init__(self) -> None:
        """Refuse an end that does not come after the start."""
        if self.end is not None and self.end <= self.start:
            raise NotUnderstood("The end must come after the start.")

    def __contains__(self, moment: T) -> bool:
        """Tell whether the moment lies inside."""
        return self.start <= moment and (self.end is None or moment < self.end)

    def overlaps(self, other: "Span[T]") -> bool:
        """Tell whether the two share any time; touching is not overlapping."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)

    def touches(self, other: "Span[T]") -> bool:
        """Tell whether the two overlap or follow one another without a gap."""
        return self.overlaps(other) or self.end == other.start or other.end == self.start

    def covers(self, other: "Span[T]") -> bool:
        """Tell whether the other lies wholly inside."""
        if self.start > other.start:
            return False
        return self.end is None or (other.end is not None and other.end <= self.end)

    def shared(self, other: "Span[T]") -> "Span[T] | None":
        """Give the time the two have in common."""
        if not self.overlaps(other):
            return None
        return Span(max(self.start, other.start), earlier_end(self.end, other.end))

    def without(self, other: "Span[T]") -> list["Span[T]"]:
        """Give what is left when the other is taken out: none, one or two spans."""
        if not self.overlaps(other):
            return [self]
        left: list[Span[T]] = []
        if self.start < other.start:
            left.append(Span(self.start, other.start))
        if other.end is not None and (self.end is None or other.end < self.end):
            left.append(Span(other.end, self.end))
        return left


def earlier_end(one: T | None, two: T | None) -> T | None:
    """Give the earlier of two ends, where None is never."""
    if one is None or two is None:
        return two if one is None else one
    return min(one, two)


def union(spans: Iterable[Span[T]]) -> list[Span[T]]:
    """Join overlapping and touching spans; the result is in order and disjoint."""
    joined: list[Span[T]] = []
    for span in sorted(spans, key=lambda s: s.start):
        last = joined[-1] if joined else None
        if last is not None and last.touches(span):
            end = None if last.end is None or span.end is None else max(last.end, span.end)
            joined[-1] = Span(last.start, end)
        else:
            joined.append(span)
    return joined


def subtract(spans: Iterable[Span[T]], *, taken: Iterable[Span[T]]) -> list[Span[T]]:
    """Give what is free: the spans less everything taken, in order."""
    free = union(spans)
    for busy in union(taken):
        free = [left for span in free for left in span.without(busy)]
    return free


class WallTime(StrEnum):
    """What a time on the wall means on a given day in a given zone."""

    UNIQUE = "unique"
    SKIPPED = "skipped"  # the clock jumps over it in spring
    TWICE = "twice"  # the clock shows it twice in autumn


def zone_named(name: str) -> ZoneInfo:
    """Give the time zone of that name, or refuse with a sentence."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError):
        raise NotUnderstood(
            f"There is no time zone named “{name[:40]}”. Use one like America/New_York."
        ) from None


def wall_time_kind(day: date, at: time, *, zone: ZoneInfo) -> WallTime:
    """Say whether the clock shows that time once, never or twice on that day."""
    first = datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone)
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return WallTime.UNIQUE
    back = first.astimezone(UTC).astimezone(zone)
    return WallTime.TWICE if back.replace(tzinfo=None) == first.replace(tzinfo=None) else WallTime.SKIPPED


def local_to_utc(day: date, at: time, *, zone: ZoneInfo) -> datetime:
    """Turn a time on the wall into an instant.

    Policy, the same as calendars use (RFC 5545, 3.3.5): a time shown twice means its first
    showing; a time that is skipped is read with the offset in force before the jump, so that
    2:30 on the spring night becomes 3:30 on the new clock.
    """
    return datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone).astimezone(UTC)


def local_day(day: date, *, zone: ZoneInfo) -> Span[datetime]:
    """Give the instants of a local day: 23, 24 or 25 hours of them."""
    return Span(
        local_to_utc(day, time.min, zone=zone),
        local_to_utc(day + timedelta(days=1), time.min, zone=zone),
    )


def local_date(at: datetime, *, zone: ZoneInfo) -> date:
    """Give the date on the wall at that instant."""
    return at.astimezone(zone).date()
