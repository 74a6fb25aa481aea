"""The gate: alone, reviewed, held, refused; once per key; nothing half done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from practicum.kernel.actions import (
    Command,
    Done,
    Held,
    Refused,
    Risk,
    RuleBroken,
    Stream,
    perform,
    ports,
    record,
)
from practicum.kernel.actions.declare import Action, Undo, action
from practicum.kernel.actions.fields import AnyDate, ShortText
from practicum.kernel.actions.models import Request
from practicum.kernel.actions.ports import Decision
from practicum.kernel.base import Actor, Level, Proceeding
from practicum.kernel.events import Event
from practicum.kernel.events.models import StoredEvent
from practicum.kernel.ledger.models import LedgerEntry
from practicum.kernel.practice.models import Holiday, Staff
from practicum.kernel.supervision.models import Proposal, Review

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)


class HolidayNoted(Event):
    """A day off was noted by the toy action below."""


class NoteHoliday(Command):
    """Note a day off, to try the gate with."""

    day: AnyDate
    name: ShortText


class DropHoliday(Command):
    """Take a day off back."""

    holiday: int


def _drop(command: DropHoliday, *, by: Actor, now: datetime) -> None:
    if not Holiday.objects.filter(pk=command.holiday).delete()[0]:
        raise RuleBroken("There is no such day.", field="holiday")


def _note(command: NoteHoliday, *, by: Actor, now: datetime) -> Holiday:
    if command.name == "never":
        raise RuleBroken("Never is no day. Name another.", field="name")
    record(HolidayNoted(occurred_at=now))
    return Holiday.objects.create(date=command.day, name=command.name)


def _toy(handler, command, **more):
    name = f"toy{handler.__name__}"
    return Action(  # not declared, so that no page or count of actions knows it
        name=name, label="toy", command=command, handler=handler, stream=Stream.OPERATIONS,
        risk=Risk.CONSEQUENTIAL, says="Note {name} on {day}", **more,
    )  # fmt: skip


DROP = _toy(_drop, DropHoliday)
NOTE = _toy(_note, NoteHoliday, undo=Undo(DROP, lambda _, number: DropHoliday(holiday=number or 0)))
COMMAND = NoteHoliday(day="4 Jul 2027", name="Fourth of July")


class Fixed:
    """An authoriser that answers what the test wants."""

    proceeding = Proceeding.ALONE

    def __call__(self, *, by: Actor, stream: object, risk: object, now: datetime) -> Decision:
        return Decision(self.proceeding, Level.DEVELOPING, None, "This is beyond your level.")


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fixed]:
    """The installed authoriser, to be told what to answer."""
    fixed = Fixed()
    monkeypatch.setattr(ports, "_authoriser", fixed)
    yield fixed


@pytest.fixture
def ana() -> Actor:
    """Somebody who acts."""
    staff = Staff.objects.create(family_name="Ruiz", given_name="Ana", name="Ana Ruiz")
    return Actor(staff_id=staff.pk, name=staff.name)


def entries() -> list[LedgerEntry]:
    return list(LedgerEntry.objects.order_by("id"))


def test_done_alone_writes_the_row_the_entry_and_the_event(authority: Fixed, ana: Actor) -> None:
    result = perform(NOTE, COMMAND, by=ana, now=NOW)
    assert isinstance(result, Done)
    assert Holiday.objects.get(pk=result.id or 0).date == date(2027, 7, 4)
    (entry,) = entries()
    assert (entry.outcome, entry.staff_id, entry.subject_id, entry.level) == (
        "done",
        ana.staff_id,
        result.id,
        2,
    )
    assert entry.detail["command"] == {"day": "2027-07-04", "name": "Fourth of July"}
    assert StoredEvent.objects.filter(name="actions.HolidayNoted").count() == 1
    assert result.undo == ("toy_drop", DropHoliday(holiday=result.id or 0))


def test_a_broken_rule_writes_nothing_but_the_refusal(authority: Fixed, ana: Actor) -> None:
    result = perform(NOTE, NoteHoliday(day=date(2027, 1, 1), name="never"), by=ana, now=NOW)
    assert isinstance(result, Refused)
    assert (result.reason, result.field, result.hand_over) == (
        "Never is no day. Name another.",
        "name",
        False,
    )
    assert not Holiday.objects.exists() and not StoredEvent.objects.exists()
    assert [e.outcome for e in entries()] == ["refused"]


def test_beyond_the_level_is_refused_and_handed_over(authority: Fixed, ana: Actor) -> None:
    authority.proceeding = Proceeding.REFUSED
    result = perform(NOTE, COMMAND, by=ana, now=NOW)
    assert isinstance(result, Refused) and result.hand_over
    assert not Holiday.objects.exists()


def test_held_has_done_nothing_and_shows_what_it_would_change(authority: Fixed, ana: Actor) -> None:
    authority.proceeding = Proceeding.HELD
    result = perform(NOTE, COMMAND, by=ana, now=NOW)
    assert isinstance(result, Held)
    assert (
        not Holiday.objects.exists() and not StoredEvent.objects.filter(name="actions.HolidayNoted").exists()
    )
    proposal = Proposal.objects.get(pk=result.proposal_id)
    assert proposal.says == "Note Fourth of July on 4 Jul 2027"
    assert proposal.changes[0]["thing"] == "holiday"
    assert {line["field"]: line["after"] for line in proposal.changes[0]["fields"]} == {
        "date": "4 Jul 2027",
        "name": "Fourth of July",
    }
    assert [e.outcome for e in entries()] == ["held"]


def test_what_breaks_a_rule_is_refused_before_it_is_held(authority: Fixed, ana: Actor) -> None:
    authority.proceeding = Proceeding.HELD
    result = perform(NOTE, NoteHoliday(day=date(2027, 1, 1), name="never"), by=ana, now=NOW)
    assert isinstance(result, Refused)
    assert not Proposal.objects.exists()


def test_reviewed_is_done_and_waits_for_a_reviewer(authority: Fixed, ana: Actor) -> None:
    authority.proceeding = Proceeding.REVIEWED
    result = perform(NOTE, COMMAND, by=ana, now=NOW)
    assert isinstance(result, Done) and result.reviewed
    review = Review.objects.get()
    assert (review.done_by_id, review.entry_id, review.outcome_id) == (
        ana.staff_id,
        result.entry_id,
        result.id,
    )


@pytest.mark.parametrize("proceeding", [Proceeding.ALONE, Proceeding.REVIEWED, Proceeding.HELD])
def test_the_same_key_acts_once(authority: Fixed, ana: Actor, proceeding: Proceeding) -> None:
    authority.proceeding = proceeding
    first = perform(NOTE, COMMAND, by=ana, now=NOW, key="k1")
    again = perform(NOTE, COMMAND, by=ana, now=NOW, key="k1")
    assert isinstance(first, Done | Held) and isinstance(again, type(first)) and again.replayed
    assert again.entry_id == first.entry_id
    assert Holiday.objects.count() == (0 if proceeding is Proceeding.HELD else 1)
    assert Proposal.objects.count() == (1 if proceeding is Proceeding.HELD else 0)
    assert len(entries()) == 1


def test_a_used_key_with_other_contents_is_refused(authority: Fixed, ana: Actor) -> None:
    perform(NOTE, COMMAND, by=ana, now=NOW, key="k1")
    other = NoteHoliday(day=date(2028, 1, 1), name="New Year")
    result = perform(NOTE, other, by=ana, now=NOW, key="k1")
    assert isinstance(result, Refused) and "already been sent" in result.reason
    assert Holiday.objects.count() == 1


def test_a_refusal_is_not_remembered_under_its_key(authority: Fixed, ana: Actor) -> None:
    perform(NOTE, NoteHoliday(day=date(2027, 1, 1), name="never"), by=ana, now=NOW, key="k1")
    assert isinstance(perform(NOTE, COMMAND, by=ana, now=NOW, key="k1"), Done)
    assert Request.objects.count() == 1


def test_what_the_database_refuses_becomes_a_sentence(authority: Fixed, ana: Actor) -> None:
    def too_long(command: NoteHoliday, *, by: Actor, now: datetime) -> Holiday:
        return Holiday.objects.create(date=command.day, name="x" * 5000)

    result = perform(_toy(too_long, NoteHoliday), COMMAND, by=ana, now=NOW)
    assert isinstance(result, Refused) and "outside of what can be kept" in result.reason
    assert connection.in_atomic_block and Holiday.objects.count() == 0


def test_an_action_cannot_be_called() -> None:
    assert not callable(NOTE)


def test_two_actions_cannot_share_a_name() -> None:
    def book(command: NoteHoliday, *, by: Actor, now: datetime) -> None: ...

    book.__module__ = "practicum.rooms.toy.actions"
    action(stream=None, risk=Risk.ROUTINE, says="")(book)

    def book(command: NoteHoliday, *, by: Actor, now: datetime) -> None: ...  # type: ignore[no-redef]

    book.__module__ = "practicum.rooms.toy.other"
    with pytest.raises(RuntimeError, match=r"Two actions are called toy\.book"):
        action(stream=None, risk=Risk.ROUTINE, says="")(book)


def test_a_repeat_offers_the_same_undo(authority: Fixed, ana: Actor) -> None:
    first = perform(NOTE, COMMAND, by=ana, now=NOW, key="k1")
    again = perform(NOTE, COMMAND, by=ana, now=NOW, key="k1")
    assert isinstance(first, Done) and isinstance(again, Done)
    assert again.undo == first.undo and again.command == COMMAND
