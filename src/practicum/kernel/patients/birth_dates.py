"""Birth dates in any usual form, with every reading a short one may have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"), start=1)
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_EARLIEST = 1900

_ISO = re.compile(r"(?<![\d/.-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d/.-])")
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?![\d/-]|\.\d)")
_MONTH_DAY = re.compile(
    rf"(?<!\w)({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}|\d{{2}})(?!\w)", re.IGNORECASE
)
_DAY_MONTH = re.compile(
    rf"(?<!\w)(\d{{1,2}})[\s-]?({_MONTH})\.?[\s,-]*(\d{{4}}|\d{{2}})(?!\w)", re.IGNORECASE
)
_NO_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})(?![\d/.-])")


@dataclass(frozen=True, slots=True)
class Birth:
    """What was said about a birth date: whole dates, or only a year, or only month and day.

    `swapped` holds the readings with day and month the other way round, for when nothing is found.
    """

    dates: tuple[date, ...] = ()
    swapped: tuple[date, ...] = ()
    year: int | None = None
    month_day: tuple[int, int] | None = None

    @property
    def every_date(self) -> tuple[date, ...]:
        """The dates to look for: the whole ones said, or one a year for month and day; none for a year."""
        if self.dates or self.month_day is None:
            return self.dates
        return tuple(day for year in range(_EARLIEST, 2100) if (day := _make(year, *self.month_day)))

    def fits(self, birth_date: date) -> bool:
        """Whether a birth date is one of the readings."""
        if self.dates:
            return birth_date in self.dates
        if self.year is not None:
            return birth_date.year == self.year
        return self.month_day == (birth_date.month, birth_date.day)


def find_birth(text: str, *, today: date) -> tuple[Birth | None, str]:
    """The birth date said in `text`, and the text without it."""
    for pattern, order in ((_ISO, "ymd"), (_NUMERIC, "mdy"), (_MONTH_DAY, "mdy"), (_DAY_MONTH, "dmy")):
        if match := pattern.search(text):
            said = dict(zip(order, match.groups(), strict=True))
            birth = _reading(said["y"], said["m"], said["d"], today=today)
            if birth is not None:
                return birth, text[: match.start()] + " " + text[match.end() :]
    if match := _NO_YEAR.search(text):
        month, day = int(match[1]), int(match[2])
        if _make(2000, month, day):
            return Birth(month_day=(month, day)), text[: match.start()] + " " + text[match.end() :]
    return None, text


def birth_in_digits(digits: str, *, today: date) -> Birth | None:
    """A run of digits read as a date: 030485, 03041985, 19850304; or four as a year."""
    if len(digits) == 4 and _EARLIEST <= int(digits) <= today.year:
        return Birth(year=int(digits))
    if len(digits) == 6:
        return _reading(digits[4:], digits[:2], digits[2:4], today=today)
    if len(digits) == 8:
        if digits[:2] in {"19", "20"} and (
            found := _reading(digits[:4], digits[4:6], digits[6:], today=today)
        ):
            return found
        return _reading(digits[4:], digits[:2], digits[2:4], today=today)
    return None


def _reading(year: str, month: str, day: str, *, today: date) -> Birth | None:
    number = _MONTHS.get(month.lower()) or (int(month) if month.isdigit() else 0)
    named = not month.isdigit()
    dates = _dates(year, number, int(day), today=today)
    swapped = () if named else _dates(year, int(day), number, today=today)
    if not dates:
        dates, swapped = swapped, ()
    if not dates:
        return None
    return Birth(dates=dates, swapped=tuple(d for d in swapped if d not in dates))


def _dates(year: str, month: int, day: int, *, today: date) -> tuple[date, ...]:
    """The dates a year of two or four digits allows; 04 may be 2004 or 1904, 85 only 1985."""
    if len(year) == 4:
        years = [int(year)]
    else:
        years = [century + int(year) for century in (2000, 1900)]
    found = (_make(y, month, day) for y in years if y >= _EARLIEST)
    return tuple(d for d in found if d is not None and d <= today)


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
