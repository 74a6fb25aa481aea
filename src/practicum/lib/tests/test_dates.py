"""Dates as typed at a desk, in the order they are said in the United States."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.lib.dates import add_months, parse_birth_date, parse_date
from practicum.lib.refusal import NotUnderstood

TODAY = date(2026, 11, 4)  # a Wednesday
FOURTH_OF_MARCH = date(1985, 3, 4)


@pytest.mark.parametrize(
    "typed",
    [
        "3/4/85", "03-04-1985", "1985-03-04", "4 Mar 1985", "Mar 4 1985", "19850304", "030485",
        "03041985", "March 4th, 1985", "4-Mar-85", "3.4.1985", "3 4 85", " 03/04/1985 ", "mar 4, 85",
        "4th of March 1985", "1985/3/4", "Mon 4 Mar 1985", "４ Mar １９８５", "1985 Mar 4", "4MAR1985", "Mar. 4, 1985",
    ],
)  # fmt: skip
def test_a_birth_date_in_any_usual_form(typed: str) -> None:
    assert parse_birth_date(typed, today=TODAY) == FOURTH_OF_MARCH


def test_two_figure_years_are_the_last_hundred() -> None:
    assert parse_birth_date("11/4/26", today=TODAY) == TODAY
    assert parse_birth_date("11/5/26", today=TODAY) == date(1926, 11, 5)
    assert parse_birth_date("010127", today=TODAY) == date(1927, 1, 1)
    assert parse_birth_date("2/29/24", today=TODAY) == date(2024, 2, 29)
    assert parse_birth_date("Sept 9 00", today=TODAY) == date(2000, 9, 9)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "not a date"),
        ("13/13/1985", "no month 13"),
        ("25/12/1985", "Put the month first: 12/25/1985"),
        ("2/30/1985", "February 1985 has no day 30"),
        ("2/29/1985", "has no day 29"),
        ("0/1/1985", "no month 0"),
        ("11/5/2026", "in the future"),
        ("1/1/1850", "more than 125 years ago"),
        ("3/4", "no year"),
        ("Mar 4", "no year"),
        ("12345", "not a date"),
        ("Foo 4 1985", "not a date"),
        ("0000-00-00", "no month 0"),
        ("0000-01-01", "has no day"),
        ("9" * 500, "not a date"),
        ("٤/٣/١٩٨٥", "not a date"),
        ("3/4/85; drop table", "not a date"),
        ("\x00", "not a date"),
    ],
)
def test_refused_with_what_is_wrong(typed: str, says: str) -> None:
    with pytest.raises(NotUnderstood, match=says):
        parse_birth_date(typed, today=TODAY)


@given(st.dates(date(1905, 1, 1), TODAY))
def test_every_birth_date_survives_every_spelling(born: date) -> None:
    spellings = [
        "%Y-%m-%d",
        "%m/%d/%Y",
        "%m-%d-%Y",
        "%Y%m%d",
        "%m%d%Y",
        "%d %b %Y",
        "%B %d, %Y",
        "%A, %B %d, %Y",
    ]
    if born.year > 1926:
        spellings += ["%m/%d/%y", "%m%d%y", "%d-%b-%y"]
    for spelling in spellings:
        assert parse_birth_date(born.strftime(spelling), today=TODAY) == born


@given(st.text(max_size=70))
def test_any_text_is_read_or_refused(text: str) -> None:
    for reader in (parse_birth_date, parse_date):
        try:
            assert isinstance(reader(text, today=TODAY), date)
        except NotUnderstood as refused:
            assert len(str(refused)) < 200


@given(st.from_regex(r"[0-9 /.-]{1,12}|[+]?[0-9]{1,5} ?(days?|weeks?|months?|years?)( ago)?", fullmatch=True))
def test_any_figures_are_read_or_refused(text: str) -> None:
    test_any_text_is_read_or_refused.hypothesis.inner_test(text)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", TODAY),
        ("Tomorrow", date(2026, 11, 5)),
        ("yesterday", date(2026, 11, 3)),
        ("wed", date(2026, 11, 11)),
        ("Thursday", date(2026, 11, 5)),
        ("next tue", date(2026, 11, 10)),
        ("in 2 weeks", date(2026, 11, 18)),
        ("in 3 months", date(2027, 2, 4)),
        ("3 days ago", date(2026, 11, 1)),
        ("a week ago", date(2026, 10, 28)),
        ("+10", date(2026, 11, 14)),
        ("11/20", date(2026, 11, 20)),
        ("3/4", date(2027, 3, 4)),
        ("Mar 4", date(2027, 3, 4)),
        ("3/4/27", date(2027, 3, 4)),
        ("3/4/2020", date(2020, 3, 4)),
    ],
)
def test_days_near_today(typed: str, day: date) -> None:
    assert parse_date(typed, today=TODAY) == day


def test_a_day_without_a_year_may_lean_back() -> None:
    assert parse_date("12/24", today=TODAY, lean="past") == date(2025, 12, 24)
    assert parse_date("3/4", today=TODAY, lean="past") == date(2026, 3, 4)


def test_months_end_where_they_end() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 12, 31), -1) == date(2026, 11, 30)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
