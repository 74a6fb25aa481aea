"""The worklist's one door: what rooms and the site may use of it."""

from practicum.kernel.worklist.engine import climb, close_items, open_item
from practicum.kernel.worklist.events import WorkItemClimbed, WorkItemClosed, WorkItemOpened
from practicum.kernel.worklist.kinds import ItemFacts, Step, WorkKind
from practicum.kernel.worklist.queries import WorkCount, work_count

__all__ = [
    "ItemFacts", "Step", "WorkCount", "WorkItemClimbed", "WorkItemClosed", "WorkItemOpened", "WorkKind",
    "climb", "close_items", "open_item", "work_count",
]  # fmt: skip
