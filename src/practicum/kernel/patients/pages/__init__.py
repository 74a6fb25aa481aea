"""Finding patients, their charts, and making two charts one."""

from practicum.kernel.patients.pages import chart, find, merge

__all__ = ["chart", "find", "merge"]
