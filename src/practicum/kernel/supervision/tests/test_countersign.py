"""Held work: countersigned, declined, withdrawn, overtaken; done work: approved and corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from practicum.kernel.actions import (
    Command,
    Done,
    Held,
    KeepsFree,
    Refused,
    Risk,
    RuleBroken,
    Stream,
    declare,
    perform,
    ports,
)
from practicum.kernel.actions.declare import Action, Undo
from practicum.kernel.actions.ports import Decision
from practicum.kernel.base import Actor, Level, Proceeding
from practicum.kernel.ledger.models import LedgerEntry
from practicum.kernel.practice.models import Holiday, Staff
from practicum.kernel.supervision import expiry
from practicum.kernel.supervision.actions import (
    ApproveReview,
    DeclineProposal,
    WithdrawProposal,
    approve_review,
    decline_proposal,
    withdraw_proposal,
)
from practicum.kernel.supervision.correct import correct
from practicum.kernel.supervision.countersign import countersign
from practicum.kernel.supervision.handing import HandOver, hand_over
from practicum.kernel.supervision.models import Handover, Proposal, Review
from practicum.kernel.worklist.models import WorkItem

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)
KEPT: list[int] = []


class NoteDay(Command):
    """Note a day off, to try supervision with."""

    day: date
    name: str


class DropDay(Command):
    """Take a day off back."""

    holiday: int


def _drop(command: DropDay, *, by: Actor, now: datetime) -> None:
    Holiday.objects.filter(pk=command.holiday).delete()


def _note(command: NoteDay, *, by: Actor, now: datetime) -> Holiday:
    if Holiday.objects.filter(date=command.day).exists():
        raise RuleBroken("That day is noted already. Look at the list.", field="day")
    return Holiday.objects.create(date=command.day, name=command.name)


def _hold(command: NoteDay, *, proposal_id: int, by: Actor, now: datetime, until: datetime | None) -> None:
    KEPT.append(proposal_id)


def _release(*, proposal_id: int) -> None:
    if proposal_id in KEPT:
        KEPT.remove(proposal_id)


COMMON: dict[str, Any] = {"label": "toy", "stream": Stream.OPERATIONS, "risk": Risk.CONSEQUENTIAL}
DROP: Action[DropDay, None] = Action(
    name="toy.drop",
    command=DropDay,
    handler=_drop,
    says="Drop {holiday}",
    **COMMON,
)
NOTE: Action[NoteDay, Holiday] = Action(
    name="toy.note", command=NoteDay, handler=_note, says="Note {name}",
    undo=Undo(DROP, lambda _, number: DropDay(holiday=number or 0)), keeps_free=KeepsFree(_hold, _release),
    expires=lambda command: NOW + timedelta(hours=1), **COMMON,
)  # fmt: skip
COMMAND = NoteDay(day=date(2027, 7, 4), name="the Fourth")


class ByPerson:
    """The trainee is held (or reviewed), everybody else acts alone, the outsider is refused."""

    def __init__(self) -> None:
        self.of: dict[int, Proceeding] = {}

    def __call__(self, *, by: Actor, stream: Stream | None, risk: Risk, now: datetime) -> Decision:
        found = Proceeding.ALONE if stream is None else self.of.get(by.staff_id, Proceeding.ALONE)
        return Decision(found, Level.EMERGING, None, "Not yours to do.")


@pytest.fixture(autouse=True)
def authority(monkeypatch: pytest.MonkeyPatch) -> Iterator[ByPerson]:
    """Authority by person, and the toy actions declared for the test's time."""
    table = ByPerson()
    monkeypatch.setattr(ports, "_authoriser", table)
    monkeypatch.setitem(declare._registry, "toy.note", NOTE)
    monkeypatch.setitem(declare._registry, "toy.drop", DROP)
    KEPT.clear()
    yield table


def person(name: str) -> Actor:
    """Somebody of that name."""
    staff = Staff.objects.create(family_name=name, given_name="Kim", name=f"Kim {name}")
    return Actor(staff_id=staff.pk, name=staff.name)


@pytest.fixture
def trainee(authority: ByPerson) -> Actor:
    """Somebody whose consequential work is held."""
    actor = person("Trainee")
    authority.of[actor.staff_id] = Proceeding.HELD
    return actor


@pytest.fixture
def manager() -> Actor:
    """Somebody who works alone."""
    return person("Manager")


@pytest.fixture
def held(trainee: Actor) -> Held:
    """A held action."""
    result = perform(NOTE, COMMAND, by=trainee, now=NOW)
    assert isinstance(result, Held)
    return result


def test_held_work_keeps_what_it_needs_and_asks_for_a_countersign(held: Held) -> None:
    assert [held.proposal_id] == KEPT
    item = WorkItem.objects.get(kind="supervision.countersign")
    assert item.subject_id == held.proposal_id and "Note the Fourth" in item.says


def test_a_countersign_does_it_under_both_names(held: Held, trainee: Actor, manager: Actor) -> None:
    result = countersign(proposal_id=held.proposal_id, by=manager, now=NOW)
    assert isinstance(result, Done)
    assert Holiday.objects.get(pk=result.id or 0).name == "the Fourth"
    entry = LedgerEntry.objects.get(outcome="countersigned")
    assert (entry.staff_id, entry.second_staff_id) == (trainee.staff_id, manager.staff_id)
    assert KEPT == []
    assert not WorkItem.objects.filter(kind="supervision.countersign", closed_at=None).exists()
    again = countersign(proposal_id=held.proposal_id, by=manager, now=NOW)
    assert isinstance(again, Refused) and "no longer waits" in again.reason
    assert Holiday.objects.count() == 1


def test_nobody_countersigns_their_own(held: Held, trainee: Actor, authority: ByPerson) -> None:
    authority.of[trainee.staff_id] = Proceeding.ALONE
    result = countersign(proposal_id=held.proposal_id, by=trainee, now=NOW)
    assert isinstance(result, Refused) and "own work" in result.reason
    assert not Holiday.objects.exists()


@pytest.mark.parametrize("proceeding", [Proceeding.HELD, Proceeding.REVIEWED, Proceeding.REFUSED])
def test_only_who_works_alone_countersigns(held: Held, authority: ByPerson, proceeding: Proceeding) -> None:
    other = person("Other")
    authority.of[other.staff_id] = proceeding
    assert isinstance(countersign(proposal_id=held.proposal_id, by=other, now=NOW), Refused)
    assert not Holiday.objects.exists()


def test_an_assistant_never_countersigns(held: Held) -> None:
    robot = Actor(staff_id=person("Robot").staff_id, name="Robot", kind="assistant")
    assert isinstance(countersign(proposal_id=held.proposal_id, by=robot, now=NOW), Refused)


def test_what_events_overtook_is_voided_and_both_are_told(held: Held, trainee: Actor, manager: Actor) -> None:
    Holiday.objects.create(date=COMMAND.day, name="somebody was faster")
    result = countersign(proposal_id=held.proposal_id, by=manager, now=NOW)
    assert isinstance(result, Refused) and "noted already" in result.reason
    proposal = Proposal.objects.get()
    assert proposal.state == "void" and "noted already" in proposal.reason
    told = WorkItem.objects.get(kind="supervision.returned")
    assert told.owner_id == trainee.staff_id and "noted already" in told.says
    assert KEPT == [] and LedgerEntry.objects.filter(outcome="voided").count() == 1


def test_a_proposal_whose_author_lost_the_right_is_voided(
    held: Held, trainee: Actor, manager: Actor, authority: ByPerson
) -> None:
    authority.of[trainee.staff_id] = Proceeding.REFUSED
    result = countersign(proposal_id=held.proposal_id, by=manager, now=NOW)
    assert isinstance(result, Refused) and Proposal.objects.get().state == "void"
    assert not Holiday.objects.exists()


def test_declined_with_a_reason_that_reaches_the_trainee(held: Held, trainee: Actor, manager: Actor) -> None:
    command = DeclineProposal(proposal=held.proposal_id, reason="It is on a Sunday.")
    assert isinstance(perform(decline_proposal, command, by=manager, now=NOW), Done)
    assert Proposal.objects.get().state == "declined" and KEPT == []
    assert "It is on a Sunday." in WorkItem.objects.get(kind="supervision.returned").says


def test_withdrawn_by_its_author_only(held: Held, trainee: Actor, manager: Actor) -> None:
    command = WithdrawProposal(proposal=held.proposal_id)
    assert isinstance(perform(withdraw_proposal, command, by=manager, now=NOW), Refused)
    assert isinstance(perform(withdraw_proposal, command, by=trainee, now=NOW), Done)
    assert Proposal.objects.get().state == "withdrawn" and KEPT == []


def test_its_time_passes(held: Held) -> None:
    assert expiry.tick(now=NOW + timedelta(minutes=59)) == 0
    assert expiry.tick(now=NOW + timedelta(minutes=60)) == 1
    assert Proposal.objects.get().state == "void" and KEPT == []


@pytest.fixture
def reviewed(trainee: Actor, authority: ByPerson) -> Review:
    """Something done that waits for a reviewer."""
    authority.of[trainee.staff_id] = Proceeding.REVIEWED
    assert isinstance(perform(NOTE, COMMAND, by=trainee, now=NOW), Done)
    return Review.objects.get()


def test_a_review_approves(reviewed: Review, trainee: Actor, manager: Actor) -> None:
    command = ApproveReview(review=reviewed.pk)
    assert isinstance(perform(approve_review, command, by=trainee, now=NOW), Refused)
    assert isinstance(perform(approve_review, command, by=manager, now=NOW), Done)
    assert isinstance(perform(approve_review, command, by=manager, now=NOW), Refused)
    assert not WorkItem.objects.filter(kind="supervision.review", closed_at=None).exists()


def test_a_review_corrects_in_one_step_and_tells(reviewed: Review, trainee: Actor, manager: Actor) -> None:
    result = correct(review_id=reviewed.pk, by=manager, now=NOW, note="That day is open.")
    assert isinstance(result, Done)
    assert not Holiday.objects.exists()
    reviewed.refresh_from_db()
    assert (reviewed.state, reviewed.reviewed_by_id) == ("corrected", manager.staff_id)
    assert WorkItem.objects.get(kind="supervision.returned").owner_id == trainee.staff_id
    assert LedgerEntry.objects.filter(outcome="reviewed", second_staff_id=manager.staff_id).count() == 1


def test_what_is_beyond_a_level_is_handed_over_as_prepared(trainee: Actor, authority: ByPerson) -> None:
    authority.of[trainee.staff_id] = Proceeding.REFUSED
    refused = perform(NOTE, COMMAND, by=trainee, now=NOW)
    assert isinstance(refused, Refused) and refused.hand_over and refused.command == COMMAND
    command = HandOver(action="toy.note", command=refused.command.as_json(), note="For you.")
    done = perform(hand_over, command, by=trainee, now=NOW)
    assert isinstance(done, Done)
    row = Handover.objects.get(pk=done.id or 0)
    assert (row.says, row.command) == ("Note the Fourth", {"day": "2027-07-04", "name": "the Fourth"})
    assert (
        "Kim Trainee hands over: Note the Fourth" in WorkItem.objects.get(kind="supervision.handed_over").says
    )


@pytest.mark.parametrize("text", ["", "{", "[]", '{"day": "never", "name": "x"}', '{"day": "2027-07-04"}'])
def test_what_cannot_be_read_is_not_handed_over(trainee: Actor, text: str) -> None:
    result = perform(hand_over, HandOver(action="toy.note", command=text), by=trainee, now=NOW)
    assert isinstance(result, Refused) and not Handover.objects.exists()
