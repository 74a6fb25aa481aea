"""Whose hands a work item may be in: may this person work on it?

`check_...` raises a sentence, `may_...` answers yes or no; pages ask the second, actions the first.
"""

from __future__ import annotations

from practicum.kernel.actions import RuleBroken
from practicum.kernel.base import Actor, Stream
from practicum.kernel.worklist.models import WorkItem


def sees_everything(by: Actor) -> bool:
    """True for managers, who see and move everybody's work, and for Practicum itself."""
    return by.is_system or by.has_role("manager")


def may_work_on(item: WorkItem, *, by: Actor, stands_in_for: frozenset[int] = frozenset()) -> bool:
    """True when the item is theirs, their role's, or their stream's and nobody's in particular."""
    if sees_everything(by) or item.owner_id == by.staff_id or item.owner_id in stands_in_for:
        return True
    if item.role:
        return by.has_role(item.role)
    return item.owner_id is None and by.level(_stream(item.stream)) is not None


def check_works_on(item: WorkItem, *, by: Actor, stands_in_for: frozenset[int] = frozenset()) -> None:
    """Refuse whoever the item is not for."""
    if may_work_on(item, by=by, stands_in_for=stands_in_for):
        return
    whose = f"whose role is {item.role.replace('_', ' ')}" if item.role else f"who work in {item.stream}"
    raise RuleBroken(f"This is for people {whose}. Ask one of them, or a manager.")


def check_not_anothers(item: WorkItem, *, by: Actor, stands_in_for: frozenset[int] = frozenset()) -> None:
    """Refuse to take from a colleague what they have in hand; managers and stand-ins may."""
    if item.owner_id is None or item.owner_id == by.staff_id or sees_everything(by):
        return
    if item.owner_id in stands_in_for:
        return
    owner = item.owner.name if item.owner else "A colleague"
    raise RuleBroken(f"{owner} has this in hand. Ask for it to be handed over, or ask a manager.")


def _stream(name: str) -> Stream:
    return Stream(name)
