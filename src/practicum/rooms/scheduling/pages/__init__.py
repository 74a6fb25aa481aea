"""The pages of scheduling."""

from practicum.rooms.scheduling.pages import booking, chart, day, find, templates, visit

__all__ = ["booking", "chart", "day", "find", "templates", "visit"]
