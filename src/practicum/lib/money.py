"""Money as integer cents: what people type in, what they read out.

Amounts are United States dollars, so a comma groups thousands and a point starts the cents.
Nothing here ever passes through a float.
"""

import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from practicum.lib.refusal import NotUnderstood

# More than any ledger of a practice holds, and well inside a 64-bit column.
LARGEST_CENTS = 10**14

_AMOUNT = re.compile(r"(?P<whole>\d+|\d{1,3}(?:,\d{3})+)?(?:\.(?P<cents>\d*))?", re.ASCII)
_CURRENCY = re.compile(r"\$|\bUSD\b|\bUS\b|\bdollars?\b", re.IGNORECASE)
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2010": "-", "\u2011": "-"})


def parse_cents(text: str) -> int:
    """Read an amount as people type it: ``$1,234.50``, ``1234.5``, ``.5``, ``-3``, ``(3.00)``."""
    shown = " ".join(text.split())[:40]
    bare = unicodedata.normalize("NFKC", text).translate(_MINUS)
    bare = re.sub(r"[\s_]", "", _CURRENCY.sub("", bare))
    negative, bare = _take_sign(bare)
    match = _AMOUNT.fullmatch(bare)
    if match is None or not (match["whole"] or match["cents"]):
        raise NotUnderstood(f"“{shown}” is not an amount. Type dollars and cents like 1,234.50.")
    cents = match["cents"] or ""
    if len(cents.rstrip("0")) > 2:
        raise NotUnderstood(f"“{shown}” has part of a cent. Type at most two figures after the point.")
    whole = (match["whole"] or "0").replace(",", "")
    if len(whole) > len(str(LARGEST_CENTS)):
        raise NotUnderstood(f"“{shown}” is larger than any amount kept here.")
    total = int(whole) * 100 + int(cents[:2].ljust(2, "0") or "0")
    if total > LARGEST_CENTS:
        raise NotUnderstood(f"“{shown}” is larger than any amount kept here.")
    return -total if negative else total


def _take_sign(bare: str) -> tuple[bool, str]:
    if bare.startswith("(") and bare.endswith(")"):
        return True, bare[1:-1]
    if bare.startswith("-"):
        return True, bare[1:]
    if bare.endswith("-"):  # as accounting systems print it
        return True, bare[:-1]
    return False, bare.removeprefix("+")


def format_cents(cents: int, *, symbol: bool = True) -> str:
    """Write an amount for people: ``$1,234.50``, ``-$3.00``; without the symbol for table columns."""
    dollars, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{'$' if symbol else ''}{dollars:,}.{rest:02d}"


def to_decimal(cents: int) -> Decimal:
    """Give the amount in dollars, exactly, as the formats of payers want it."""
    return Decimal(cents).scaleb(-2)


def from_decimal(dollars: Decimal) -> int:
    """Take an exact amount in dollars; refuse part of a cent rather than round it away."""
    if not dollars.is_finite():
        raise NotUnderstood(f"{dollars} is not an amount.")
    cents = dollars.scaleb(2)
    if cents != cents.to_integral_value():
        raise NotUnderstood(f"{dollars} has part of a cent.")
    if abs(cents) > LARGEST_CENTS:
        raise NotUnderstood(f"{dollars} is larger than any amount kept here.")
    return int(cents)


def portion(cents: int, *, percent: Decimal) -> int:
    """Take a percentage (coinsurance, a fee), half a cent rounded away from zero."""
    return int((Decimal(cents) * percent / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def share_out(cents: int, *, weights: Sequence[int]) -> list[int]:
    """Divide an amount by weight so that the parts add up to it again.

    Left-over cents go to the largest remainders, earlier parts first, so that the same input
    is always divided the same way.
    """
    if not weights or any(weight < 0 for weight in weights):
        raise ValueError("Weights must be given, and none below zero.")
    total = sum(weights) or len(weights)
    fair = list(weights) if sum(weights) else [1] * len(weights)
    size = abs(cents)
    parts = [size * weight // total for weight in fair]
    by_remainder = sorted(range(len(fair)), key=lambda i: (-(size * fair[i] % total), i))
    for index in by_remainder[: size - sum(parts)]:
        parts[index] += 1
    return [-part for part in parts] if cents < 0 else parts
