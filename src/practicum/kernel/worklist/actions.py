"""What people do with work items. All of it is everybody's own housekeeping, and all can be undone."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from practicum.kernel.actions import Command, Risk, RuleBroken, StaffRef, Undo, about, action
from practicum.kernel.actions.fields import LongText, Reason
from practicum.kernel.base import Actor
from practicum.kernel.practice.models import Role, Staff
from practicum.kernel.worklist import dead_ends, engine, kinds, lifecycle
from practicum.kernel.worklist.covering import covered_for
from practicum.kernel.worklist.lifecycle import Move, State
from practicum.kernel.worklist.models import WorkItem, WorkMove
from practicum.kernel.worklist.permissions import check_not_anothers, check_works_on, sees_everything
from practicum.kernel.worklist.refs import WorkItemRef, WorkMoveRef
from practicum.kernel.worklist.times import MomentAhead
from practicum.kernel.worklist.work import UNDELIVERABLE


class PutBackMove(Command):
    """Undo the last thing you did to a work item: it stands again exactly as before."""

    move: WorkMoveRef


class ClaimItem(Command):
    """Take a work item in hand, so that nobody else starts on it."""

    item: WorkItemRef


class ReleaseItem(Command):
    """Give a work item you have in hand back to everybody it was for."""

    item: WorkItemRef


class HandOverItem(Command):
    """Give a work item to a colleague, or to everybody with a role, with a note."""

    item: WorkItemRef
    to: StaffRef | None = Field(None, title="Colleague")
    role: Role | None = Field(None, title="Or everybody with the role")
    note: LongText = Field("", title="Note for them", max_length=400)


class SnoozeItem(Command):
    """Let a work item rest until a time; it comes back by itself."""

    item: WorkItemRef
    until: MomentAhead = Field(title="Until", description="2 h, tomorrow, Tue 9:00, 12/3 14:00")
    reason: Reason = Field(title="Why it can wait")


class FinishItem(Command):
    """Close a work item, saying what came of it."""

    item: WorkItemRef
    outcome: LongText = Field("", title="What came of it", max_length=400)


class NoteItem(Command):
    """Leave a note on a work item for whoever has it next."""

    item: WorkItemRef
    text: Reason = Field(title="Note")


class TryAgain(Command):
    """Let Practicum try once more what it could not do, now that its cause is mended."""

    item: WorkItemRef


class ClimbItem(Command):
    """Move a work item up its ladder because its time has come."""

    item: WorkItemRef


def _practicum_only(command: ClimbItem, *, by: Actor, now: datetime) -> None:
    if not by.is_system:
        raise RuleBroken("Practicum moves items up their ladder by itself. Hand it over instead.")


@action(stream=None, risk=Risk.ROUTINE, says="Put back: {move}", in_palette=False)
def put_back_move(command: PutBackMove, *, by: Actor, now: datetime) -> WorkMove:
    """Undo one's own last move, unless something has happened since."""
    move = WorkMove.objects.filter(pk=command.move).select_related("item").first()
    if move is None or (move.by_id != by.staff_id and not sees_everything(by)):
        raise RuleBroken("You can put back only what you did yourself.")
    item = _locked(move.item_id)
    last = WorkMove.objects.filter(item=item).order_by("-id").first()
    if last is None or last.pk != move.pk:
        raise RuleBroken("Something has happened to this since, so it cannot be undone. Open it to see what.")
    return engine.put_back(item, move, by=by, now=now)


_PUT_BACK = Undo(put_back_move, lambda command, move_id: PutBackMove(move=move_id))


@action(stream=None, risk=Risk.ROUTINE, says="Take {item} in hand", undo=_PUT_BACK, in_palette=False)
def claim_item(command: ClaimItem, *, by: Actor, now: datetime) -> WorkMove:
    """Take it, unless a colleague has."""
    item = _for(command.item, Move.CLAIMED, by=by, now=now)
    if item.state == State.CLAIMED and item.owner_id == by.staff_id:
        raise RuleBroken("You have this in hand already.")
    return engine.claim(item, by=by, now=now)


@action(stream=None, risk=Risk.ROUTINE, says="Give {item} back", undo=_PUT_BACK, in_palette=False)
def release_item(command: ReleaseItem, *, by: Actor, now: datetime) -> WorkMove:
    """Give it back to its role."""
    item = _for(command.item, Move.RELEASED, by=by, now=now)
    if not item.role:
        raise RuleBroken("This is for you alone. Hand it over to somebody instead.")
    return engine.release(item, by=by, now=now)


@action(stream=None, risk=Risk.ROUTINE, says="Hand over {item}", undo=_PUT_BACK, in_palette=False)
def hand_over_item(command: HandOverItem, *, by: Actor, now: datetime) -> WorkMove:
    """Give it to a person or a role."""
    if (command.to is None) == (command.role is None):
        raise RuleBroken("Choose a colleague or a role, one of the two.", field="to")
    if command.to is not None and not Staff.objects.filter(pk=command.to, pk__gt=0, active=True).exists():
        raise RuleBroken("That person does not work here now. Choose somebody else.", field="to")
    item = _for(command.item, Move.HANDED_OVER, by=by, now=now)
    role = command.role.value if command.role else ""
    return engine.hand_over(item, owner_id=command.to, role=role, why=command.note, by=by, now=now)


@action(stream=None, risk=Risk.ROUTINE, says="Snooze {item} until {until}", undo=_PUT_BACK, in_palette=False)
def snooze_item(command: SnoozeItem, *, by: Actor, now: datetime) -> WorkMove:
    """Let it rest, if its kind may."""
    item = _for(command.item, Move.SNOOZED, by=by, now=now)
    kind = kinds.find_kind(item.kind)
    if kind is not None and not kind.snooze:
        raise RuleBroken("This cannot wait. Hand it over if you cannot do it now.")
    if command.until <= now:
        raise RuleBroken("That time has passed. Choose a later one.", field="until")
    if (command.until - now).days > 366:
        raise RuleBroken("That is more than a year away. Choose an earlier time.", field="until")
    return engine.snooze(item, until=command.until, why=command.reason, by=by, now=now)


@action(stream=None, risk=Risk.ROUTINE, says="Finish {item}", undo=_PUT_BACK, in_palette=False)
def finish_item(command: FinishItem, *, by: Actor, now: datetime) -> WorkMove:
    """Close it, if its kind lets the list do so."""
    item = _for(command.item, Move.DONE, by=by, now=now)
    kind = kinds.find_kind(item.kind)
    if kind is not None and not kind.finish_from_list:
        raise RuleBroken(kind.finish_hint or f"This is finished where the work is done. Press “{kind.verb}”.")
    return engine.finish(item, outcome=command.outcome or "Done", by=by, now=now)


@action(stream=None, risk=Risk.ROUTINE, says="Note on {item}: {text}", in_palette=False)
def note_item(command: NoteItem, *, by: Actor, now: datetime) -> WorkMove:
    """Leave a line in its trail."""
    item = _locked(command.item)
    check_works_on(item, by=by, stands_in_for=covered_for(item, by=by, now=now))
    about(patient_id=item.patient_id, subject=("work_item", item.pk))
    return engine.note(item, text=command.text, by=by, now=now)


@action(stream=None, risk=Risk.ROUTINE, says="Try again: {item}", in_palette=False)
def try_again(command: TryAgain, *, by: Actor, now: datetime) -> WorkMove:
    """Put the message or the step back in line, and close the item; it opens again if it fails again."""
    item = _for(command.item, Move.DONE, by=by, now=now)
    if item.kind != UNDELIVERABLE.name or item.subject_id is None:
        raise RuleBroken("This is not something that can be tried again.")
    dead_ends.try_again(kind=item.subject_kind, row_id=item.subject_id, now=now)
    return engine.finish(item, outcome="Being tried again", by=by, now=now)


@action(stream=None, risk=Risk.ROUTINE, says="{item} climbs", in_palette=False, allowed=_practicum_only)
def climb_item(command: ClimbItem, *, by: Actor, now: datetime) -> int:
    """Wake it if its rest is over, and take every step that is due."""
    item = _locked(command.item)
    about(patient_id=item.patient_id, subject=("work_item", item.pk))
    if item.state == State.SNOOZED and item.snoozed_until is not None and item.snoozed_until <= now:
        engine.wake(item, now=now)
    taken = engine.climb(item, now=now)
    about(steps=[move.step for move in taken])
    if not taken and item.next_climb_at is not None and item.next_climb_at <= now:
        engine.rest(item)
    return item.pk


def _locked(item_id: int) -> WorkItem:
    item = WorkItem.objects.select_for_update().filter(pk=item_id).first()
    if item is None:
        raise RuleBroken("There is no such work item.")
    return item


def _for(item_id: int, move: Move, *, by: Actor, now: datetime) -> WorkItem:
    """The item, locked, when this person may make this move now."""
    item = _locked(item_id)
    about(patient_id=item.patient_id, subject=("work_item", item.pk))
    others = covered_for(item, by=by, now=now)
    check_works_on(item, by=by, stands_in_for=others)
    state = State(item.state)
    if state in lifecycle.FINISHED:
        raise RuleBroken(f"This is {state.value} already: {item.outcome or 'nothing more was said'}.")
    check_not_anothers(item, by=by, stands_in_for=others)
    if not lifecycle.may(move, state):
        raise RuleBroken(f"This is {state.value}, so it cannot be {move.value} now.")
    return item
