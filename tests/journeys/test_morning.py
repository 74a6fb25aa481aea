"""One morning at the desk: the telephone, the door, the laboratory, and who did what, at noon."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.laboratory import Laboratory
from tests.journeys.people import Desk, Person
from tests.journeys.roles import Caller, Clinician, Receptionist, Supervisor

pytestmark = pytest.mark.journey
LADDER, DELIVERY = "practicum.kernel.worklist.ladder:tick", "practicum.kernel.events.delivery:tick"
VISIT = "Office visit, 20 min"


@pytest.mark.carries("E2", "E7", "P6")
def test_one_morning_at_the_desk(desk: Desk) -> None:
    maya = desk.arrives("maya", Receptionist)
    dana = desk.arrives("dana", Supervisor)

    caller = a_caller_is_registered_and_booked(maya, dana, desk)
    another_is_booked_from_the_grid(maya, dana, caller)
    patient = a_patient_comes_in_and_pays(maya)
    results_come_in(maya, dana, desk, patient)
    a_critical_value_climbs_until_it_is_read_back(desk, patient)
    at_noon_the_manager_sees_who_did_what(desk, caller)


def a_caller_is_registered_and_booked(maya: Receptionist, dana: Supervisor, desk: Desk) -> Caller:
    caller = Caller.unheard_of()
    maya.searches_for(f"{caller.family.lower()} {caller.given.lower()} {caller.birth_date}")
    maya.sees("Nobody found").finds_no_barrier()
    maya.registers(caller).sees("Registered.").sees(f"{caller.given} {caller.family}")

    slot = maya.looks_for_free_times(VISIT).takes_the_first()
    maya.books(reason="Her knee hurts on stairs").is_told_it_is_held().finds_no_barrier()
    dana.tries_to_book(slot, "an", VISIT).sees("held for a booking that waits for a countersign")

    maya.has_it_countersigned_here_by("dana", desk)
    maya.goes_to("/outreach/")
    message = maya.row_of(caller.name)
    expect(message).to_contain_text(re.compile("Sent|Waiting|queued|sent"))
    expect_in_the_post(desk, caller)
    return caller


def expect_in_the_post(desk: Desk, caller: Caller) -> None:
    """The demo's post office has the text, and it says nothing of why."""
    digits = re.sub(r"\D", "", caller.phone)
    page = desk.window()
    for _ in range(40):
        if f"+1{digits}" in desk.practice.postbox:
            break
        page.wait_for_timeout(250)
    letter = desk.practice.postbox.partition(f"+1{digits}")[2][:600]
    assert "your visit is booked for" in letter and "knee" not in letter and "Chen" not in letter
    page.context.close()


def another_is_booked_from_the_grid(maya: Receptionist, dana: Supervisor, caller: Caller) -> None:
    slot = maya.clicks_a_free_time_in_the_grid()
    maya.picks_the_patient(caller.family)
    maya.chooses_the_visit("Sick visit, 15 min").sees("Already booked").books().is_told_it_is_held()
    maya.goes_to("/schedule/").presses(".")
    expect(maya.page.locator(".cell.held").filter(has_text="Held for a countersign").first).to_be_visible()

    dana.opens_the_proposal(caller.family).sees(slot.words.split(",")[0].split(" ")[0]).finds_no_barrier()
    dana.countersigns()
    expect(maya.page.locator(".cell.visit").filter(has_text=caller.name).first).to_be_visible()


def a_patient_comes_in_and_pays(maya: Receptionist) -> str:
    maya.goes_to("/desk/")
    name = maya.checks_in(maya.row_of(re.compile(r"co-pay.*Arrived", re.DOTALL)))
    maya.finds_no_barrier().takes_the_copay_in_cash().opens_the_receipt()
    maya.sees("Co-payment").sees("Maya Okafor").finds_no_barrier()
    pdf = maya.page.request.get(maya.page.url + "pdf/")
    assert pdf.ok and pdf.body().startswith(b"%PDF")
    maya.goes_to("/desk/")
    expect(maya.row_of(name)).to_contain_text("paid $")
    return name


def results_come_in(maya: Receptionist, dana: Supervisor, desk: Desk, name: str) -> None:
    chen = desk.of("dr.chen", Clinician).goes_to("/results/")
    laboratory = Laboratory.of(desk.practice)
    patient = laboratory.patient(name)
    chen.remembers_the_inbox()
    laboratory.sends_a_morning_of_results(8)
    laboratory.sends_a_result(patient)
    chen.sees_more_in_the_inbox(9).finds_no_barrier()
    chen.goes_to("/results/?view=all&start=0")
    expect(chen.inbox_row(name)).to_be_visible()

    laboratory.sends_a_result(laboratory.mistaken(patient))
    maya.goes_to("/work/")
    item = maya.row_of(re.compile(rf"{patient.family}.*Result without a patient", re.DOTALL))
    expect(item).to_be_visible()
    item.get_by_role("link", name="Match").click()
    maya.sees("Whose result is it?").finds_no_barrier()
    maya.gives_the_result_to(name, knows="Asked her: the laboratory had the year wrong")
    maya.is_told_it_is_held().sees_no_trace()
    dana.opens_the_proposal(f"Give the result of {name}").countersigns()
    maya.goes_to("/work/")
    expect(maya.page.locator("#work-list")).not_to_contain_text(f"for {name} from")


def a_critical_value_climbs_until_it_is_read_back(desk: Desk, name: str) -> None:
    laboratory = Laboratory.of(desk.practice)
    laboratory.sends_a_critical_result(laboratory.patient(name))
    chen = desk.of("dr.chen", Clinician)
    omar = desk.of("omar", Clinician)
    expect(chen.page.locator(".critical-banner")).to_be_visible()

    nobody_acts_for(16, desk)
    omar.goes_to("/work/").sees("Reach a clinician").finds_no_barrier()
    nobody_acts_for(31, desk)
    desk.of("ruth").goes_to("/work/").sees("Read back: ").sees("climbed 2×")

    chen.page.locator(".critical-banner a").click()
    chen.reads_back("noted").sees("Not done")
    values = chen.page.locator("#aside .findings li")
    said, figure = values.all_inner_texts(), values.first.locator("b").inner_text()
    chen.reads_back("; ".join(said)).sees("Read back by").finds_no_barrier()
    omar.goes_to("/work/")
    expect(omar.page.locator("#work-list")).not_to_contain_text(figure)


def nobody_acts_for(minutes: int, desk: Desk) -> None:
    """The ladders' clock goes on without anybody waiting for it."""
    desk.practice.tick(LADDER, DELIVERY, now=desk.practice.now + timedelta(minutes=minutes))


def at_noon_the_manager_sees_who_did_what(desk: Desk, caller: Caller) -> None:
    ruth: Person = desk.of("ruth").goes_to("/ledger/")
    day = ruth.page.locator("tr[data-row]").filter(has_text="Maya Okafor").first
    expect(day).to_be_visible()
    ruth.finds_no_barrier()
    day.get_by_role("link").click()
    ruth.sees("with Dana Whitfield").sees("Check in").sees("co-pay")
    ruth.sees(caller.family)
    assert "whole" in desk.practice.run("ledger", "verify")
