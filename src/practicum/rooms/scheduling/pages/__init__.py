"""The pages of scheduling."""

from practicum.rooms.scheduling.pages import booking, day, find, templates, visit

__all__ = ["booking", "day", "find", "templates", "visit"]
