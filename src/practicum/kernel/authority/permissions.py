"""Authority over authority: may this person change accounts, levels, standards? Raising and boolean twins."""

from __future__ import annotations

from datetime import datetime

from practicum.kernel.actions import Command, RuleBroken
from practicum.kernel.base import Actor
from practicum.kernel.practice.models import Role, Staff
from practicum.kernel.practice.permissions import holds_role


def check_manages(command: Command, *, by: Actor, now: datetime) -> None:
    """Refuse whoever is not a manager; the `allowed` of actions on accounts, levels and standards."""
    if not can_manage(by=by):
        raise RuleBroken("Only a manager does this. Ask yours.")


def can_manage(*, by: Actor) -> bool:
    """True for managers, and for Practicum itself."""
    return by.is_system or (by.kind == "human" and holds_role(by=by, role=Role.MANAGER))


def check_gives_level(*, staff: Staff, by: Actor) -> None:
    """Refuse levels to oneself, to those who left, and to Practicum."""
    if staff.id == by.staff_id:
        raise RuleBroken("Nobody gives themselves a level. Ask another manager.", field="staff")
    if not staff.active:
        raise RuleBroken(f"{staff.name} does not work here now. Bring the account back first.", field="staff")


def can_give_level(*, staff: Staff, by: Actor) -> bool:
    """True when check_gives_level would not refuse."""
    try:
        check_gives_level(staff=staff, by=by)
    except RuleBroken:
        return False
    return True


def check_reviews_glass(command: Command, *, by: Actor, now: datetime) -> None:
    """Refuse whoever is neither privacy officer nor manager."""
    if not can_review_glass(by=by):
        raise RuleBroken("Only the privacy officer or a manager reviews this. Ask them.")


def can_review_glass(*, by: Actor) -> bool:
    """True for privacy officers and managers."""
    return by.kind == "human" and (
        holds_role(by=by, role=Role.PRIVACY_OFFICER) or holds_role(by=by, role=Role.MANAGER)
    )


def check_is_practicum(command: Command, *, by: Actor, now: datetime) -> None:
    """Refuse every person: only set-up does this."""
    if not by.is_system:
        raise RuleBroken("This is done once, when Practicum is set up.")
