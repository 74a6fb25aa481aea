"""The practice's own table of critical limits as the rules take it."""

from __future__ import annotations

from practicum.rooms.results.models import CriticalLimit
from practicum.rooms.results.rules.criticals import Limit


def in_force() -> list[Limit]:
    """Every line of the table that has not ended."""
    return [as_rule(row) for row in CriticalLimit.objects.filter(ended_at__isnull=True).order_by("code", "id")]


def as_rule(row: CriticalLimit) -> Limit:
    """One stored line as the rules take it."""
    return Limit(
        code=row.code,
        unit=row.unit,
        low=row.low,
        high=row.high,
        words=tuple(row.words),
        age_from_years=row.age_from_years,
        age_below_years=row.age_below_years,
        sex=row.sex,
    )
