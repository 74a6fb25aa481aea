"""People of the demonstration at their browsers. What they do reads as sentences in the journeys."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from practicum.kernel.authority.demonstration import DEMO_PASSWORD
from tests.running import RunningPractice

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Person:
    """Somebody signed in at a browser window of their own."""

    username: str
    page: Page
    practice: RunningPractice

    def goes_to(self, path: str) -> Self:
        """Open an address of the practice."""
        answer = self.page.goto(self.practice.address + path)
        assert answer is not None and answer.status < 400, f"{path}: {answer and answer.status}"
        return self

    def types(self, **values: str) -> Self:
        """Fill the fields of these names."""
        for name, value in values.items():
            self.page.locator(f"[name={name}]:visible").fill(value)
        return self

    def ticks(self, *names: str) -> Self:
        """Tick the boxes of these names."""
        for name in names:
            self.page.locator(f"input[name={name}]:visible").check()
        return self

    def chooses(self, **values: str) -> Self:
        """Choose one of several in a list or a row of choices, by the words it shows."""
        for name, words in values.items():
            if (wanted := self.page.locator(f"select[name={name}]:visible")).count():
                wanted.select_option(label=words)
            else:
                self.page.locator(f"label:has(input[name={name}])").filter(has_text=words).first.click()
        return self

    def clicks(self, words: str, *, within: str = "#main, #aside") -> Self:
        """Click a button or a link by its words."""
        place = self.page.locator(within)
        place.get_by_role("button", name=words).or_(place.get_by_role("link", name=words)).first.click()
        return self

    def presses(self, *keys: str) -> Self:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def sees(self, text: str | re.Pattern[str]) -> Self:
        """The page shows this."""
        expect(self.page.locator("body")).to_contain_text(text)
        return self

    def finds_no_barrier(self) -> Self:
        """axe finds nothing that keeps anybody out."""
        broken = Axe().run(self.page, options={"resultTypes": ["violations"]}).response["violations"]
        words = [f"{rule['id']}: {rule['nodes'][0]['html'][:160]} ({len(rule['nodes'])})" for rule in broken]
        assert not words, f"{self.page.url}:\n" + "\n".join(words)
        return self

    def sees_no_trace(self) -> Self:
        """No stack trace, no placeholder that was never filled in."""
        text = self.page.locator("body").inner_text()
        for word in ("Traceback", "TemplateSyntaxError", "UndefinedError", "{{", "}}"):
            assert word not in text, f"{self.page.url} shows {word}"
        return self


P = TypeVar("P", bound=Person)
# What browsers keep of sign-ins, by practice and person: a code of the moment counts once.
_signed_in: dict[tuple[str, str], dict[str, Any]] = {}


@dataclass
class Desk:
    """Where people sit down."""

    practice: RunningPractice
    browser: Browser
    opened: list[BrowserContext] = field(default_factory=list)

    def window(self, *, size: dict[str, int] | None = None, **options: Any) -> Page:
        """A fresh browser window, nobody signed in."""
        context = self.browser.new_context(viewport=size or WIDE, reduced_motion="reduce", **options)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        self.opened.append(context)
        return context.new_page()

    def arrives(self, username: str, kind: type[P] = Person, **options: Any) -> P:  # type: ignore[assignment]
        """Sign somebody in as a person does: name, password, the code of the moment."""
        page = self.window(**options)
        sign_in(page, self.practice, username)
        _signed_in[self.practice.address, username] = dict(page.context.storage_state())
        return kind(username, page, self.practice)

    def of(self, username: str, kind: type[P] = Person, **options: Any) -> P:  # type: ignore[assignment]
        """Somebody at another window; who signed in before at this practice is signed in there, too."""
        if state := _signed_in.get((self.practice.address, username)):
            page = self.window(storage_state=state, **options)
            page.goto(self.practice.address)
            if "/sign-in/" not in page.url:
                return kind(username, page, self.practice)
        return self.arrives(username, kind, **options)


def sign_in(page: Page, practice: RunningPractice, username: str) -> None:
    """Sign in on the sign-in page; the demonstration shows each one's code."""
    page.goto(f"{practice.address}/sign-in/")
    page.get_by_label("Sign-in name").fill(username)
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Code", exact=False).fill(
        _code_in(page.get_by_text("In this demonstration").inner_text())
    )
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"{re.escape(practice.address)}/(?!sign-in).*"))


def code_of(desk: Desk, username: str) -> str:
    """The code a person's authenticator shows now, as the demonstration's sign-in page lists it."""
    page = desk.window()
    page.goto(f"{desk.practice.address}/sign-in/")
    code = _code_in(page.get_by_role("row").filter(has=page.get_by_text(username, exact=True)).inner_text())
    page.context.close()
    return code


def _code_in(text: str) -> str:
    found = re.search(r"(\d{3}) (\d{3})", text)
    assert found, f"no code in {text!r}"
    return found[1] + found[2]
