"""Learning on the job: what a trainee proposes is declined with a reason, what she did is put right in one step."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Desk
from tests.journeys.roles import Caller, Receptionist, Supervisor

pytestmark = pytest.mark.journey


@pytest.mark.carries("E2")
def test_a_declined_booking_comes_back_with_its_reason(desk: Desk) -> None:
    maya, dana = desk.of("maya", Receptionist), desk.of("dana", Supervisor)
    slot = maya.clicks_a_free_time_in_the_grid()
    maya.picks_the_patient("br")
    patient = maya.page.locator("#f-patient").input_value().partition(",")[0]
    maya.chooses_the_visit("Sick visit, 15 min").books(reason="Wants it soon").is_told_it_is_held()

    day = slot.words.rpartition(",")[0]
    dana.opens_the_proposal(re.compile(f"{patient}.*{day}")).declines(
        "Dr. Chen keeps this time for calls: offer the next one."
    )

    maya.goes_to("/work/").sees("Dr. Chen keeps this time for calls")
    maya.goes_to("/supervision/?show=mine").sees("Declined").finds_no_barrier()
    maya.goes_to(slot.address)
    expect(maya.page.locator("#aside .chosen-slot b")).to_have_text(slot.words)
    maya.goes_to("/schedule/").presses(".")
    expect(maya.page.locator(f".cell.free a[href*='{slot.starts_at}']")).to_be_visible()


def test_a_registration_is_reviewed_and_undone_in_one_step(desk: Desk) -> None:
    maya, dana = desk.of("maya", Receptionist), desk.of("dana", Supervisor)
    caller = Caller.unheard_of()
    maya.searches_for(f"{caller.family} {caller.given} {caller.birth_date}")
    maya.registers(caller).sees("Registered.")

    dana.opens_the_review(caller.family).finds_no_barrier()
    dana.types(note="She is here already under her married name.").clicks("Correct: undo it", within="#aside")
    dana.sees("Corrected")

    maya.goes_to("/work/").sees("Dana Whitfield corrected what you did")
    maya.searches_for(f"{caller.family} {caller.given}").sees("Nobody found")
