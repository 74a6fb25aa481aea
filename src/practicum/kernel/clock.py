"""The one place that asks the machine what time it is."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, in UTC. Everything else has the time passed in."""
    return datetime.now(UTC)
