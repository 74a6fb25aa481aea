"""Which people may change the practice and its staff, beyond their level in the stream."""

from __future__ import annotations

from datetime import datetime

from practicum.kernel.actions import Command, RuleBroken
from practicum.kernel.base import Actor
from practicum.kernel.practice.models import Role, Staff


def holds_role(*, by: Actor, role: Role) -> bool:
    """True when the person holds the role at this moment; asked of the database, not of the session."""
    if by.is_system:
        return True
    return Staff.objects.filter(id=by.staff_id, active=True, roles__contains=[role.value]).exists()


def check_manages_people(command: Command, *, by: Actor, now: datetime) -> None:
    """Refuse whoever is not a manager."""
    if not holds_role(by=by, role=Role.MANAGER):
        raise RuleBroken("Only a manager changes who works here and what they are. Ask yours to do it.")


def check_not_oneself(*, staff_id: int, by: Actor) -> None:
    """Refuse changes to one's own access: they need another pair of eyes."""
    if staff_id == by.staff_id:
        raise RuleBroken("Nobody changes their own access. Ask another manager to do it.", field="staff")


def check_a_manager_remains(*, without: int) -> None:
    """Refuse to leave the practice without a manager; locks managers' rows until the end."""
    managers = Staff.objects.filter(active=True, kind="human", roles__contains=[Role.MANAGER.value])
    ids = set(managers.select_for_update().order_by("id").values_list("id", flat=True))
    if without in ids and len(ids) == 1:
        raise RuleBroken("This is the last manager. Make somebody else a manager first.", field="staff")
