"""Half-open spans and wall times, across the nights when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.lib.periods import (
    Span,
    WallTime,
    local_date,
    local_day,
    local_to_utc,
    subtract,
    union,
    wall_time_kind,
    zone_named,
)
from practicum.lib.refusal import NotUnderstood

NEW_YORK = ZoneInfo("America/New_York")
ORIGIN = date(2026, 1, 1)


def day(n: int) -> date:
    return ORIGIN + timedelta(days=n)


@st.composite
def spans(draw: st.DrawFn) -> Span[date]:
    start = draw(st.integers(0, 40))
    length = draw(st.one_of(st.none(), st.integers(1, 12)))
    return Span(day(start), None if length is None else day(start + length))


def days_of(*several: Span[date]) -> set[date]:
    return {day(n) for n in range(80) if any(day(n) in span for span in several)}


def test_touching_is_not_overlapping() -> None:
    nine = Span(day(1), day(2))
    assert not nine.overlaps(Span(day(2), day(3)))
    assert nine.touches(Span(day(2), day(3)))
    assert day(2) not in nine and day(1) in nine


def test_an_end_comes_after_its_start() -> None:
    with pytest.raises(NotUnderstood, match="end must come after"):
        Span(day(1), day(1))


@given(spans(), spans())
def test_spans_agree_with_sets_of_days(one: Span[date], two: Span[date]) -> None:
    shared = one.shared(two)
    assert one.overlaps(two) == two.overlaps(one) == bool(days_of(one) & days_of(two))
    assert (days_of(shared) if shared else set()) == days_of(one) & days_of(two)
    assert days_of(*one.without(two)) == days_of(one) - days_of(two)
    assert one.covers(two) == (one.shared(two) == two)


@given(st.lists(spans(), max_size=6), st.lists(spans(), max_size=6))
def test_union_and_subtraction_agree_with_sets(some: list[Span[date]], taken: list[Span[date]]) -> None:
    joined = union(some)
    assert days_of(*joined) == days_of(*some)
    assert all(a.end is not None and a.end < b.start for a, b in pairwise(joined))
    assert days_of(*subtract(some, taken=taken)) == days_of(*some) - days_of(*taken)


def test_spring_night_moves_forward() -> None:
    # 8 March 2026: New York jumps from 2:00 to 3:00.
    assert wall_time_kind(date(2026, 3, 8), time(2, 30), zone=NEW_YORK) is WallTime.SKIPPED
    at = local_to_utc(date(2026, 3, 8), time(2, 30), zone=NEW_YORK)
    assert at == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    assert at.astimezone(NEW_YORK).time() == time(3, 30)


def test_autumn_night_takes_the_first_showing() -> None:
    # 1 November 2026: 1:30 is shown twice, first at UTC-4.
    assert wall_time_kind(date(2026, 11, 1), time(1, 30), zone=NEW_YORK) is WallTime.TWICE
    at = local_to_utc(date(2026, 11, 1), time(1, 30, fold=1), zone=NEW_YORK)
    assert at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 6, 1), 24)]
)
def test_days_have_the_hours_they_have(on: date, hours: int) -> None:
    span = local_day(on, zone=NEW_YORK)
    assert span.end is not None and span.end - span.start == timedelta(hours=hours)


@given(
    st.dates(date(1970, 1, 2), date(2037, 12, 30)),
    st.times(),
    st.sampled_from(["America/New_York", "America/Phoenix", "Pacific/Honolulu", "Australia/Lord_Howe"]),
)
def test_every_wall_time_has_one_instant(on: date, at: time, name: str) -> None:
    zone = zone_named(name)
    instant = local_to_utc(on, at, zone=zone)
    if wall_time_kind(on, at, zone=zone) is WallTime.SKIPPED:
        assert instant.astimezone(zone).replace(tzinfo=None) > datetime.combine(on, at)
    else:
        assert instant.astimezone(zone).replace(tzinfo=None) == datetime.combine(on, at)
    assert instant in local_day(local_date(instant, zone=zone), zone=zone)


@pytest.mark.parametrize("name", ["", "Nowhere/Atall", "../etc/passwd", "America", "\x00", "x" * 500])
def test_unknown_zones_are_refused(name: str) -> None:
    with pytest.raises(NotUnderstood, match="time zone"):
        zone_named(name)
