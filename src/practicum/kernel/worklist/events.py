"""What the worklist tells the rooms."""

from __future__ import annotations

from dataclasses import dataclass

from practicum.kernel.events import Event


@dataclass(frozen=True, slots=True)
class WorkItemOpened(Event):
    """A new item waits for somebody."""

    work_item_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class WorkItemClimbed(Event):
    """An item went a step up its ladder; `step` counts from 1."""

    work_item_id: int
    kind: str
    step: int


@dataclass(frozen=True, slots=True)
class WorkItemClosed(Event):
    """An item is done or no longer needed."""

    work_item_id: int
    kind: str
