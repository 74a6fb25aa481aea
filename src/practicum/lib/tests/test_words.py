"""What the pages say about times and counts."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.lib import words

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2025, 3, 4, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "now"), (12, "in 12 min"), (-5, "5 min ago"), (65, "in 1 h 5 min"), (120, "in 2 h"),
     (-1440, "1 day ago"), (4320, "in 3 days"), (59.99, "in 1 h"), (0.9, "in 1 min")],
)  # fmt: skip
def test_relative(minutes: float, said: str) -> None:
    assert words.relative(NOW + timedelta(minutes=minutes), now=NOW) == said


def test_days_and_times() -> None:
    at = datetime(2025, 3, 4, 15, 20, tzinfo=UTC)
    assert words.day_time(at, zone=NEW_YORK, now=NOW) == "today, 10:20 AM"
    assert words.day_time(at, zone=NEW_YORK, now=NOW - timedelta(days=9)) == "Tue 4 Mar, 10:20 AM"
    assert words.day_time(at, zone=NEW_YORK) == "Tue 4 Mar 2025, 10:20 AM"
    assert words.exact(at, zone=NEW_YORK) == "Tue 4 Mar 2025, 10:20:00 AM EST"
    assert words.day(date(2025, 3, 5), today=date(2025, 3, 4)) == "tomorrow"
    assert words.day(date(2024, 3, 5), today=date(2025, 3, 4)) == "Tue 5 Mar 2024"
    assert words.date_in_figures(date(1985, 3, 4)) == "03/04/1985"


@pytest.mark.parametrize(
    ("born", "said"),
    [(date(2025, 3, 4), "no days"), (date(2025, 3, 3), "1 day"), (date(2025, 1, 20), "6 weeks"),
     (date(2024, 3, 5), "11 months"), (date(1985, 3, 4), "40 years"), (date(1985, 3, 5), "39 years"),
     (date(2025, 3, 5), "not yet born")],
)  # fmt: skip
def test_ages(born: date, said: str) -> None:
    assert words.age(born, on=date(2025, 3, 4)) == said


def test_a_leap_day_birthday() -> None:
    assert words.years_old(date(2004, 2, 29), on=date(2025, 2, 28)) == 20
    assert words.years_old(date(2004, 2, 29), on=date(2025, 3, 1)) == 21


@given(st.timedeltas(timedelta(days=-40000), timedelta(days=40000)))
def test_every_span_can_be_said(span: timedelta) -> None:
    assert len(words.duration(span)) < 14
    assert (
        len(words.relative(datetime(2100, 1, 1, tzinfo=UTC) + span, now=datetime(2100, 1, 1, tzinfo=UTC)))
        < 18
    )


def test_counts() -> None:
    assert [words.plural(n, "visit") for n in (0, 1, 2, 1200)] == [
        "no visits",
        "1 visit",
        "2 visits",
        "1,200 visits",
    ]
    assert words.plural(2, "entry", "entries") == "2 entries"
    assert words.listing(["a", "b", "c"]) == "a, b and c" and words.listing([]) == ""
    assert [words.ordinal(n) for n in (1, 2, 3, 11, 21, 112)] == [
        "1st",
        "2nd",
        "3rd",
        "11th",
        "21st",
        "112th",
    ]
