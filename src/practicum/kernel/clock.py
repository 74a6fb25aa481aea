"""The one place that asks the machine what time it is."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

SHIFT_VARIABLE = "PRACTICUM_CLOCK_SHIFT"


def _shift() -> timedelta:
    try:
        return timedelta(seconds=float(os.environ.get(SHIFT_VARIABLE, "0") or 0))
    except (ValueError, OverflowError):
        return timedelta()


# A demonstration may be looked at as if it were another hour; a real practice refuses to start so.
SHIFT = _shift()


def now() -> datetime:
    """The present instant, in UTC. Everything else has the time passed in."""
    return datetime.now(UTC) + SHIFT


def true_now() -> datetime:
    """What the machine itself says, however the practice's clock is shifted."""
    return datetime.now(UTC)


def now_as_set() -> datetime:
    """The same by the environment as it is now: the starting process sets the hour for its children."""
    return datetime.now(UTC) + _shift()
