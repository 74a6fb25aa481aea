"""A passkey, with the authenticator Chromium brings for tests: added at one's desk, then signing in alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from practicum.kernel.authority.demonstration import DEMO_PASSWORD
from tests.journeys.people import Desk

pytestmark = pytest.mark.journey


def give_authenticator(page: Page) -> None:
    """A device that checks a finger and keeps its keys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_jonas_adds_a_passkey_and_signs_in_with_it(desk: Desk) -> None:
    page = desk.window()
    home = desk.practice.address.replace(
        "127.0.0.1", "localhost"
    )  # a passkey belongs to a name, not a number
    page.goto(f"{home}/sign-in/?next=/me/")
    give_authenticator(page)
    page.get_by_label("Sign-in name").fill("jonas")
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    code = re.search(r"(\d{3}) (\d{3})", page.get_by_text("In this demonstration").inner_text())
    assert code is not None
    page.get_by_label("Code", exact=False).fill(code[1] + code[2])
    page.keyboard.press("Enter")

    page.get_by_role("link", name="Add one").click()
    page.get_by_label("What you call the device").fill("Desk computer")
    page.get_by_label("Your present password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Ask the device").click()
    expect(page.locator("body")).to_contain_text("Your passkey has answered")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.locator("body")).to_contain_text("“Desk computer” can sign you in")

    page.goto(f"{home}/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile(r"/sign-in/"))
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(re.compile(rf"{home}/(?!sign-in).*"))
    page.goto(f"{home}/me/")
    expect(page.locator("body")).to_contain_text("Jonas Lindqvist")
