"""Opening hours across weekends, holidays and the two nights the clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from practicum.kernel.practice import rules
from practicum.kernel.practice.rules import OpenSpan, SpecialDay

NEW_YORK = ZoneInfo("America/New_York")
WEEK = [OpenSpan(day, time(8), time(12)) for day in range(5)] + [
    OpenSpan(day, time(13), time(17)) for day in range(5)
]


def make(week=WEEK, special=(), zone=NEW_YORK):
    return rules.calendar(zone=zone, week=week, special=special)


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        (datetime(2026, 3, 4, 13, 0, tzinfo=UTC), True),  # Wednesday 8:00 EST, the first minute
        (datetime(2026, 3, 4, 12, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 4, 17, 0, tzinfo=UTC), False),  # noon: lunch begins
        (datetime(2026, 3, 4, 18, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 4, 22, 0, tzinfo=UTC), False),  # 17:00: an end is not inside
        (datetime(2026, 3, 9, 12, 0, tzinfo=UTC), True),  # Monday after the clocks went forward: 8:00 EDT
        (datetime(2026, 3, 9, 11, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 2, 13, 0, tzinfo=UTC), True),  # Monday after they went back: 8:00 EST
        (datetime(2026, 11, 2, 12, 30, tzinfo=UTC), False),
        (datetime(2026, 3, 7, 15, 0, tzinfo=UTC), False),  # Saturday
    ],
)
def test_open_follows_the_clock_on_the_wall(at, open_):
    assert rules.is_open(at, calendar=make()) is open_


def test_a_practice_holiday_closes_and_a_sites_own_day_outweighs_it():
    closed = SpecialDay(date(2026, 12, 24), "Christmas Eve")
    short = SpecialDay(date(2026, 12, 24), "Christmas Eve", time(8), time(11), site_id=7)
    at_nine = datetime(2026, 12, 24, 14, 0, tzinfo=UTC)
    assert not rules.is_open(at_nine, calendar=make(special=[closed]))
    for order in ([closed, short], [short, closed]):
        assert rules.is_open(at_nine, calendar=make(special=order))
    assert (
        rules.why_closed(date(2026, 12, 24), calendar=make(special=[closed])) == "Closed for Christmas Eve."
    )
    assert rules.why_closed(date(2026, 3, 7), calendar=make()) == "Closed on Saturdays."
    assert rules.why_closed(date(2026, 3, 6), calendar=make()) == ""


def test_a_night_clinic_is_as_long_as_the_clock_makes_it():
    nights = make(week=[OpenSpan(6, time(0), time(6))])
    [spring] = rules.opening(date(2026, 3, 8), calendar=nights)
    [autumn] = rules.opening(date(2026, 11, 1), calendar=nights)
    assert spring.end is not None and autumn.end is not None
    assert (spring.end - spring.start).total_seconds() == 5 * 3600
    assert (autumn.end - autumn.start).total_seconds() == 7 * 3600


def test_hours_inside_the_skipped_hour_do_not_turn_round():
    skipped = make(week=[OpenSpan(6, time(2, 30), time(3, 15))])
    assert rules.opening(date(2026, 3, 8), calendar=skipped) == []


def test_the_next_opening_skips_the_weekend_and_the_holiday():
    friday_evening = datetime(2026, 7, 2, 23, 0, tzinfo=UTC)
    holiday = SpecialDay(date(2026, 7, 3), "Independence Day (observed)")
    span = rules.next_opening(friday_evening, calendar=make(special=[holiday]))
    assert span is not None
    assert span.start == datetime(2026, 7, 6, 12, 0, tzinfo=UTC)
    assert rules.next_opening(friday_evening, calendar=make(week=[])) is None


def test_each_site_keeps_its_own_clock():
    at = datetime(2026, 3, 4, 13, 30, tzinfo=UTC)
    assert rules.is_open(at, calendar=make())
    assert not rules.is_open(at, calendar=make(zone=ZoneInfo("America/Los_Angeles")))
    # Phoenix keeps no summer time: 8:00 is 15:00 UTC all the year round.
    phoenix = make(zone=ZoneInfo("America/Phoenix"))
    assert rules.is_open(datetime(2026, 7, 1, 15, 0, tzinfo=UTC), calendar=phoenix)
    assert rules.is_open(datetime(2026, 1, 7, 15, 0, tzinfo=UTC), calendar=phoenix)


def test_federal_holidays_of_2026_are_those_of_the_statute():
    # The days published for federal employees for 2026, Saturday 4 July being observed on the Friday.
    published = {
        date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16), date(2026, 5, 25), date(2026, 6, 19),
        date(2026, 7, 3), date(2026, 9, 7), date(2026, 10, 12), date(2026, 11, 11), date(2026, 11, 26),
        date(2026, 12, 25),
    }  # fmt: skip
    found = {day for day, _ in rules.federal_holidays(2026)}
    assert published <= found
    assert found - published <= {date(2026, 7, 4)}  # the day itself, a Saturday


@pytest.mark.parametrize(
    ("week", "says"),
    [
        (WEEK, ""),
        ([], ""),
        ([OpenSpan(0, time(8), time(8))], "On Monday closing has to come after opening."),
        ([OpenSpan(2, time(8), time(12)), OpenSpan(2, time(11), time(13))], "On Wednesday two spans overlap"),
        ([OpenSpan(7, time(8), time(12))], "A weekday is a number"),
    ],
)
def test_a_week_that_cannot_be_is_told_in_a_sentence(week, says):
    assert rules.week_problem(week).startswith(says)
    assert bool(rules.week_problem(week)) is bool(says)
