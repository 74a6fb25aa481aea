"""The one way to change anything.

`perform` runs an action in one transaction: authorise, check the rules, write, enter the ledger,
record the events. It does the action, holds it for a countersign, or refuses it, and says which.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import DatabaseError, connection, transaction

from practicum.kernel import clock
from practicum.kernel.actions import ports
from practicum.kernel.actions.command import Command, ref_kind
from practicum.kernel.actions.declare import Action, AnyAction
from practicum.kernel.actions.integrity import as_rule_broken, can_be_retried
from practicum.kernel.actions.models import Request
from practicum.kernel.actions.ports import Decision
from practicum.kernel.actions.results import Done, Held, Refused, RuleBroken
from practicum.kernel.actions.words import sentence
from practicum.kernel.base import Actor, Proceeding, hot
from practicum.kernel.base.changes import Change, noting_changes
from practicum.kernel.events.outbox import Box, collecting
from practicum.kernel.ledger.write import Entry, write
from practicum.kernel.zone import practice_zone

C = TypeVar("C", bound=Command)
T = TypeVar("T")
_TRIES = 3


class _NotAllowed(Exception):
    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.reason)
        self.decision = decision


def perform(
    action: Action[C, T],
    command: C,
    *,
    by: Actor,
    now: datetime | None = None,
    key: str | None = None,
) -> Done[T] | Held | Refused:
    """Do the action, hold it, or refuse it.

    key: names the request; the same key by the same person acts once, and a repeat gets the
    first one's result with `replayed` set. A refusal is not remembered: it may be tried again.
    """
    now = now or clock.now()
    key = key.replace("\0", "")[:80] or None if key else None
    nested = connection.in_atomic_block
    for attempt in range(_TRIES):
        try:
            with transaction.atomic():
                return _proceed(action, command, by=by, now=now, key=key)
        except DatabaseError as error:
            earlier = _replay(action, command, by=by, key=key)
            if earlier is not None:
                return earlier
            said = as_rule_broken(error)
            if said is not None:
                return _refuse(action, command, said, by=by, now=now)
            if nested or attempt == _TRIES - 1 or not can_be_retried(error):
                raise
        except RuleBroken as broken:
            earlier = _replay(action, command, by=by, key=key)
            return earlier or _refuse(action, command, broken, by=by, now=now)
        except _NotAllowed as refusal:
            beyond = RuleBroken(refusal.decision.reason)
            return _refuse(action, command, beyond, by=by, now=now, decision=refusal.decision)
    raise AssertionError("unreachable")


def _proceed(
    action: Action[C, T], command: C, *, by: Actor, now: datetime, key: str | None
) -> Done[T] | Held | Refused:
    decision = ports.authoriser()(by=by, stream=action.stream, risk=action.risk, now=now)
    if decision.proceeding is Proceeding.REFUSED:
        raise _NotAllowed(decision)
    if action.allowed is not None:
        action.allowed(command, by=by, now=now)
    if decision.proceeding is Proceeding.HELD:
        return _hold(action, command, by=by, now=now, key=key, decision=decision)
    return _do(action, command, by=by, now=now, key=key, decision=decision)


@dataclass(frozen=True, slots=True)
class Ran:
    """A handler that has run, not yet entered anywhere."""

    outcome: Any
    id: int | None
    patient_id: int | None
    box: Box


def run_handler(action: AnyAction, command: Command, *, by: Actor, now: datetime) -> Ran:
    """Run the body of an action. Only the gate and the countersign call this."""
    with collecting() as box:
        outcome = action.handler(command, by=by, now=now)
    found = outcome if isinstance(outcome, int) else getattr(outcome, "pk", None)
    patient_id = box.patient_id or getattr(outcome, "patient_id", None) or patient_in(action, command)
    return Ran(outcome, found, patient_id, box)


def patient_in(action: AnyAction, command: Command) -> int | None:
    """The patient a command names, directly or through one of its references."""
    fields = sorted(action.refs.items(), key=lambda item: item[1] != "patient")
    for field, kind in fields:
        value = getattr(command, field, None)
        if not isinstance(value, int):
            continue
        if kind == "patient":
            return value
        declared = ref_kind(kind)
        if declared is not None and declared.patient_of is not None:
            found = declared.patient_of(value)
            if found is not None:
                return found
    return None


def _do(
    action: Action[C, T],
    command: C,
    *,
    by: Actor,
    now: datetime,
    key: str | None,
    decision: Decision,
) -> Done[T]:
    ran = run_handler(action, command, by=by, now=now)
    reviewed = decision.proceeding is Proceeding.REVIEWED
    outcome = "reviewed" if reviewed else "done"
    entry_id = enter_action(action, command, outcome=outcome, by=by, now=now, decision=decision, ran=ran)
    if reviewed or (decision.proceeding is Proceeding.SAMPLED and is_sampled(entry_id)):
        with collecting() as box:
            ports.supervisor().review(
                action, command, by=by, entry_id=entry_id, outcome_id=ran.id, patient_id=ran.patient_id,
                sampled=not reviewed, now=now,
            )  # fmt: skip
            box.flush(now=now)
    ran.box.flush(now=now)
    undo = undo_of(action, command, ran.id)
    done = Done(action.name, ran.id, entry_id, ran.outcome, reviewed, undo=undo, command=command)
    _remember(action, command, done, by=by, key=key, now=now)
    return done


def undo_of(action: AnyAction, command: Command, outcome_id: int | None) -> tuple[str, Command] | None:
    """The action that puts a done one right, by name, with its command."""
    if action.undo is None:
        return None
    return action.undo.action.name, action.undo.command(command, outcome_id)


def is_sampled(entry_id: int) -> bool:
    """One critical action in ten done alone is looked at afterwards, chosen by its entry's hash."""
    return hashlib.sha256(str(entry_id).encode()).digest()[0] < 26


def enter_action(
    action: AnyAction,
    command: Command,
    *,
    outcome: str,
    by: Actor,
    now: datetime,
    decision: Decision | None = None,
    second: Actor | None = None,
    ran: Ran | None = None,
    detail: dict[str, Any] | None = None,
) -> int:
    """Enter an action in the ledger, with its command and whom it concerns."""
    patient_id = ran.patient_id if ran else _patient_or_none(action, command)
    subject = ran.box.subject if ran else ("", None)
    if ran is not None and not subject[0]:
        subject = (_subject_kind(ran.outcome), ran.id)
    entry = Entry(
        kind="action", name=action.name, outcome=outcome, by=by, second=second, stream=action.stream or "",
        risk=action.risk, level=decision.level if decision else None, patient_id=patient_id, subject=subject,
        detail={"command": command.model_dump(mode="json")} | (ran.box.detail if ran else {}) | (detail or {}),
    )  # fmt: skip
    return write(entry, now=now)


def _subject_kind(outcome: Any) -> str:
    meta = getattr(outcome, "_meta", None)
    return str(meta.model_name) if meta is not None else ""


def _patient_or_none(action: AnyAction, command: Command) -> int | None:
    try:
        with transaction.atomic():
            return patient_in(action, command)
    except DatabaseError:
        return None


def try_out(
    action: AnyAction, command: Command, *, by: Actor, now: datetime
) -> tuple[list[Change], int | None]:
    """Run the action, note what it would change, and take it all back.

    Raises RuleBroken, or the database's error, when it could not be done now.
    """
    with noting_changes() as changes, transaction.atomic():
        point = transaction.savepoint()
        ran = run_handler(action, command, by=by, now=now)
        _settle_deferred()
        transaction.savepoint_rollback(point)
    return changes, ran.patient_id


def _settle_deferred() -> None:
    """Make deferred constraints speak now, inside the trial, and not at the commit."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")


def _hold(
    action: AnyAction,
    command: Command,
    *,
    by: Actor,
    now: datetime,
    key: str | None,
    decision: Decision,
) -> Held:
    changes, patient_id = try_out(action, command, by=by, now=now)
    says = sentence(action, command.model_dump(mode="json"), zone=practice_zone())
    with collecting() as box:
        proposal_id, waits_for = ports.supervisor().hold(
            action,
            command,
            by=by,
            says=says,
            changes=changes,
            patient_id=patient_id,
            now=now,
        )
        box.flush(now=now)
    ran = Ran(None, proposal_id, patient_id, box)
    box.subject = ("proposal", proposal_id)
    entry_id = enter_action(action, command, outcome="held", by=by, now=now, decision=decision, ran=ran)
    held = Held(action.name, proposal_id, entry_id, says, waits_for)
    _remember(action, command, held, by=by, key=key, now=now)
    return held


def _refuse(
    action: AnyAction,
    command: Command,
    broken: RuleBroken,
    *,
    by: Actor,
    now: datetime,
    decision: Decision | None = None,
) -> Refused:
    detail = {"reason": broken.sentence}
    with transaction.atomic():
        entry_id = enter_action(
            action,
            command,
            outcome="refused",
            by=by,
            now=now,
            decision=decision,
            detail=detail,
        )
    beyond = decision is not None
    return Refused(action.name, broken.sentence, broken.field, beyond, entry_id, command if beyond else None)


def _digest(action: AnyAction, command: Command) -> bytes:
    return hashlib.sha256(f"{action.name}\n{command.as_json()}".encode()).digest()[:16]


_REMEMBER = """
insert into actions_request (staff_id, key, action, digest, outcome, result_id, entry_id, reviewed, says, at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def _remember(
    action: AnyAction,
    command: Command,
    result: Done[Any] | Held,
    *,
    by: Actor,
    key: str | None,
    now: datetime,
) -> None:
    if key is None:
        return
    if isinstance(result, Held):
        outcome: tuple[Any, ...] = (
            "held",
            result.proposal_id,
            result.entry_id,
            False,
            result.waits_for[:400],
        )
    else:
        outcome = ("done", result.id, result.entry_id, result.reviewed, "")
    values = (by.staff_id, key[:80], action.name, _digest(action, command), *outcome, now)
    hot.run(_REMEMBER, values)


def _replay(
    action: AnyAction, command: Command, *, by: Actor, key: str | None
) -> Done[Any] | Held | Refused | None:
    """What the same key did before, or None. A different command under a used key is refused."""
    row = Request.objects.filter(staff_id=by.staff_id, key=key[:80]).first() if key else None
    if row is None:
        return None
    if bytes(row.digest) != _digest(action, command):
        reason = "This form has already been sent with other contents. Open it anew and send it once."
        return Refused(action.name, reason)
    if row.outcome == "held":
        return Held(action.name, row.result_id or 0, row.entry_id, waits_for=row.says, replayed=True)
    undo = undo_of(action, command, row.result_id)
    return Done(
        action.name, row.result_id, row.entry_id, reviewed=row.reviewed, replayed=True, undo=undo, command=command
    )  # fmt: skip
