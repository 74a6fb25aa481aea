"""The practice's clock for whatever is shown: found once a request, or asked of the database."""

from __future__ import annotations

from contextvars import ContextVar
from zoneinfo import ZoneInfo

from practicum.kernel.practice.models import Practice
from practicum.lib.periods import zone_named

_this_request: ContextVar[str] = ContextVar("practicum_zone", default="")


def remember_zone(name: str) -> None:
    """Keep the zone for the running request; the sign-in middleware reads it along with the session."""
    _this_request.set(name)


def current_zone() -> ZoneInfo:
    """The practice's zone; UTC before there is a practice."""
    name = _this_request.get() or Practice.objects.values_list("zone", flat=True).first()
    return zone_named(name or "UTC")
