"""A browser, and a whole practice for it to look at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.journeys.people import Desk
from tests.running import RunningPractice

_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def practice() -> Iterator[RunningPractice]:
    """The demonstration practice at five past nine on a Monday, running."""
    if note := os.environ.get("PRACTICUM_RUNNING"):  # see tests/running.py
        yield RunningPractice.there(Path(note))
        return
    running = RunningPractice(size=0.02)
    try:
        yield running.start()
    finally:
        running.remove()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for all journeys."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def desk(practice: RunningPractice, browser: Browser) -> Iterator[Desk]:
    """Places for people to sit down at: `desk.of("maya")` has somebody there, in a browser window of their own."""
    opened: list[BrowserContext] = []
    yield Desk(practice, browser, opened)
    for context in opened:
        context.close()
