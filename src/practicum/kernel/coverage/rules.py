"""Which coverage pays first, and what a member number must look like: pure decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from practicum.lib.identifiers import parse_mbi

MOST_RANKS = 9


@dataclass(frozen=True, slots=True)
class Period:
    """A coverage's place in the order of benefits and the days it holds it; None is open."""

    rank: int
    start_date: date | None
    end_date: date | None

    def holds(self, on: date) -> bool:
        """Whether the coverage is in force on a day, both ends included."""
        return (self.start_date is None or self.start_date <= on) and (
            self.end_date is None or on <= self.end_date
        )

    def overlaps(self, other: Period) -> bool:
        """Whether two coverages are in force on some day together."""
        starts_in_time = (
            self.end_date is None or other.start_date is None or other.start_date <= self.end_date
        )
        ends_late_enough = (
            self.start_date is None or other.end_date is None or self.start_date <= other.end_date
        )
        return starts_in_time and ends_late_enough


def free_rank(new: Period, held: Sequence[Period]) -> int | None:
    """The first place from the wanted one on that nothing holds in that time; None when all are held."""
    taken = {period.rank for period in held if period.overlaps(new)}
    return next((rank for rank in range(max(new.rank, 1), MOST_RANKS + 1) if rank not in taken), None)


def member_number(text: str, *, payer_kind: str) -> str:
    """The member number as it is kept; Medicare's has a pattern of its own (see lib.identifiers).

    Raises NotUnderstood, a ValueError, with a sentence.
    """
    if payer_kind == "medicare":
        return parse_mbi(text)
    return " ".join(text.split()).upper()
