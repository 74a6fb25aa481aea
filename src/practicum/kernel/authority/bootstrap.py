"""The first manager of a real practice, and the accounts of a demonstration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from practicum.kernel.actions import Done, Stream, perform
from practicum.kernel.authority.actions.access import InviteStaff, invite_staff
from practicum.kernel.authority.actions.demo import FillDemoAccounts, fill_demo_accounts
from practicum.kernel.authority.actions.levels import GiveLevel, give_level
from practicum.kernel.authority.models import Account
from practicum.kernel.base import SYSTEM
from practicum.kernel.practice.actions import AddStaff, FoundPractice, add_staff, found_practice
from practicum.kernel.practice.models import Practice, Role, Staff


class NotMade(Exception):
    """It could not be done; the sentence says why."""


@dataclass(frozen=True, slots=True)
class FirstManager:
    """Somebody who may set up everything else, and the path of their one-time link."""

    staff_id: int
    name: str
    path: str


def set_up_path(token: str) -> str:
    """The path of a set-up link."""
    return f"/set-up/{token}/"


def create_manager(
    *,
    given_name: str,
    family_name: str,
    practice_name: str = "",
    zone: str = "",
    email: str = "",
    now: datetime,
) -> FirstManager:
    """The practice if there is none, a manager advanced in every stream, and a link to set up the sign-in.

    Also the way back in when every manager is locked out: whoever may run commands on the server is trusted.
    """
    if not Practice.objects.exists():
        zone = zone or "America/New_York"
        _done(
            perform(
                found_practice,
                FoundPractice(name=practice_name or "Our practice", zone=zone),
                by=SYSTEM,
                now=now,
            )
        )
    added = AddStaff(
        given_name=given_name,
        family_name=family_name,
        email=email or None,
        roles=[Role.MANAGER],
        job_title="Manager",
    )
    staff: Staff = _done(perform(add_staff, added, by=SYSTEM, now=now))
    for stream in Stream:
        command = GiveLevel(
            staff=staff.id, stream=stream, level="advanced", evidence="First manager, from set-up."
        )
        _done(perform(give_level, command, by=SYSTEM, now=now))
    return FirstManager(staff.id, staff.name, link_for(staff_id=staff.id, now=now))


def link_for(*, staff_id: int, reason: str = "Made on the server's command line", now: datetime) -> str:
    """The path of a fresh set-up link for somebody."""
    made = _done(perform(invite_staff, InviteStaff(staff=staff_id, reason=reason), by=SYSTEM, now=now))
    return set_up_path(made.token)


def link_for_username(username: str, *, now: datetime) -> str:
    """The path of a fresh set-up link for whoever signs in under this name."""
    found = (
        Account.objects.filter(username=username.strip().lower()).values_list("staff_id", flat=True).first()
    )
    if found is None:
        raise NotMade(f"Nobody signs in as {username}.")
    return link_for(staff_id=found, now=now)


def _done(result: Any) -> Any:
    if isinstance(result, Done):
        return result.outcome
    raise NotMade(getattr(result, "reason", "It could not be done."))


def make_demo_accounts(
    *, usernames: Mapping[int, str], levels: Sequence[tuple[int, Stream, int]], now: datetime
) -> int:
    """Sign-ins {staff id: name} and levels [(staff id, stream, 1 to 4)] for a demonstration."""
    command = FillDemoAccounts(accounts=list(usernames.items()), levels=list(levels))
    result = perform(fill_demo_accounts, command, by=SYSTEM, now=now)
    _done(result)
    return len(usernames)
