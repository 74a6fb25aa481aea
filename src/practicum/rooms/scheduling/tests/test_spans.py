"""Spans against sets of whole minutes, wall clocks against the clock itself."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from practicum.rooms.scheduling.rules.spans import covers, intersect, overlaps, subtract, union
from practicum.rooms.scheduling.rules.wallclock import day_period, exists, wall_periods

spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


def minutes(periods):
    return {minute for start, end in periods for minute in range(start, end)}


@given(spans, spans)
def test_they_agree_with_sets(left, right):
    assert minutes(union(left)) == minutes(left)
    assert minutes(intersect(left, right)) == minutes(left) & minutes(right)
    assert minutes(subtract(left, right)) == minutes(left) - minutes(right)


@given(spans)
def test_a_union_is_sorted_and_apart(some):
    merged = union(some)
    assert all(start < end for start, end in merged)
    assert all(one[1] < two[0] for one, two in pairwise(merged))


def test_touching_is_not_overlapping():
    assert not overlaps((1, 2), (2, 3))
    assert covers([(1, 5)], (1, 5))
    assert not covers([(1, 5)], (4, 6))


NEW_YORK = ZoneInfo("America/New_York")


@given(
    st.dates(date(2024, 1, 1), date(2027, 12, 31)) | st.sampled_from([date(2026, 3, 8), date(2026, 11, 1)]),
    st.sampled_from(
        ["America/New_York", "America/Phoenix", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"]
    ),
    st.integers(0, 95),
    st.integers(1, 96),
)
def test_wall_periods_hold_exactly_the_instants_the_clock_shows(day, name, first, last):
    zone = ZoneInfo(name)
    opens, closes = time(first // 4, first % 4 * 15), time(last // 4 % 24, last % 4 * 15)
    end = closes if closes > time.min else time.max
    found = wall_periods(zone, day, opens, closes)
    at = datetime.combine(day, time.min, tzinfo=UTC) - timedelta(hours=16)
    for step in range(56 * 4):
        moment = at + timedelta(minutes=15 * step)
        local = moment.astimezone(zone)
        shown = local.date() == day and opens <= local.time() < end
        assert shown == any(start <= moment < stop for start, stop in found)


def test_days_of_the_change_are_23_and_25_hours_long():
    spring, autumn = day_period(NEW_YORK, date(2026, 3, 8)), day_period(NEW_YORK, date(2026, 11, 1))
    assert spring[1] - spring[0] == timedelta(hours=23)
    assert autumn[1] - autumn[0] == timedelta(hours=25)
    assert not exists(NEW_YORK, date(2026, 3, 8), time(2, 30))
    assert exists(NEW_YORK, date(2026, 11, 1), time(1, 30))
