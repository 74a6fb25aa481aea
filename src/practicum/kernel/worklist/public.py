"""The worklist's one door: what rooms and the site may use of it."""

from practicum.kernel.worklist.elsewhere import Elsewhere, register_elsewhere
from practicum.kernel.worklist.engine import climb, close_items, open_item
from practicum.kernel.worklist.events import WorkItemClimbed, WorkItemClosed, WorkItemOpened
from practicum.kernel.worklist.kinds import ItemFacts, Step, WorkKind
from practicum.kernel.worklist.queries import WorkCount, work_count

__all__ = [
    "Elsewhere", "ItemFacts", "Step", "WorkCount", "WorkItemClimbed", "WorkItemClosed", "WorkItemOpened", "WorkKind",
    "climb", "close_items", "open_item", "register_elsewhere", "work_count",
]  # fmt: skip
