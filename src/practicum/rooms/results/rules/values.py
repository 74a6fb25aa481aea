"""Numbers and ranges as laboratories write them, read without ever changing what was received."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,2})?|[+-]?\.\d+"
_VALUE = re.compile(rf"^\s*(?P<comparator><=|>=|<|>|=)?\s*(?P<number>{_NUMBER})\s*$")
_PAIR = re.compile(
    rf"^\s*[\[(]?\s*(?P<low>{_NUMBER})\s*(?:-|–|to|\.\.)\s*(?P<high>{_NUMBER})\s*[\])]?", re.IGNORECASE
)
_ONE = re.compile(
    rf"^\s*(?P<comparator><=|>=|<|>|≤|≥|less than|up to|greater than|more than)\s*(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
_UPPER = {"<", "<=", "≤", "less than", "up to"}


@dataclass(frozen=True)
class Number:
    """A numeric value with the comparator it came with ("<0.01" is "<" and 0.01)."""

    value: Decimal
    comparator: str = ""


@dataclass(frozen=True)
class Range:
    """What the laboratory calls usual. Either bound may be missing; reversed ones are swapped."""

    low: Decimal | None = None
    high: Decimal | None = None
    was_reversed: bool = False


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    # Beyond this it is an identifier or a mistake, and it would not fit the column either.
    return number if abs(number) < Decimal("1e12") else None


def read_number(text: str) -> Number | None:
    """The number in a value as received, or None when it is words (or digits one cannot be sure of)."""
    found = _VALUE.match(text)
    if not found:
        return None
    number = _decimal(found["number"])
    if number is None:
        return None
    comparator = found["comparator"] or ""
    return Number(number, "" if comparator == "=" else comparator)


def read_range(text: str) -> Range | None:
    """The bounds in a reference range as received, or None when it is words only."""
    pair = _PAIR.match(text)
    if pair:
        low, high = _decimal(pair["low"]), _decimal(pair["high"])
        if low is None or high is None:
            return None
        return Range(high, low, was_reversed=True) if low > high else Range(low, high)
    one = _ONE.match(text)
    if one:
        bound = _decimal(one["number"])
        if bound is None:
            return None
        return Range(high=bound) if one["comparator"].lower() in _UPPER else Range(low=bound)
    return None


def side_of_range(number: Number, usual: Range) -> str:
    """ "low", "high" or "" when the number lies within, or one cannot tell ("<5" with a range from 3)."""
    if usual.low is not None and number.comparator not in {">", ">="} and number.value < usual.low:
        return "low"
    if usual.high is not None and number.comparator not in {"<", "<="} and number.value > usual.high:
        return "high"
    return ""


def place_on_bar(number: Number, usual: Range) -> int | None:
    """Where the value sits on a bar from 0 to 100 whose middle half, 25 to 75, is the usual range."""
    low, high = usual.low, usual.high
    if low is None and high is None:
        return None
    if low is None and high is not None:
        low = min(Decimal(0), high)
    if high is None and low is not None:
        high = low * 2 if low > 0 else low + 1
    assert low is not None and high is not None
    width = high - low
    if width == 0:
        return 50
    place = 25 + (number.value - low) / width * 50
    return int(max(Decimal(2), min(Decimal(98), place)))


def trend_line(numbers: list[float]) -> str:
    """Points of a line through the numbers, 0 to 100 wide and 3 to 21 high, for an SVG polyline."""
    least, most = min(numbers), max(numbers)
    height = most - least
    step = 100 / max(len(numbers) - 1, 1)
    return " ".join(
        f"{n * step:.1f},{21 - 18 * ((number - least) / height if height else 0.5):.1f}"
        for n, number in enumerate(numbers)
    )
