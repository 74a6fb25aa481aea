"""The zone a practice's times are shown in."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

_UTC = ZoneInfo("UTC")
_source: Callable[[], ZoneInfo] | None = None


def install_zone(source: Callable[[], ZoneInfo]) -> None:
    """Say where the practice's zone is found; kernel.practice does."""
    global _source
    _source = source


def practice_zone() -> ZoneInfo:
    """The practice's own zone, UTC before there is a practice."""
    return _source() if _source is not None else _UTC
