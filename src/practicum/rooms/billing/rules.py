"""Arithmetic of payments; no Django, clock or network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

MOST_CENTS = 1_000_000
DEBITED = {"cash": "cash_drawer", "card": "card_clearing", "check": "checks_on_hand"}
CREDITED = "patient_payments"


@dataclass(frozen=True, slots=True)
class Part:
    """One tender of a payment."""

    method: str
    amount_cents: int
    reference: str = ""


def problem(parts: Sequence[Part]) -> tuple[str, str] | None:
    """What is wrong with a payment, as the field and a sentence, or None."""
    if any(part.amount_cents < 0 for part in parts):
        return parts[0].method, "An amount cannot be negative. To give money back, void the payment."
    given = [part for part in parts if part.amount_cents]
    if not given:
        return "cash", "Enter what was given: in cash, by card or by check."
    if sum(part.amount_cents for part in given) > MOST_CENTS:
        return given[0].method, "More than $10,000 cannot be taken at the desk. Check the amount."
    for part in given:
        if part.method == "card" and not part.reference:
            return "card_reference", "Enter the reference that the terminal printed."
        if part.method == "check" and not part.reference:
            return "check_number", "Enter the number of the check."
    for part in parts:
        if looks_like_card(part.reference):
            field = "card_reference" if part.method == "card" else "check_number"
            return (
                field,
                "This looks like a card number. Card data stays in the terminal: enter its reference.",
            )
    return None


def looks_like_card(text: str) -> bool:
    """Whether a text holds what may be a card number: 13 to 19 digits whose Luhn sum is right (ISO/IEC 7812-1).

    Longer runs of digits are searched for one of the usual sixteen.
    """
    for run in re.findall(r"(?:\d[ -]?){13,}", text):
        digits = re.sub(r"\D", "", run)
        length = len(digits) if len(digits) <= 19 else 16
        if any(_luhn(digits[at : at + length]) for at in range(len(digits) - length + 1)):
            return True
    return False


def _luhn(digits: str) -> bool:
    total = 0
    for place, character in enumerate(reversed(digits)):
        value = int(character) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and set(digits) != {"0"}


def postings(parts: Sequence[Part]) -> dict[str, int]:
    """The lines of a payment: what came in by account, and the same owed to the patient's account."""
    lines: dict[str, int] = {}
    for part in parts:
        if part.amount_cents:
            account = DEBITED[part.method]
            lines[account] = lines.get(account, 0) + part.amount_cents
    lines[CREDITED] = -sum(lines.values())
    return lines


def reversed_postings(lines: Mapping[str, int]) -> dict[str, int]:
    """The lines that take others back."""
    return {account: -amount for account, amount in lines.items()}


def may_void(*, taken_at: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """A void belongs to the day of the payment; later it is a refund, which is another thing."""
    return taken_at.astimezone(zone).date() == now.astimezone(zone).date()
