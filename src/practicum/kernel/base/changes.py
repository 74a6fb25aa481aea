"""What an action would change, noted while it is tried out before a countersign."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: its plain name, what it is now (None for a new row), what it would be."""

    field: str
    before: Any
    after: Any
    refers_to: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One row that would be added, changed or removed."""

    thing: str
    id: int | None
    how: str
    fields: tuple[FieldChange, ...]


_noting: ContextVar[list[Change] | None] = ContextVar("practicum_changes", default=None)


@contextmanager
def noting_changes() -> Iterator[list[Change]]:
    """Collect the changes that models report inside."""
    changes: list[Change] = []
    token = _noting.set(changes)
    try:
        yield changes
    finally:
        _noting.reset(token)


def changes_wanted() -> bool:
    """True while an action is being tried out."""
    return _noting.get() is not None


def note_change(change: Change) -> None:
    """Report a change; nothing happens unless somebody is collecting."""
    changes = _noting.get()
    if changes is not None:
        changes.append(change)
