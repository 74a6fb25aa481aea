"""When to try again, and when to hand over to a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

MOST_TRIES = 8
_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(hours=1)


def next_try(*, attempts: int, now: datetime) -> datetime | None:
    """When the next try is due after `attempts` failures, or None when a person must look.

    The wait doubles from 2 seconds to an hour; eight tries span about four minutes.
    """
    if attempts >= MOST_TRIES:
        return None
    wait: timedelta = min(_FIRST_WAIT * (1 << (attempts - 1)), _LONGEST_WAIT)
    return now + wait


DeadEnd = Callable[..., None]
_dead_end: DeadEnd | None = None


def install_dead_end(hook: DeadEnd) -> None:
    """Say what happens to a message that is out of tries: `hook(kind=, row_id=, says=, now=)`.

    The worklist installs it, so that every dead end becomes somebody's work item.
    """
    global _dead_end
    _dead_end = hook


def hand_over(*, kind: str, row_id: int, says: str, now: datetime) -> None:
    """Give a dead end to a person. `kind` is delivery, inbound or outbound."""
    if _dead_end is None:
        raise RuntimeError("No dead-end hook is installed; the wiring must install one.")
    _dead_end(kind=kind, row_id=row_id, says=says, now=now)


def words_of(error: BaseException) -> str:
    """An error in a line, without the values a database error may quote."""
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:300]
