"""A moment ahead as people type it: 2 h, tomorrow, Tue 9:00."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from dateutil import parser as date_parser
from pydantic import AfterValidator, BeforeValidator, Field

from practicum.kernel import clock
from practicum.kernel.zone import practice_zone

MORNING = time(8, 0)
_ANY_DAY = datetime(2000, 1, 1)  # noqa: DTZ001  only the time of day beside it is read
_SPAN = re.compile(r"(?:in\s+)?(\d{1,3})\s*(m|min|minutes?|h|hours?|d|days?|w|weeks?)", re.IGNORECASE)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_moment(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """What the text means, seen from now; ValueError with a sentence when it means nothing."""
    said = " ".join(text.lower().split())
    if span := _SPAN.fullmatch(said):
        return (now + int(span[1]) * _UNITS[span[2][0]]).replace(second=0, microsecond=0)
    today = now.astimezone(zone)
    head, _, rest = said.partition(" ")
    day = _day(head, today.date())
    if day is not None:
        at = _time(rest.removeprefix("at ")) if rest else MORNING
        return datetime.combine(day, at, zone).astimezone(UTC)
    try:
        found = date_parser.parse(text, default=datetime.combine(today.date(), MORNING))
    except (ValueError, OverflowError):
        raise ValueError("is not a time. Type it as 2 h, tomorrow 9:00, Tue 14:30 or 12/3 8:00.") from None
    if found.tzinfo is not None:
        return found.astimezone(UTC)
    found = found.replace(tzinfo=zone)
    only_time = re.fullmatch(r"[\d:]+\s*([ap]\.?m\.?)?", said) is not None
    return (found + timedelta(days=1) if only_time and found <= today else found).astimezone(UTC)


def _day(word: str, today: date) -> date | None:
    if word in ("today", "tomorrow"):
        return today + timedelta(days=word == "tomorrow")
    if word[:3] in _DAYS and "monday tuesday wednesday thursday friday saturday sunday".find(word) >= 0:
        ahead = (_DAYS.index(word[:3]) - today.weekday()) % 7
        return today + timedelta(days=ahead or 7)
    return None


def _time(text: str) -> time:
    try:
        return date_parser.parse(text, default=_ANY_DAY).time()
    except (ValueError, OverflowError):
        raise ValueError("needs a time of day after the day, as in tomorrow 9:00.") from None


def _read(value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        return value
    try:
        return read_moment(value[:60], now=clock.now(), zone=practice_zone())
    except OverflowError:
        raise ValueError("is too far away. Choose a time within the next months.") from None


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("needs its time zone.")
    return value


MomentAhead = Annotated[
    datetime, BeforeValidator(_read), AfterValidator(_aware), Field(json_schema_extra={"widget": "text"})
]
