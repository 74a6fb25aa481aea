"""The room's one door: what other rooms may use of results."""

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
    "CriticalOpened", "CriticalReadBack", "DeskAnswered", "DeskAsked", "ResultAcknowledged", "ResultFiled",
    "ResultMatched", "ResultUnmatched",
]  # fmt: skip
