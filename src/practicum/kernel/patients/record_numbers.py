"""Record numbers: a running number and a check digit, so that a slip of the finger is caught.

Damm, "Total anti-symmetrische Quasigruppen" (Marburg 2004): the digit catches every single wrong
digit and every swap of neighbours, which Luhn's does not.
"""

from __future__ import annotations

_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def check_digit(digits: str) -> str:
    """The digit that makes `digits` a valid number."""
    interim = "0"
    for digit in digits:
        interim = _DAMM[int(interim)][int(digit)]
    return interim


def record_number(running: int) -> str:
    """The record number of a running number."""
    digits = str(running)
    return digits + check_digit(digits)


def is_record_number(text: str) -> bool:
    """True when the check digit fits."""
    return text.isascii() and text.isdigit() and len(text) >= 7 and check_digit(text) == "0"
