"""Checking a read-back: the value must be repeated, in figures or in words.

The text is kept word for word; this only decides whether the value was in it. Dates and long
numbers (birth dates, record numbers) are set aside first, so that they cannot pass for the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from practicum.rooms.results.rules.values import Number, read_number

_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "oh": 0, "nought": 0, "o": 0,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_POINT = {"point", "dot", "decimal"}
_DATES = re.compile(r"\b\d{1,4}[/-]\d{1,2}[/-]\d{1,4}\b|\b\d{1,2}\.\d{1,2}\.\d{2,4}\b")
_LONG = re.compile(r"(?<![\d.,])\d{7,}(?![\d.,])|\b[A-Za-z]+-?\d{3,}\b")
_DIGITS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d+(?:\.\d+)?|[+-]?\.\d+")
_BELOW = re.compile(r"<|\b(less|below|under|lower|smaller)\b", re.IGNORECASE)
_ABOVE = re.compile(r">|\b(greater|above|over|more|higher|exceeds)\b", re.IGNORECASE)
_EMPTY = {"the", "of", "for", "and", "in", "a", "an", "is", "was"}


def value_repeated(read_back: str, value: str) -> bool:
    """Whether the text repeats the value: its number, or every word of a value in words."""
    said = _LONG.sub(" ", _DATES.sub(" ", read_back))
    number = read_number(value)
    if number is None:
        wanted = [word for word in _words(value) if word not in _EMPTY]
        return bool(wanted) and set(wanted) <= set(_words(read_back))
    return _comparator_said(said, number) and any(n == number.value for n in numbers_said(said))


def _comparator_said(said: str, number: Number) -> bool:
    if number.comparator in {"<", "<="}:
        return bool(_BELOW.search(said))
    if number.comparator in {">", ">="}:
        return bool(_ABOVE.search(said))
    return True


def numbers_said(text: str) -> list[Decimal]:
    """Every number in a sentence, whether in figures or in English words."""
    figures = [Decimal(found.lstrip("+").replace(",", "")) for found in _DIGITS.findall(text)]
    return figures + list(_numbers_in_words(_words(text)))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+|\d+(?:\.\d+)?", text.lower().replace("'", ""))


def _numbers_in_words(words: list[str]) -> Iterator[Decimal]:
    run: list[str] = []
    for word in [*words, ""]:
        if word in _SMALL or word in _TENS or word in _SCALES or word in _POINT or (run and word == "and"):
            run.append(word)
            continue
        if run:
            number = _spoken(run)
            if number is not None:
                yield number
        run = []


def _spoken(run: list[str]) -> Decimal | None:
    """One run of number words as a number: "seven point one", "one hundred and twenty"."""
    while run and run[-1] in _POINT | {"and"}:
        run = run[:-1]
    if not run:
        return None
    cut = next((i for i, word in enumerate(run) if word in _POINT), None)
    whole, fraction = (run, []) if cut is None else (run[:cut], run[cut + 1 :])
    text = str(_whole(whole))
    if fraction:
        text += f".{_digits(fraction)}"
    return Decimal(text)


def _digits(words: list[str]) -> str:
    """The figures after the point: "one two" is 12, "twenty five" is 25."""
    digits = ""
    for before, word in zip(["", *words], words, strict=False):
        if word in _TENS:
            digits += str(_TENS[word])
        elif word in _SMALL:
            digits = digits[:-1] if before in _TENS else digits
            digits += str(_SMALL[word])
    return digits or "0"


def _whole(words: list[str]) -> int:
    """Number words before the point, also as they are spoken: "one twenty", "one two zero"."""
    total, current, before = 0, 0, ""
    for word in words:
        if word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total += max(current, 1) * _SCALES[word]
            current = 0
        elif word in _TENS:
            current = (current * 100 if 0 < current < 10 else current) + _TENS[word]
        elif word in _SMALL:
            shift = (100 if _SMALL[word] > 9 else 10) if before in _SMALL else 1
            current = current * shift + _SMALL[word]
        before = word
    return total + current
