"""A critical result: taken in hand, tried, and closed by its read-back alone."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from practicum.kernel.actions import (
    Command,
    Risk,
    RuleBroken,
    StaffRef,
    Stream,
    about,
    action,
    publish,
    record,
)
from practicum.kernel.actions.fields import LongText, ShortText
from practicum.kernel.base import Actor
from practicum.kernel.practice.models import Staff
from practicum.rooms.results import urgency
from practicum.rooms.results.events import CriticalReadBack, ResultAcknowledged
from practicum.rooms.results.lifecycle import CriticalState, DeliveryState, StepKind
from practicum.rooms.results.models import CriticalResult, CriticalStep, Delivery
from practicum.rooms.results.refs import CriticalRef
from practicum.rooms.results.rules.readback import value_repeated

MAY_RECEIVE = ("physician", "nurse_practitioner", "nurse")
Channel = Literal["screen", "telephone", "in_person"]
CHANNEL_WORDS = {"screen": "on the screen", "telephone": "by telephone", "in_person": "in person"}
Attempt = Literal["no_answer", "busy", "left_message", "wrong_person", "declined", "will_call_back"]


def _loop(critical_id: int) -> CriticalResult:
    loop = CriticalResult.objects.select_for_update().filter(pk=critical_id).first()
    if loop is None:
        raise RuleBroken("There is no such critical result. Look again.", field="critical")
    about(patient_id=loop.patient_id, subject=("critical_result", loop.pk))
    if loop.state != CriticalState.OPEN:
        raise RuleBroken("It has been read back already. The page shows by whom and when.")
    return loop


class ReadBackCritical(Command):
    """The responsible clinician repeats the critical value, word for word; that closes the loop."""

    critical: Annotated[CriticalRef, Field(title="Critical result")]
    read_back: LongText = Field(
        title="Read-back", min_length=1, description="Repeat each value as you read or heard it"
    )
    reader: StaffRef | None = Field(
        default=None, title="Read back by", description="Leave empty when it is you"
    )
    channel: Channel = Field(default="screen", title="How")


@action(
    stream=Stream.RESULTS,
    risk=Risk.ROUTINE,  # holding it for a countersign would keep a critical value from its clinician
    carries=["P6", "E7"],
    says="Read back {critical}: {read_back}",
    in_palette=False,
)
def read_back_critical(command: ReadBackCritical, *, by: Actor, now: datetime) -> CriticalResult:
    """Close the loop when every value was repeated; the reader's own delivery is acknowledged with it."""
    loop = _loop(command.critical)
    reader = _reader(command.reader or by.staff_id)
    if command.channel == "screen" and reader.pk != by.staff_id:
        raise RuleBroken(
            "On the screen one reads back for oneself. Choose telephone or in person for a colleague.",
            field="channel",
        )
    missing = [f for f in loop.findings if not value_repeated(command.read_back, f["value"])]
    if missing:
        names = ", ".join(f["name"] for f in missing)
        raise RuleBroken(
            f"The read-back does not repeat the value of {names}. Read it again.", field="read_back"
        )
    loop.state, loop.read_back, loop.read_back_at = CriticalState.CLOSED, command.read_back, now
    loop.read_back_by, loop.recorded_by_id, loop.channel = reader, by.staff_id, command.channel
    loop.save()
    how = CHANNEL_WORDS[command.channel]
    urgency.add_step(
        loop, StepKind.READ_BACK, by=by, now=now, whom=reader.name, says=f"{how}: “{command.read_back}”"
    )
    urgency.close_work(loop, outcome=f"Read back by {reader.name} {how}", by=by, now=now)
    _acknowledge(loop, reader, by=by, now=now)
    record(CriticalReadBack(occurred_at=now, critical_id=loop.pk))
    publish("inbox")
    return loop


def _reader(staff_id: int) -> Staff:
    staff = Staff.objects.filter(pk=staff_id, active=True).first()
    if staff is None or not set(MAY_RECEIVE) & set(staff.roles):
        who = staff.name if staff else "That account"
        raise RuleBroken(
            f"{who} cannot receive a critical value. It is read back by a physician, a nurse practitioner "
            "or a nurse.",
            field="reader",
        )
    return staff


def _acknowledge(loop: CriticalResult, reader: Staff, *, by: Actor, now: datetime) -> None:
    own = Delivery.objects.filter(report=loop.report, to=reader, state=DeliveryState.NEW)
    for delivery in own.select_for_update():
        delivery.state, delivery.settled_at, delivery.settled_by_id = (
            DeliveryState.ACKNOWLEDGED,
            now,
            by.staff_id,
        )
        delivery.comment = "Acknowledged by reading the critical value back."
        delivery.save()
        record(ResultAcknowledged(occurred_at=now, delivery_id=delivery.pk))


class LogAttempt(Command):
    """Somebody tried to reach a clinician about a critical value and did not. It stays open."""

    critical: Annotated[CriticalRef, Field(title="Critical result")]
    outcome: Attempt = Field(title="What happened")
    whom: ShortText = Field(title="Whom you tried to reach", min_length=1)
    note: ShortText = Field(default="", title="Note")


@action(
    stream=Stream.RESULTS, risk=Risk.ROUTINE, carries=["P6"], says="Tried {whom} about {critical}: {outcome}",
    in_palette=False,
)  # fmt: skip
def log_attempt(command: LogAttempt, *, by: Actor, now: datetime) -> CriticalStep:
    """Record an outcome other than reached as itself."""
    loop = _loop(command.critical)
    publish("inbox")
    return urgency.add_step(
        loop, StepKind(command.outcome), by=by, now=now, whom=command.whom, says=command.note
    )


class TakeCritical(Command):
    """A clinician makes an open critical result theirs; its clock runs on."""

    critical: Annotated[CriticalRef, Field(title="Critical result")]


@action(
    stream=Stream.RESULTS, risk=Risk.ROUTINE, carries=["P6"], says="Take {critical} in hand", in_palette=False
)
def take_critical(command: TakeCritical, *, by: Actor, now: datetime) -> CriticalResult:
    """Make the acting clinician responsible, without closing anything."""
    loop = _loop(command.critical)
    staff = _reader(by.staff_id)
    if loop.responsible_id == staff.pk:
        raise RuleBroken("It is yours already. Read the value back to close it.")
    urgency.hand_to(loop, staff, by=by, now=now, why="taken in hand")
    publish("inbox")
    return loop
