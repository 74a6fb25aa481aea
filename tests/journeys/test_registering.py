"""Who is on record already is shown before anybody is registered twice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.laboratory import Laboratory
from tests.journeys.people import Desk
from tests.journeys.roles import Caller, Receptionist, Supervisor

pytestmark = pytest.mark.journey


def test_a_duplicate_is_seen_while_it_is_typed(desk: Desk) -> None:
    maya = desk.of("maya", Receptionist)
    known = next(one for one in Laboratory.of(desk.practice).patients if one.phone and one.family.isalpha())
    birth_date = f"{known.birth_date.month}/{known.birth_date.day}/{known.birth_date.year}"
    maya.goes_to("/patients/register/").types(
        family_name=known.family, given_name=known.given, birth_date=birth_date
    )
    maya.presses("Tab")
    alike = maya.page.locator("#alike")
    expect(alike).to_contain_text("Probably the same person")
    expect(alike).to_contain_text("same birth date")
    maya.finds_no_barrier().registers_it().sees("is probably the same person")
    expect(maya.page.get_by_label("This is somebody else")).to_be_visible()

    alike.get_by_role("link", name=known.family).first.click()
    expect(maya.page.locator("h1")).to_contain_text(known.family)
    maya.sees(known.record_number).sees("Book a visit")


@pytest.mark.carries("E10")
def test_the_practice_s_own_patients_are_brought_in_and_taken_back(desk: Desk, tmp_path: Path) -> None:
    dana = desk.of("dana", Supervisor)
    one, other = Caller.unheard_of(), Caller.unheard_of()
    table = tmp_path / "old-system.csv"
    table.write_text(
        "Last Name,First Name,DOB,Gender,Cell Phone\n"
        f"{one.family},Ann,{one.birth_date},F,{one.phone}\n"
        f"{other.family},Bo,{other.birth_date},M,\n"
        "Nobody,,7/7/1977,F,\n"
        "Impossible,Day,2/30/1980,F,\n"
    )
    dana.goes_to("/import/").finds_no_barrier()
    dana.page.locator("input[type=file]").set_input_files(table)
    dana.clicks("Look at it")
    dana.sees("Import 2 new patients").sees("Is needed").sees("has no day 30").finds_no_barrier()
    dana.clicks("New patient", within=".tabs").sees(one.family).sees(other.family)

    dana.clicks("Import 2 new patients").sees("2 patients imported")
    dana.searches_for(f"{one.family} ann")
    expect(dana.page.locator("h1")).to_contain_text(one.family)

    dana.goes_to("/import/")
    dana.row_of("old-system.csv").locator(".row-link").click()
    dana.clicks("Take it all back").sees(re.compile("taken back", re.IGNORECASE))
    dana.searches_for(f"{one.family} ann").sees("Nobody found")
