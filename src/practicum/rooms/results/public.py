"""The room's one door: what other rooms may use of results."""

from practicum.rooms.results.actions.limits import AdoptStartingLimits, adopt_starting_limits
from practicum.rooms.results.events import (
    CriticalOpened,
    CriticalReadBack,
    DeskAnswered,
    DeskAsked,
    ResultAcknowledged,
    ResultFiled,
    ResultMatched,
    ResultUnmatched,
)

__all__ = [
    "AdoptStartingLimits", "CriticalOpened", "CriticalReadBack", "DeskAnswered", "DeskAsked", "ResultAcknowledged",
    "ResultFiled", "ResultMatched", "ResultUnmatched", "adopt_starting_limits",
]  # fmt: skip
