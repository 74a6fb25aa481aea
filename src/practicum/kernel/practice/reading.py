"""Opening hours as people type them: "8-12, 1-5", "8:00am–5pm", "closed"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time

from practicum.lib.refusal import NotUnderstood

_CLOCK = r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|a|p)?"
_SPAN = re.compile(rf"\s*{_CLOCK}\s*(?:-|–|—|to|until)\s*{_CLOCK}\s*(?:[,;/&]|and|$)?", re.IGNORECASE)
_CLOSED = {"", "closed", "close", "none", "no", "-", "–", "—", "off"}
_DAY = 24 * 60
_HALF = 12 * 60
_EXAMPLE = "Type hours as 8:00-12:00, 13:00-17:00, or leave the day empty when closed."


def read_hours(text: str) -> list[tuple[time, time]]:
    """The spans of one day. Afternoon is understood where only it makes sense: 8-12, 1-5."""
    rest = text.strip()
    if rest.casefold() in _CLOSED:
        return []
    spans: list[tuple[int, int]] = []
    while rest:
        found = _SPAN.match(rest)
        if not found:
            raise NotUnderstood(f"“{text[:60]}” is not understood. {_EXAMPLE}")
        after = spans[-1][1] if spans else 0
        spans.append(_span(found.groups(), after=after))
        rest = rest[found.end() :].strip()
    return [(_time(opens), _time(closes)) for opens, closes in spans]


def _span(parts: tuple[str | None, ...], *, after: int) -> tuple[int, int]:
    opens, opens_sure = _minutes(*parts[:3])
    closes, closes_sure = _minutes(*parts[3:])
    if not opens_sure and opens < after and opens < _HALF:
        opens += _HALF
    if not closes_sure and closes <= opens and closes <= _HALF:
        closes += _HALF
    if closes <= opens:
        raise NotUnderstood(f"Closing has to come after opening, and both on one day. {_EXAMPLE}")
    if opens < after:
        raise NotUnderstood("Two spans of one day overlap. Make them one, or part them.")
    return opens, closes


def _minutes(hour: str | None, minute: str | None, half: str | None) -> tuple[int, bool]:
    hours, minutes = int(hour or 0), int(minute or 0)
    if half:
        if not 1 <= hours <= 12:
            raise NotUnderstood(f"There is no {hours} o'clock am or pm. {_EXAMPLE}")
        hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
    total = hours * 60 + minutes
    if minutes > 59 or total >= _DAY:
        raise NotUnderstood(f"A day's times run from 0:00 to 23:59. {_EXAMPLE}")
    return total, bool(half) or hours > 12 or (hour or "").startswith("0")


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def say_hours(spans: Iterable[tuple[time, time]]) -> str:
    """Spans as the form shows them and reads them again: 8:00 AM-12:00 PM, 1:00 PM-5:00 PM."""
    return ", ".join(f"{_said(opens)}-{_said(closes)}" for opens, closes in spans)


def _said(at: time) -> str:
    return f"{at.hour % 12 or 12}:{at:%M %p}"
