"""What rooms use of the worklist: declare kinds, open and close items."""

from practicum.kernel.worklist.engine import close_items, open_item
from practicum.kernel.worklist.kinds import Step, WorkKind

__all__ = ["Step", "WorkKind", "close_items", "open_item"]
