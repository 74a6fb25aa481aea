"""What is typed, read in every way it can be meant."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.kernel.patients.birth_dates import Birth, find_birth
from practicum.kernel.patients.names import all_parts, also_called, sounds
from practicum.kernel.patients.record_numbers import (
    check_digit,
    is_record_number,
    record_number,
)
from practicum.kernel.patients.search_text import readings

TODAY = date(2026, 11, 23)
MARCH_4 = date(1985, 3, 4)


@pytest.mark.parametrize(
    "typed",
    ["3/4/85", "03/04/1985", "3-4-1985", "3.4.85", "1985-03-04", "4 Mar 1985", "Mar 4, 85", "March 4th 1985", "4mar85",
     "mar. 4 1985"],
)  # fmt: skip
def test_a_birth_date_in_any_usual_form(typed: str) -> None:
    birth, rest = find_birth(f"gar {typed}", today=TODAY)
    assert birth is not None
    assert MARCH_4 in birth.dates
    assert rest.strip() == "gar"


def test_month_and_day_the_other_way_round_are_kept_for_later() -> None:
    birth, _ = find_birth("3/4/1985", today=TODAY)
    assert birth == Birth(dates=(MARCH_4,), swapped=(date(1985, 4, 3),))
    assert find_birth("25/12/1985", today=TODAY)[0] == Birth(dates=(date(1985, 12, 25),))


def test_two_figures_of_a_year_are_every_century_that_can_be() -> None:
    birth, _ = find_birth("3/4/04", today=TODAY)
    assert birth is not None
    assert birth.dates == (date(2004, 3, 4), date(1904, 3, 4))


def test_digits_are_read_as_all_they_can_be() -> None:
    found = readings("030485", today=TODAY)
    assert any(way.birth and MARCH_4 in way.birth.dates for way in found)
    assert any(way.digits == "030485" for way in found)
    number = record_number(100001)
    assert readings(number, today=TODAY)[0].number == number
    assert next(way.digits for way in readings("(212) 555-0142", today=TODAY)) == "2125550142"
    year, *others = readings("garcia 1985", today=TODAY)
    assert year.birth and year.birth.year == 1985
    assert any(way.digits == "1985" for way in others)


def test_names_lose_accents_and_case_but_no_part() -> None:
    assert set(all_parts(["O’Brien-Núñez", "Søren"])) >= {"o", "brien", "nunez", "obrien", "soren"}
    assert "vandenberg" in all_parts(["van den Berg"])
    assert set(sounds("Meyer")) & set(sounds("Maier"))
    assert "william" in also_called("bill")


@given(st.text(max_size=200))
def test_nothing_typed_is_an_error(text: str) -> None:
    for way in readings(text, today=TODAY):
        assert not way.empty


def test_damms_digit_catches_slips() -> None:
    assert check_digit("572") == "4"  # the example of Damm's own text
    good = record_number(123456)
    assert is_record_number(good)
    for place in range(len(good)):
        for digit in "0123456789":
            wrong = good[:place] + digit + good[place + 1 :]
            assert is_record_number(wrong) == (wrong == good)
    for place in range(len(good) - 1):
        swapped = good[:place] + good[place + 1] + good[place] + good[place + 2 :]
        assert swapped == good or not is_record_number(swapped)
