"""Moments as pages show them: as people say it, with the exact instant beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from practicum.kernel import clock
from practicum.kernel.zone import practice_zone
from practicum.lib import words

_NEAR = timedelta(hours=10)
_SOON = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Said:
    """One moment: what is read at a glance, what hovering shows, and whether it presses."""

    text: str
    exact: str
    clock: str
    iso: str
    urgency: str


def said_when(at: datetime, now: datetime | None = None) -> Said:
    """Near moments are told from here ("in 12 min"), others by day and time ("Tue 4 Mar, 10:20 AM").

    `urgency` is for due times: `late` when it has passed, `soon` within a quarter of an hour.
    """
    now = now or clock.now()
    zone = practice_zone()
    near = abs(at - now) < _NEAR and at.astimezone(zone).date() == now.astimezone(zone).date()
    text = words.relative(at, now=now) if near else words.day_time(at, zone=zone, now=now)
    urgency = "late" if at < now else "soon" if at - now < _SOON else ""
    return Said(text, words.exact(at, zone=zone), words.clock(at, zone=zone), at.isoformat(), urgency)


def said_date(on: date) -> str:
    """A date without ambiguity: "4 Mar 1985"."""
    return f"{on.day} {on:%b %Y}"
