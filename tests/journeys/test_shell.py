"""The frame of every page: by keyboard alone, at two widths, in light and dark, without a barrier."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import NARROW, WIDE, Desk, Person, sign_in
from tests.running import RunningPractice

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def signed_in(practice: RunningPractice, browser: Browser) -> dict[str, Any]:
    """What a browser keeps of a sign-in. One for all windows here: a code of the moment counts once."""
    context = browser.new_context()
    sign_in(context.new_page(), practice, "maya")
    state: dict[str, Any] = dict(context.storage_state())
    context.close()
    return state


@pytest.fixture
def sit(desk: Desk, signed_in: dict[str, Any]) -> Callable[..., Person]:
    """Somebody at the front desk, in a window like this, looking at the page of all parts."""

    def down(**window: Any) -> Person:
        page = desk.window(storage_state=signed_in, **window)
        return Person("maya", page, desk.practice).goes_to("/styleguide/")

    return down


@pytest.fixture
def maya(sit: Callable[..., Person]) -> Person:
    """The same at a wide window."""
    return sit()


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_all_parts_are_open_to_everybody(
    sit: Callable[..., Person], size: dict[str, int], theme: str
) -> None:
    someone = sit(size=size, color_scheme=theme)
    someone.finds_no_barrier().sees_no_trace()
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
    page.wait_for_timeout(300)  # the item has settled beside the list, and its row is still the marked one
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
    context = maya.page.context
    maya.page.wait_for_timeout(1500)
    lines: list[str] = []
    context.on("request", lambda request: lines.append(request.url) if "/live/" in request.url else None)
    for _ in range(3):
        another = context.new_page()
        another.goto(maya.practice.address + "/styleguide/")
        another.wait_for_timeout(300)
    assert len(lines) == 0  # the first window has it already
    maya.page.close()
    context.pages[0].wait_for_timeout(2000)
    assert len(lines) == 1  # and one of the others takes over


_HAND_OVER = """async () => {
  const found = await (await fetch("/refs/patient/?q=an")).json();
  const answer = await fetch("/api/actions/supervision.hand_over/", {
    method: "POST", credentials: "same-origin",
    body: JSON.stringify({ action: "patients.mark_deceased", command: JSON.stringify({ patient: found.choices[0].id }) }),
    headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf]").content },
  });
  return (await answer.json()).status;
}"""


def test_what_one_does_another_window_hears(maya: Person) -> None:
    page = maya.page
    page.evaluate(
        "document.body.addEventListener('live:worklist', () => { document.body.dataset.heard = 'yes'; })"
    )
    page.wait_for_timeout(1500)
    assert page.evaluate(_HAND_OVER) == "done"
    expect(page.locator("body")).to_have_attribute("data-heard", "yes")


def test_the_drawer_holds_the_rooms_on_a_phone(sit: Callable[..., Person]) -> None:
    page = sit(size=NARROW).page
    page.get_by_role("button", name="Rooms").click()
    expect(page.locator(".rail")).to_be_visible()
    press(page, "Escape")
    expect(page.locator(".rail")).not_to_be_visible()
