"""What is critical: by the laboratory's flag, and by the practice's own limits.

FACTS: 42 CFR 493.1291(g), panic values are told at once; CLSI GP47, within 60 minutes at the
outside; CAP's goal is 15 to 30. The ladder below is those figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from practicum.rooms.results.rules.flags import Degree, degree_of_flag, flag_in_words
from practicum.rooms.results.rules.values import Number

ACKNOWLEDGE_WITHIN = timedelta(minutes=15)
ESCALATE_AT = (timedelta(minutes=15), timedelta(minutes=30))
OUTSIDE_LIMIT = timedelta(minutes=60)


@dataclass(frozen=True)
class Limit:
    """One line of the practice's table: below low or above high is critical, for whom it says."""

    code: str
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    words: tuple[str, ...] = ()
    age_from_years: int | None = None
    age_below_years: int | None = None
    sex: str = ""


def age_in_years(birth_date: date | None, on: date) -> int | None:
    """Completed years, or None when the birth date is unknown or after the day."""
    if birth_date is None or birth_date > on:
        return None
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def same_unit(one: str, other: str) -> bool:
    """Whether two unit texts mean the same; an unknown spelling is not the same."""
    return _plain_unit(one) == _plain_unit(other)


def _plain_unit(unit: str) -> str:
    text = unit.strip().lower().replace(" ", "").replace("µ", "u").replace("μ", "u")
    text = text.replace("**", "^").replace("*", "^").replace("x10", "10").replace("10e", "10^")
    return {"10^3/ul": "10^9/l", "k/ul": "10^9/l", "thou/ul": "10^9/l"}.get(text, text)


def applies(limit: Limit, *, code: str, age: int | None, sex: str) -> bool:
    """Whether the line is for this test and this person; an unknown age or sex is covered, to be safe."""
    if limit.code.lower() != code.lower():
        return False
    if age is not None and limit.age_from_years is not None and age < limit.age_from_years:
        return False
    if age is not None and limit.age_below_years is not None and age >= limit.age_below_years:
        return False
    return not (limit.sex and sex and limit.sex.lower() != sex.lower())


def why_critical(
    *, code: str, number: Number | None, text: str, units: str, flag: str,
    limits: Iterable[Limit], age: int | None, sex: str,
) -> str:  # fmt: skip
    """The reason a value is critical, in words, or "" when it is not."""
    if degree_of_flag(flag) is Degree.CRITICAL:
        return f"flagged {flag_in_words(flag)} by the laboratory"
    for limit in limits:
        if not applies(limit, code=code, age=age, sex=sex):
            continue
        if limit.words and any(word.lower() in text.lower() for word in limit.words):
            return f"the practice's table counts “{text.strip()[:60]}” as critical"
        if number is None or not same_unit(units, limit.unit):
            continue
        if limit.low is not None and number.value < limit.low and number.comparator not in {">", ">="}:
            return f"below the practice's limit of {limit.low.normalize():f} {limit.unit}".rstrip()
        if limit.high is not None and number.value > limit.high and number.comparator not in {"<", "<="}:
            return f"above the practice's limit of {limit.high.normalize():f} {limit.unit}".rstrip()
    return ""


def unit_unknown(*, code: str, units: str, limits: Iterable[Limit]) -> bool:
    """Whether the practice has a limit for the test that cannot be applied because the unit is another."""
    mine = [limit for limit in limits if limit.code.lower() == code.lower() and not limit.words]
    return bool(mine) and not any(same_unit(units, limit.unit) for limit in mine)


@dataclass(frozen=True)
class Rung:
    """One step of the ladder of an open critical result, past or to come."""

    at: datetime
    says: str
    reached: bool


LADDER_WORDS = (
    (timedelta(0), "The ordering clinician is told"),
    (ESCALATE_AT[0], "Any covering physician or nurse is told"),
    (ESCALATE_AT[1], "The manager and medical lead are told"),
    (OUTSIDE_LIMIT, "The outside limit: the value must be read back by now"),
)


def ladder(*, opened_at: datetime, until: datetime) -> tuple[Rung, ...]:
    """The rungs with their times; reached are those before `until` (now, or when it was read back)."""
    return tuple(
        Rung(opened_at + after, says, reached=opened_at + after <= until) for after, says in LADDER_WORDS
    )
