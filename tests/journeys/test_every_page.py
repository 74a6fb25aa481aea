"""Every page, as the manager sees it: there, whole, without an error, for everybody, on every screen."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage

from tests.journeys.people import NARROW, WIDE, Desk, Person

pytestmark = pytest.mark.journey
_DECLARED = """
from practicum.kernel.web.routes import all_pages
found = [p for p in all_pages() if "GET" in p.methods and "<" not in p.route and p.name != "live"]
print(json.dumps(["/" + p.route for p in found]))
"""
_LINKS = "[...document.querySelectorAll('#main a[href], #aside a[href]')].map(a => a.href)"
_FITS = "document.documentElement.scrollWidth <= innerWidth"
SCREENS = {
    "light, wide": ("light", WIDE),
    "light, narrow": ("light", NARROW),
    "dark, narrow": ("dark", NARROW),
}
WITH_AXE = {"light, wide", "dark, narrow"}
# Elsewhere than on a page: documents, and the way out.
ASIDE = re.compile(r"/(sign-out|pdf|raw|export|errors\.csv|photos?|static|do)/|\.csv$|#")


def kind_of(path: str) -> str:
    """Pages that differ by an id or by what is asked only are of one kind."""
    return re.sub(r"\d+", "N", path.partition("?")[0])


@dataclass
class Walk:
    """From page to page, noting what is wrong and where to go on."""

    person: Person
    troubles: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Listen to what the browser complains of: scripts, and content that the policy forbids."""
        self.person.page.on("console", self._hear)
        self.person.page.on("pageerror", lambda error: self.said.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.said.append(message.text)

    def visit(self, path: str) -> list[str]:
        """Look at a page on every screen; the addresses it leads to."""
        page = self.person.page
        self.said.clear()
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        answer = page.goto(self.person.practice.address + path, wait_until="load")
        assert answer is not None
        if answer.status >= 400:
            self.troubles.append(f"{path}: {answer.status}")
            return []
        self._check(path, self.person.sees_no_trace)
        for screen, (scheme, size) in SCREENS.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.set_viewport_size(size)  # type: ignore[arg-type]
            if scheme == "dark":
                page.wait_for_timeout(200)  # colours pass into one another
            if not page.evaluate(_FITS):
                self.troubles.append(f"{path}: wider than the screen ({screen})")
            if screen in WITH_AXE:
                self._check(f"{path} ({screen})", self.person.finds_no_barrier)
        self.troubles += [f"{path}: the browser says {what}" for what in self.said]
        links: list[str] = page.evaluate(_LINKS)
        home = self.person.practice.address
        if path.startswith("/styleguide/"):  # its links are samples
            return []
        return [link.removeprefix(home) for link in links if link.startswith(home + "/")]

    def _check(self, where: str, check: Any) -> None:
        try:
            check()
        except AssertionError as wrong:
            self.troubles.append(f"{where}: {wrong}")

    def is_new(self, path: str) -> bool:
        """Whether no page of its kind was seen; it is now."""
        kind = kind_of(path)
        fresh = kind not in self.seen and not ASIDE.search(path)
        self.seen.add(kind)
        return fresh


def test_every_page_stands_on_every_screen(desk: Desk) -> None:
    ruth: Person = desk.of("ruth", color_scheme="light")
    walk = Walk(ruth)
    walk.begin()
    waiting = deque((path, 0) for path in pages_to_look_at(ruth) if walk.is_new(path))
    while waiting:
        path, depth = waiting.popleft()
        links = walk.visit(path)
        waiting.extend((link, depth + 1) for link in links if depth < 2 and walk.is_new(link))
    assert not walk.troubles, "\n".join(walk.troubles)


def test_the_way_in_stands_on_every_screen(desk: Desk) -> None:
    walk = Walk(Person("", desk.window(), desk.practice))
    walk.begin()
    walk.visit("/sign-in/")
    assert not walk.troubles, "\n".join(walk.troubles)


def pages_to_look_at(person: Person) -> list[str]:
    """Every declared page without parameters that is a whole page and open to this person."""
    whole = []
    for path in person.practice.ask(_DECLARED):
        if path.startswith(("/sign-in/", "/set-up/")):  # for those who are not in yet
            continue
        answer = person.page.request.get(person.practice.address + path)
        text = answer.text()
        closed = answer.status == 403 and "This is for" in text
        assert answer.status < 400 or closed, f"{path}: {answer.status}"
        if answer.status == 200 and text.lstrip().lower().startswith("<!doctype"):
            whole.append(path)
    return whole


def test_every_action_has_its_form(desk: Desk) -> None:
    ruth: Person = desk.of("ruth")
    entries = ruth.page.request.get(f"{desk.practice.address}/palette/").json()["items"]
    assert len(entries) > 50
    broken = []
    for entry in entries:
        answer = ruth.page.request.get(desk.practice.address + entry["url"])
        text = answer.text()
        if answer.status != 200 or "Traceback" in text or "csrfmiddlewaretoken" not in text:
            broken.append(f"{entry['url']}: {answer.status}")
    assert not broken, "\n".join(broken)
