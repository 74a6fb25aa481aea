"""Dates as people type them, United States order: the month before the day.

``parse_birth_date`` reads a day in somebody's past; ``parse_date`` any day near today, words
included. Both refuse with a sentence saying what is wrong with what was typed.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from practicum.lib.refusal import NotUnderstood

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# Nobody documented has lived longer (122 years), with some room.
OLDEST_YEARS = 125

_HOW = "Type it like 3/4/1985, 4 Mar 1985 or 1985-03-04."
_NAMED = re.compile(
    r"(?:(?P<month>[a-z]{3,9})\.?\s*(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    r"|(?P<day2>\d{1,2})(?:st|nd|rd|th)?\s*(?:of\s+)?(?P<month2>[a-z]{3,9})\.?)"
    r"(?:\s*(?P<year>\d{4}|\d{2}))?"
)
_YEAR_FIRST = re.compile(r"(\d{4})(?:\s(\d{1,2})\s|\s?([a-z]{3,9})\s?)(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})\s(\d{1,2})(?:\s(\d{4}|\d{2}))?")

Lean = Literal["past", "future"]


@dataclass(frozen=True, slots=True)
class _Parts:
    """Year as typed (two figures, four, or none), month and day."""

    year: str | None
    month: int
    day: int


def parse_birth_date(text: str, *, today: date) -> date:
    """Read a birth date in any usual form; two-figure years mean the last hundred years."""
    shown = _shown(text)
    found = _read(text)
    if found is None:
        raise NotUnderstood(f"“{shown}” is not a date. {_HOW}")
    if found.year is None:
        raise NotUnderstood(f"“{shown}” has no year. {_HOW}")
    born = _make(found, found.year, today=today, lean="past", shown=shown)
    if born > today:
        raise NotUnderstood(f"{_spelt(born)} is in the future, so nobody was born then.")
    if born.year < today.year - OLDEST_YEARS:
        raise NotUnderstood(f"{_spelt(born)} is more than {OLDEST_YEARS} years ago. Check the year.")
    return born


def parse_date(text: str, *, today: date, lean: Lean = "future") -> date:
    """Read any date: the forms of birth dates, a day without a year, or words.

    Words are ``today``, ``tomorrow``, ``yesterday``, a weekday (the next one, today excluded),
    ``in 2 weeks``, ``3 days ago``, ``+10`` (days). ``lean`` says where a day without a year lies.
    """
    shown = _shown(text)
    words = _tidy(text)
    by_word = _read_words(words, today=today)
    if by_word is not None:
        return by_word
    found = _read(text)
    if found is None:
        raise NotUnderstood(f"“{shown}” is not a date. {_HOW}")
    if found.year is not None:
        return _make(found, found.year, today=today, lean="future", shown=shown)
    near = _make(found, str(today.year), today=today, lean=lean, shown=shown)
    if lean == "future" and near < today:
        return _make(found, str(today.year + 1), today=today, lean=lean, shown=shown)
    if lean == "past" and near > today:
        return _make(found, str(today.year - 1), today=today, lean=lean, shown=shown)
    return near


def _shown(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:40]


def _tidy(text: str) -> str:
    if len(text) > 60:
        return ""
    return " ".join(re.sub(r"[\s,./\-–—_]+", " ", unicodedata.normalize("NFKC", text).casefold()).split())


def _read(text: str) -> _Parts | None:
    """Find year, month and day in what was typed, without judging them."""
    words = _tidy(text)
    words = re.sub(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]* (?=\S+ )", "", words)
    if not words.isascii():
        return None
    if match := _YEAR_FIRST.fullmatch(words):
        return _assemble(match[1], match[2] or match[3], match[4])
    if match := _NUMBERS.fullmatch(words):
        return _assemble(match[3], match[1], match[2])
    if match := _NAMED.fullmatch(words):
        return _assemble(match["year"], match["month"] or match["month2"], match["day"] or match["day2"])
    if re.fullmatch(r"\d{8}", words):
        # No month is 18, 19 or 20, so the two orders cannot be confused.
        if words[:2] in ("18", "19", "20"):
            return _assemble(words[:4], words[4:6], words[6:])
        return _assemble(words[4:], words[:2], words[2:4])
    if re.fullmatch(r"\d{6}", words):
        return _assemble(words[4:], words[:2], words[2:4])
    return None


def _assemble(year: str | None, month: str, day: str) -> _Parts | None:
    number = int(month) if month.isdigit() else _month_named(month)
    return None if number is None else _Parts(year, number, int(day))


def _month_named(word: str) -> int | None:
    for number, name in enumerate(MONTHS, start=1):
        lowered = name.casefold()
        if len(word) >= 3 and (lowered.startswith(word) or word == lowered[:3] + "t"):
            return number
    return None


def _make(found: _Parts, year: str, *, today: date, lean: Lean, shown: str) -> date:
    full = int(year) if len(year) > 2 else _century(found, int(year), today=today, lean=lean)
    if not 1 <= found.month <= 12:
        hint = ""
        if 1 <= found.day <= 12 < found.month <= 31:
            hint = f" Put the month first: {found.day}/{found.month}/{year}."
        raise NotUnderstood(f"“{shown}” is not a date: there is no month {found.month}.{hint}")
    try:
        return date(full, found.month, found.day)
    except ValueError:
        month = MONTHS[found.month - 1] if 1 <= found.month <= 12 else ""
        raise NotUnderstood(f"“{shown}” is not a date: {month} {full} has no day {found.day}.") from None


def _century(found: _Parts, two: int, *, today: date, lean: Lean) -> int:
    """Choose the century: the latest that is not in the future, or the nearest to today."""
    base = today.year - today.year % 100
    this = base + two
    if lean == "past":
        return this if (this, found.month, found.day) <= (today.year, today.month, today.day) else this - 100
    return min((this - 100, this, this + 100), key=lambda y: abs(y - today.year))


def _spelt(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


_UNITS = {"day": 1, "days": 1, "d": 1, "week": 7, "weeks": 7, "wk": 7, "wks": 7, "w": 7}
_MONTH_UNITS = {"month": 1, "months": 1, "mo": 1, "year": 12, "years": 12, "yr": 12, "y": 12}
_COUNT = re.compile(r"(?P<sign>in|\+)?\s*(?P<n>\d{1,4}|a|an)\s*(?P<unit>[a-z]+)?(?P<ago>\s+ago)?")


def _read_words(words: str, *, today: date) -> date | None:
    fixed = {"today": 0, "now": 0, "tomorrow": 1, "yesterday": -1}
    if words in fixed:
        return today + timedelta(days=fixed[words])
    bare = words.removeprefix("next ").removeprefix("on ")
    if len(bare) >= 3:
        for number, name in enumerate(WEEKDAYS):
            if name.casefold().startswith(bare):
                return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    match = _COUNT.fullmatch(words)
    if match is None or not (match["sign"] or match["ago"]):
        return None
    count = 1 if match["n"] in ("a", "an") else int(match["n"])
    count = -count if match["ago"] else count
    unit = match["unit"] or "days"
    try:
        if unit in _UNITS:
            return today + timedelta(days=count * _UNITS[unit])
        return add_months(today, count * _MONTH_UNITS[unit]) if unit in _MONTH_UNITS else None
    except (OverflowError, ValueError):
        raise NotUnderstood(f"“{words}” is too far away.") from None


def add_months(day: date, months: int) -> date:
    """Go some months on, or back; a day the month lacks becomes its last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
