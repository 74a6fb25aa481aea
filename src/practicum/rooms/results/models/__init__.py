"""The facts of the room: what laboratories sent, whose it is, who has seen it, what was urgent."""

from practicum.rooms.results.models.critical import CriticalLimit, CriticalResult, CriticalStep
from practicum.rooms.results.models.delivery import Delivery, DeskRequest, ResultComment
from practicum.rooms.results.models.message import LabMessage, MatchDecision
from practicum.rooms.results.models.report import LabReport, Observation

__all__ = [
    "CriticalLimit", "CriticalResult", "CriticalStep", "Delivery", "DeskRequest", "LabMessage", "LabReport",
    "MatchDecision", "Observation", "ResultComment",
]  # fmt: skip
