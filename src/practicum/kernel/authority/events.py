"""What happened to authority."""

from __future__ import annotations

from dataclasses import dataclass

from practicum.kernel.events.outbox import Event


@dataclass(frozen=True, slots=True)
class LevelGiven(Event):
    """A level was given or taken in one stream."""

    grant_id: int = 0
    staff_id: int = 0


@dataclass(frozen=True, slots=True)
class StandardPublished(Event):
    """A new level-by-risk table was published."""

    standard_id: int = 0


@dataclass(frozen=True, slots=True)
class GlassBroken(Event):
    """Somebody opened a restricted chart in need."""

    break_glass_id: int = 0
    staff_id: int = 0
    patient_id: int = 0


@dataclass(frozen=True, slots=True)
class GlassReviewed(Event):
    """Somebody judged whether that was justified."""

    break_glass_id: int = 0
