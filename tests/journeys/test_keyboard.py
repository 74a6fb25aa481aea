"""A morning without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Desk
from tests.journeys.roles import Receptionist

pytestmark = pytest.mark.journey


@pytest.mark.carries("E2")
def test_the_desk_is_worked_by_keys_alone(desk: Desk) -> None:
    maya = desk.of("maya", Receptionist)
    page = maya.page
    maya.presses("g", "d")
    expect(page.locator("h1")).to_have_text("Front desk")
    late = page.locator("tr[data-row]").filter(has=page.get_by_role("button", name="Arrived"))
    name = late.last.locator(".row-link").inner_text()
    for _ in range(60):
        maya.presses("j")
        if name in page.evaluate("document.activeElement.innerText"):
            break
    maya.presses("e")
    expect(maya.row_of(name)).to_contain_text("Check in")
    maya.presses("z")  # a slip of the finger is taken back with the key beside it
    expect(maya.row_of(name).get_by_role("button", name="Arrived")).to_be_visible()

    maya.presses("?")
    expect(page.locator("#shortcuts")).to_contain_text("Find a patient")
    maya.presses("Escape", "Control+k")
    page.keyboard.type("book a visit")
    maya.presses("Enter")
    expect(page.locator("#f-patient")).to_be_focused()
    page.keyboard.type("an")
    expect(page.locator("#f-patient-options [role=option] b").first).to_be_visible()
    maya.presses("Enter", "Tab")
    page.keyboard.type("Sick")
    expect(page.locator("#aside input[name=slot]").first).to_be_checked()
    page.locator("#aside [name=reason]").focus()
    maya.presses("Enter")
    maya.is_told_it_is_held()

    maya.presses("Escape", "g", "w")
    expect(page.locator("h1")).to_have_text("Worklist")
    maya.presses("g", "v")
    page.wait_for_url(re.compile("/supervision/"))
