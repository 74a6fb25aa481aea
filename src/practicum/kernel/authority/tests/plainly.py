"""What tests call when they know what must come out: loosely typed, loudly failing."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from practicum.kernel.actions import perform as really_perform
from practicum.kernel.authority import sessions


def perform(action: Any, command: Any, **given: Any) -> Any:
    """Perform, and let the test say what it expects."""
    return really_perform(action, command, **given)


def find(token: str, *, now: datetime, active: bool = True) -> Any:
    """What a session's token leads to."""
    return sessions.find(token, now=now, active=active)


def text_in(pattern: str, page: bytes | str) -> str:
    """The first group of the pattern in a page; the test fails without it."""
    found = re.search(pattern, page.decode() if isinstance(page, bytes) else page)
    assert found, f"no {pattern!r}"
    return found[1] if found.groups() else found[0]
