"""The practice's own table of critical limits as the rules take it."""

from __future__ import annotations

from practicum.rooms.results.models import CriticalLimit
from practicum.rooms.results.rules.criticals import Limit

_FIELDS = ("code", "unit", "low", "high", "words", "age_from_years", "age_below_years", "sex")


def in_force() -> list[Limit]:
    """Every line of the table that has not ended."""
    rows = CriticalLimit.objects.filter(ended_at__isnull=True).order_by("code", "id").values_list(*_FIELDS)
    return [
        Limit(code, unit, low, high, tuple(words), age_from, age_below, sex)
        for code, unit, low, high, words, age_from, age_below, sex in rows
    ]
