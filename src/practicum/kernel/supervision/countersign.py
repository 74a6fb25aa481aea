"""A colleague's signature: everything is checked again against the present, then done under both names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from pydantic import ValidationError

from practicum.kernel.actions import Command, Done, Refused, RuleBroken, ports
from practicum.kernel.actions.declare import AnyAction, find_action
from practicum.kernel.actions.gate import Ran, enter_action, run_handler, undo_of
from practicum.kernel.actions.integrity import as_rule_broken
from practicum.kernel.base import SYSTEM, Actor, Proceeding
from practicum.kernel.events import collecting, publish
from practicum.kernel.practice.models import Staff
from practicum.kernel.supervision.keep import TOPIC
from practicum.kernel.supervision.models import Proposal
from practicum.kernel.supervision.permissions import check_can_supervise
from practicum.kernel.supervision.work import COUNTERSIGN, RETURNED
from practicum.kernel.worklist.public import close_items, open_item


def countersign(
    *, proposal_id: int, by: Actor, now: datetime, at_screen: bool = False
) -> Done[Any] | Refused:
    """Do a held action under both names, or void it when the present no longer allows it.

    at_screen: the supervisor signed in for this one act at the proposer's own screen.
    """
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().filter(pk=proposal_id).first()
        if proposal is None:
            return Refused("supervision.countersign", "There is no such proposal.")
        try:
            _check_waiting(proposal)
            check_can_supervise(
                by=by, stream=proposal.stream, risk=proposal.risk, whose_id=proposal.proposed_by_id, now=now
            )
        except RuleBroken as broken:
            return Refused(proposal.action, broken.sentence)
        return _decide(proposal, by=by, now=now, at_screen=at_screen)


def _check_waiting(proposal: Proposal) -> None:
    if proposal.state != Proposal.State.WAITING:
        words = Proposal.State(proposal.state).label.lower()
        raise RuleBroken(f"This no longer waits: it is {words}.")


def _decide(proposal: Proposal, *, by: Actor, now: datetime, at_screen: bool) -> Done[Any] | Refused:
    action = find_action(proposal.action)
    proposer = actor_of(proposal.proposed_by)
    try:
        if action is None:
            raise RuleBroken("What was proposed is no longer something that can be done.")
        command = action.command.model_validate(proposal.command)
        with transaction.atomic():
            ran = _carry_out(action, command, proposal, proposer=proposer, now=now)
    except ValidationError:
        return void(proposal, "Its contents are no longer in the right form.", by=by, now=now)
    except RuleBroken as broken:
        return void(proposal, broken.sentence, by=by, now=now)
    except DatabaseError as error:
        known = as_rule_broken(error)
        if known is None:
            raise
        return void(proposal, known.sentence, by=by, now=now)
    entry_id = enter_action(
        action, command, outcome="countersigned", by=proposer, second=by, now=now, ran=ran,
        detail={"proposal": proposal.pk, "at_screen": at_screen},
    )  # fmt: skip
    ran.box.flush(now=now)
    end(
        proposal, Proposal.State.DONE, by=by, now=now, result_id=ran.id, outcome=f"Countersigned by {by.name}"
    )
    return Done(
        action.name, ran.id, entry_id, ran.outcome, undo=undo_of(action, command, ran.id), command=command
    )


def _carry_out(
    action: AnyAction, command: Command, proposal: Proposal, *, proposer: Actor, now: datetime
) -> Ran:
    if action.keeps_free is not None:
        action.keeps_free.release(proposal_id=proposal.pk)
    decision = ports.authoriser()(by=proposer, stream=action.stream, risk=action.risk, now=now)
    if decision.proceeding is Proceeding.REFUSED:
        raise RuleBroken(f"{proposer.name} may no longer propose this. {decision.reason}".strip())
    if action.allowed is not None:
        action.allowed(command, by=proposer, now=now)
    return run_handler(action, command, by=proposer, now=now)


def void(proposal: Proposal, reason: str, *, by: Actor, now: datetime) -> Refused:
    """End a proposal that the present has overtaken, and tell both why."""
    action = find_action(proposal.action)
    with transaction.atomic():
        if action is not None and action.keeps_free is not None:
            action.keeps_free.release(proposal_id=proposal.pk)
        _enter_end(proposal, action, "voided", reason, by=by, now=now)
        end(proposal, Proposal.State.VOID, by=None if by.is_system else by, now=now, reason=reason,
            outcome=f"Void: {reason}")  # fmt: skip
        tell_proposer(proposal, f"Not done: {proposal.says}. {reason}", now=now)
    sentence = f"It was not done, and {proposal.proposed_by.name} has been told: {reason}"
    return Refused(proposal.action, sentence)


def _enter_end(
    proposal: Proposal, action: AnyAction | None, outcome: str, reason: str, *, by: Actor, now: datetime
) -> None:
    if action is None:
        return
    try:
        command = action.command.model_validate(proposal.command)
    except ValidationError:
        return
    second = None if by.is_system else by
    ran = Ran(None, proposal.pk, proposal.patient_id, _empty_box(proposal))
    enter_action(action, command, outcome=outcome, by=actor_of(proposal.proposed_by), second=second, now=now,
                 ran=ran, detail={"proposal": proposal.pk, "reason": reason})  # fmt: skip


def _empty_box(proposal: Proposal) -> Any:
    with collecting() as box:
        box.subject = ("proposal", proposal.pk)
    return box


def end(
    proposal: Proposal, state: Proposal.State, *, by: Actor | None, now: datetime, outcome: str,
    reason: str = "", result_id: int | None = None,
) -> None:  # fmt: skip
    """Mark a proposal as ended, close its work item, and let open pages know."""
    proposal.state, proposal.reason, proposal.decided_at = state, reason[:500], now
    proposal.decided_by_id, proposal.result_id = by.staff_id if by else None, result_id
    with collecting() as box:
        proposal.save()
        close_items(COUNTERSIGN, subject_id=proposal.pk, outcome=outcome[:200], by=by or SYSTEM, now=now)
        publish(TOPIC)
        publish(f"proposal:{proposal.pk}")
        box.flush(now=now)


def tell_proposer(proposal: Proposal, says: str, *, now: datetime) -> None:
    """Put the news on the proposer's own worklist."""
    with collecting() as box:
        open_item(RETURNED, says=says, subject_kind="proposal", subject_id=proposal.pk,
                  patient_id=proposal.patient_id, owner_id=proposal.proposed_by_id,
                  key=f"returned:{proposal.pk}", now=now)  # fmt: skip
        box.flush(now=now)


def actor_of(staff: Staff) -> Actor:
    """Somebody who is not at the keyboard now, as an actor."""
    return Actor(staff_id=staff.pk, name=staff.name, kind=staff.kind, roles=frozenset(staff.roles))  # type: ignore[arg-type]
