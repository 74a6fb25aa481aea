"""People for the tests of this package, made plainly."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from practicum.kernel.base import SYSTEM, Actor
from practicum.kernel.practice.actions import (
    AddSite,
    AddStaff,
    ChangePractice,
    add_site,
    add_staff,
    change_practice,
)
from practicum.kernel.practice.models import Staff

NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def act(db, now):
    """Perform an action, as Practicum itself unless said otherwise, and give the result."""
    from practicum.kernel.actions import perform

    def do(action, by=SYSTEM, at=now, key=None, **values):
        return perform(action, action.command(**values), by=by, now=at, key=key)

    return do


@pytest.fixture
def site(act):
    act(
        change_practice,
        **ChangePractice(name="Riverside Family Practice", zone="America/New_York").model_dump(),
    )
    return act(add_site, **AddSite(name="Riverside", zone="America/New_York").model_dump()).outcome


@pytest.fixture
def person(act):
    """Add somebody; give them as an actor."""

    def add(family_name="Okafor", *, roles=(), **values):
        values = {"given_name": "Ngozi", "family_name": family_name, "roles": list(roles)} | values
        made = act(add_staff, **AddStaff(**values).model_dump())
        return actor_for(Staff.objects.get(pk=made.id))

    return add


def actor_for(staff: Staff) -> Actor:
    return Actor(staff_id=staff.id, name=staff.name, kind="human", roles=frozenset(staff.roles))
