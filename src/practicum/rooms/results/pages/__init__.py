"""The pages of the room."""

from practicum.rooms.results.pages import chart, criticals, desk, inbox, limits, report, settling

__all__ = ["chart", "criticals", "desk", "inbox", "limits", "report", "settling"]
