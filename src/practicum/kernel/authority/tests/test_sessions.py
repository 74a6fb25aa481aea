"""Sessions: found with one statement, idle after fifteen minutes, over the moment access changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from practicum.kernel.actions import Done, Refused
from practicum.kernel.authority import assistants, sessions
from practicum.kernel.authority.actions import (
    EndSession,
    IssueToken,
    RevokeToken,
    end_session,
    issue_token,
    revoke_token,
)
from practicum.kernel.authority.models import Session
from practicum.kernel.authority.reactions import end_sessions
from practicum.kernel.authority.tests.plainly import find, perform
from practicum.kernel.base import SYSTEM, Level, Stream
from practicum.kernel.practice.actions import ChangeRoles, DeactivateStaff, change_roles, deactivate_staff
from practicum.kernel.practice.events import StaffAccessChanged
from practicum.kernel.practice.models import Staff

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ana(person):
    return person(
        "Ruiz", given_name="Ana", username="ana", levels={"scheduling": "proficient", "claims": "emerging"}
    )


def open_(person, now):
    staff = Staff.objects.get(id=person.id)
    return sessions.open_session(staff=staff, factor="totp", address="203.0.113.7", browser="x", now=now)


def test_a_session_is_found_with_one_statement(ana, now, django_assert_num_queries):
    token, row = open_(ana, now)
    with django_assert_num_queries(1):
        found = find(token, now=now + MINUTE)
    assert found.actor.name == "Ana Ruiz"
    assert dict(found.actor.levels) == {Stream.SCHEDULING: Level.PROFICIENT, Stream.CLAIMS: Level.EMERGING}
    assert (found.practice.name, found.practice.zone, found.practice.is_demo) == (
        "Riverside",
        "America/New_York",
        False,
    )
    assert found.session.id == row.id == found.actor.session_id


def test_activity_keeps_it_and_silence_ends_it(ana, now):
    token, row = open_(ana, now)
    for minutes in (14, 28, 42):
        assert find(token, now=now + minutes * MINUTE).actor
    over = find(token, now=now + 57 * MINUTE)
    assert (over.actor, over.over) == (None, Session.End.IDLE)
    assert find(token, now=now + 58 * MINUTE).over == Session.End.IDLE
    assert Session.objects.get(id=row.id).end_reason == "idle"


def test_what_a_page_fetches_by_itself_is_no_activity(ana, now):
    token, _ = open_(ana, now)
    for minutes in (5, 10, 14):
        assert find(token, now=now + minutes * MINUTE, active=False).actor
    assert find(token, now=now + 15 * MINUTE).over == Session.End.IDLE


def test_twelve_hours_are_the_most(ana, now):
    token, _ = open_(ana, now)
    for number in range(1, 12 * 6):
        assert find(token, now=now + number * 10 * MINUTE).actor
    assert find(token, now=now + 720 * MINUTE).over == Session.End.TOO_LONG


def test_a_change_of_roles_ends_it_at_once(ana, now):
    token, row = open_(ana, now)
    perform(change_roles, ChangeRoles(staff=ana.id, roles=["biller"]), by=SYSTEM, now=now)
    assert find(token, now=now + MINUTE).over == Session.End.ROLE_CHANGED
    fresh, _ = open_(ana, now)
    assert find(fresh, now=now + MINUTE).actor.roles == {"biller"}
    assert Session.objects.get(id=row.id).end_reason == "role_changed"


def test_a_deactivation_ends_it_at_once(ana, now):
    token, _ = open_(ana, now)
    perform(deactivate_staff, DeactivateStaff(staff=ana.id, reason="left us"), by=SYSTEM, now=now)
    assert find(token, now=now + MINUTE).over == Session.End.DEACTIVATED


def test_the_reaction_marks_older_sign_ins_and_spares_newer_ones(ana, now):
    _, old = open_(ana, now)
    perform(change_roles, ChangeRoles(staff=ana.id, roles=["biller"]), by=SYSTEM, now=now)
    _, new = open_(ana, now)
    for _ in range(2):  # delivered at least once
        end_sessions(StaffAccessChanged(staff_id=ana.id, occurred_at=now), by=SYSTEM, now=now)
    assert Session.objects.get(id=old.id).end_reason == "role_changed"
    assert Session.objects.get(id=new.id).ended_at is None


@pytest.mark.parametrize("token", ["", "x", "\x00", "💊", "a" * 10_000, "' or 1=1 --"])
def test_tokens_that_are_made_up(db, now, token):
    assert find(token, now=now) is None


def test_one_ends_ones_own_sign_in_and_nobody_elses(ana, person, manager, now):
    bob = person("Bob", username="bob")
    _, mine = open_(ana, now)
    _, his = open_(bob, now)
    theirs = perform(end_session, EndSession(session=his.id), by=ana.actor, now=now)
    nobodys = perform(end_session, EndSession(session=10**12), by=ana.actor, now=now)
    assert isinstance(theirs, Refused)
    assert theirs.reason == nobodys.reason
    assert isinstance(perform(end_session, EndSession(session=mine.id), by=ana.actor, now=now), Done)
    assert isinstance(perform(end_session, EndSession(session=his.id), by=manager.actor, now=now), Done)
    reasons = set(Session.objects.values_list("end_reason", flat=True))
    assert reasons == {"ended_elsewhere", "ended_by_manager"}


def test_the_tick_marks_what_nobody_noticed(ana, now):
    open_(ana, now)
    assert sessions.tick(now=now + 14 * MINUTE) == 0
    assert sessions.tick(now=now + 15 * MINUTE) == 1
    assert sessions.tick(now=now + 16 * MINUTE) == 0


def test_an_assistants_token_is_shown_once_and_stops_with_everything(person, manager, now):
    robot = person("Robot", given_name="", kind="assistant", levels={"scheduling": "emerging"})
    made = perform(issue_token, IssueToken(staff=robot.id, name="Calls"), by=manager.actor, now=now)
    secret = made.outcome.secret
    known = assistants.actor_of(secret, now=now)
    assert known is not None
    actor, practice = known
    assert (actor.kind, actor.levels[Stream.SCHEDULING], practice.name) == (
        "assistant",
        Level.EMERGING,
        "Riverside",
    )
    assert assistants.actor_of(secret + "x", now=now) is None
    assert assistants.actor_of(secret, now=now + timedelta(days=90)) is None
    perform(change_roles, ChangeRoles(staff=robot.id, roles=["scheduler"]), by=SYSTEM, now=now)
    assert assistants.actor_of(secret, now=now) is None
    again = perform(issue_token, IssueToken(staff=robot.id, name="Calls"), by=manager.actor, now=now)
    assert assistants.actor_of(again.outcome.secret, now=now)
    perform(revoke_token, RevokeToken(token=again.id), by=manager.actor, now=now)
    assert assistants.actor_of(again.outcome.secret, now=now) is None


def test_people_get_no_tokens(ana, manager, now):
    refused = perform(issue_token, IssueToken(staff=ana.id, name="Mine"), by=manager.actor, now=now)
    assert isinstance(refused, Refused)
    assert "software assistant" in refused.reason
