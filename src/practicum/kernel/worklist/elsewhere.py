"""What waits for a person outside the worklist: an inbox of its own order, say. The first page must not hide it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from practicum.kernel.base import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """One place with something in it for this person."""

    says: str
    href: str
    icon: str
    presses: bool = False


Source = Callable[[Actor, datetime], Elsewhere | None]
_sources: dict[str, Source] = {}


def register_elsewhere(name: str, source: Source) -> None:
    """Have everybody's first page tell what waits there. One statement each: every visit to the page pays it."""
    _sources[name] = source


def waiting_elsewhere(*, by: Actor, now: datetime) -> list[Elsewhere]:
    """Every place where something waits for this person."""
    return [found for source in _sources.values() if (found := source(by, now)) is not None]
