"""When a work item climbs: arithmetic alone, without clock or database.

A ladder counts from `clock_from`: the time the item was opened, plus whatever time it spent snoozed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from practicum.kernel.worklist.kinds import Step
from practicum.lib import words


@dataclass(frozen=True, slots=True)
class Rung:
    """A step that is due: its number on the ladder (from 1), the step, and when it fell due."""

    number: int
    step: Step
    due_at: datetime


def next_climb(
    ladder: Sequence[Step],
    *,
    taken: int,
    clock_from: datetime,
    last_at: datetime | None,
    repeat: timedelta | None,
) -> datetime | None:
    """When the next step falls due after `taken` steps; None at the top of a ladder that does not repeat."""
    if taken < len(ladder):
        return clock_from + ladder[taken].after
    if repeat is None or not ladder:
        return None
    top = clock_from + ladder[-1].after
    return max(last_at or top, top) + repeat


def missed(
    ladder: Sequence[Step],
    *,
    taken: int,
    clock_from: datetime,
    due_at: datetime | None,
    repeat: timedelta | None,
    now: datetime,
) -> list[Rung]:
    """The steps to take now, oldest first.

    After downtime every step that was missed is taken in order, so that nobody is left out and the
    trail is whole. The repeated top step is taken once, however many repeats were missed: a nurse
    is not told the same thing twelve times.
    """
    due = [
        Rung(number + 1, step, clock_from + step.after)
        for number, step in enumerate(ladder)
        if number >= taken and clock_from + step.after <= now
    ]
    if not due and taken >= len(ladder) > 0 and repeat is not None and due_at is not None and due_at <= now:
        return [Rung(taken + 1, ladder[-1], due_at)]
    return due


def due_words(due_at: datetime | None, now: datetime) -> str:
    """How a promise stands, in words: "late by 12 min", "due in 3 h", "no promise"."""
    if due_at is None:
        return "no promise"
    span = words.duration(max(abs(due_at - now), timedelta(minutes=1)))
    return f"late by {span}" if due_at < now else f"due in {span}"
