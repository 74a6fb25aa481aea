"""The frame of every page: by keyboard alone, at two widths, in light and dark, without a barrier."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import NARROW, WIDE, Desk, Person

pytestmark = pytest.mark.journey


@pytest.fixture
def maya(desk: Desk) -> Person:
    """Somebody at the front desk, looking at the page of all parts."""
    return desk.of("maya").goes_to("/styleguide/")


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_all_parts_are_open_to_everybody(desk: Desk, size: dict[str, int], theme: str) -> None:
    someone = desk.of("maya", size=size, color_scheme=theme)
    someone.goes_to("/styleguide/").finds_no_barrier().sees_no_trace()
    assert someone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    someone.page.locator("#visit-3 .row-link").click()
    expect(someone.page.locator("#detail-title")).to_have_text("de la Cruz, Inés")
    someone.finds_no_barrier()
    someone.goes_to("/styleguide/?plain=1").finds_no_barrier()
    someone.goes_to("/help/shortcuts/").finds_no_barrier()


def test_a_list_is_worked_through_with_two_keys(maya: Person) -> None:
    page = maya.page
    press(page, "j", "j", "Enter")
    expect(page.locator("#detail-title")).to_be_visible()
    expect(page.locator("#visit-2")).to_be_focused()
    press(page, "j")
    expect(page.locator("#visit-3")).to_have_class(re.compile("current"))
    press(page, "Escape")
    expect(page.locator("#detail-title")).to_have_count(0)
    press(page, "k")
    expect(page.locator("#visit-2")).to_be_focused()


def test_everything_one_may_do_is_two_keys_away(maya: Person) -> None:
    page = maya.page
    press(page, "Control+k")
    page.keyboard.type("schedule")
    expect(page.locator(".palette-item[aria-selected='true']")).to_contain_text("Schedule")
    maya.finds_no_barrier()
    press(page, "Escape")
    expect(page.locator("#palette")).not_to_be_visible()
    press(page, "Control+k")
    page.keyboard.type("keyboard shortcuts")
    press(page, "Enter")
    page.wait_for_url("**/help/shortcuts/")


def test_rooms_search_and_help_have_keys(maya: Person) -> None:
    page = maya.page
    press(page, "?")
    expect(page.locator("#shortcuts")).to_be_visible()
    press(page, "Escape", "/")
    expect(page.locator("#search")).to_be_focused()
    press(page, "Escape", "g", "w")
    page.wait_for_url("**/work/")


def test_nothing_is_pressed_while_somebody_types(maya: Person) -> None:
    page = maya.page
    page.locator("#f-note").click()
    page.keyboard.type("j k e g w ? n /")
    expect(page.locator("#f-note")).to_have_value("j k e g w ? n /")
    assert page.url.endswith("/styleguide/")


def test_dates_and_phones_are_read_as_typed(maya: Person) -> None:
    page = maya.page
    page.locator("#f-birth_date").fill("mar 4 85")
    expect(page.locator("#f-birth_date-echo")).to_contain_text("4 Mar 1985")
    page.locator("#f-phone").fill("617.555.0123")
    expect(page.locator("#f-phone-echo")).to_have_text("(617) 555-0123")
    page.locator("#f-phone").fill("12")
    page.locator("#f-note").click()
    expect(page.locator("#f-phone-echo")).to_contain_text("Not understood")


def test_a_patient_is_picked_by_keyboard(maya: Person) -> None:
    page = maya.page
    page.locator("#f-patient").click()
    page.keyboard.type("an")
    first = page.locator("#f-patient-options [role='option']").first
    expect(first).to_be_visible()
    name = first.locator("b").inner_text()
    press(page, "Enter")
    expect(page.locator("#f-patient")).to_have_value(name)
    assert page.locator("input[name='patient']").input_value().isdigit()
    page.keyboard.type("x")  # typing over a choice takes it back
    assert page.locator("input[name='patient']").input_value() == ""


def test_the_theme_stays_chosen(maya: Person) -> None:
    page = maya.page
    page.get_by_label("Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_many_windows_keep_one_line_open(maya: Person) -> None:
    lines: list[str] = []
    context = maya.page.context
    context.on("request", lambda request: lines.append(request.url) if "/live/" in request.url else None)
    for _ in range(4):
        another = context.new_page()
        another.goto(maya.practice.address + "/styleguide/")
        another.wait_for_timeout(200)
    assert len(lines) == 0  # the first window had it before the others came
    maya.page.close()
    context.pages[0].wait_for_timeout(1500)
    assert len(lines) == 1  # and one of them takes over


def test_the_drawer_holds_the_rooms_on_a_phone(desk: Desk) -> None:
    page = desk.of("maya", size=NARROW).goes_to("/styleguide/").page
    page.get_by_role("button", name="Rooms").click()
    expect(page.locator(".rail")).to_be_visible()
    press(page, "Escape")
    expect(page.locator(".rail")).not_to_be_visible()
