"""A clinician's inbox: acknowledge, comment, forward, and sending a result to whoever it is for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from practicum.kernel.actions import (
    Command,
    Risk,
    RuleBroken,
    StaffRef,
    Stream,
    Undo,
    about,
    action,
    publish,
    record,
)
from practicum.kernel.actions.fields import LongText, ShortText
from practicum.kernel.base import Actor
from practicum.kernel.practice.models import Staff
from practicum.rooms.results import delivering, lifecycle, urgency
from practicum.rooms.results.events import ResultAcknowledged
from practicum.rooms.results.lifecycle import CriticalState, DeliveryState
from practicum.rooms.results.models import CriticalResult, Delivery, LabReport, ResultComment
from practicum.rooms.results.refs import DeliveryRef, ReportRef

CLINICIANS = ("physician", "nurse_practitioner")


def is_clinician(by: Actor) -> bool:
    """Whether somebody may settle results: their own and, in their stead, an absent colleague's."""
    return by.is_system or by.has_role(*CLINICIANS)


def _settle(delivery: Delivery, move: str, *, by: Actor, now: datetime, comment: str) -> None:
    to = lifecycle.moved(delivery.state, move)
    if to is None:
        state = DeliveryState(delivery.state).label.lower()
        raise RuleBroken(f"This result is no longer waiting in the inbox: {state}. Look again.")
    delivery.state, delivery.settled_at, delivery.settled_by_id = to, now, by.staff_id
    delivery.comment = comment
    delivery.save()
    publish("inbox")
    publish(f"inbox:{delivery.to_id}")


def _delivery(delivery_id: int) -> Delivery:
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("report")
        .filter(pk=delivery_id)
        .first()
    )
    if delivery is None:
        raise RuleBroken("There is no such result in an inbox. Look again.", field="delivery")
    about(patient_id=delivery.report.patient_id, subject=("lab_report", delivery.report_id))
    return delivery


def _may_settle(delivery: Delivery, *, by: Actor) -> None:
    if delivery.to_id != by.staff_id and not is_clinician(by):
        raise RuleBroken(
            "Only the clinician it was sent to, or a colleague in their stead, settles a result."
        )


class ReopenResult(Command):
    """A result that was acknowledged goes back into the inbox."""

    delivery: Annotated[DeliveryRef, Field(title="Result")]


@action(
    stream=Stream.RESULTS, risk=Risk.ROUTINE, carries=["E7"], says="Put {delivery} back into the inbox",
    in_palette=False,
)  # fmt: skip
def reopen_result(command: ReopenResult, *, by: Actor, now: datetime) -> Delivery:
    """Undo an acknowledgement."""
    delivery = _delivery(command.delivery)
    _may_settle(delivery, by=by)
    to = lifecycle.moved(delivery.state, "reopen")
    if to is None:
        raise RuleBroken("Only an acknowledged result can be put back. Look where it is now.")
    delivery.state, delivery.settled_at, delivery.settled_by, delivery.comment = to, None, None, ""
    delivery.save()
    publish("inbox")
    return delivery


class AcknowledgeResult(Command):
    """A clinician has seen a result and takes it as dealt with."""

    delivery: Annotated[DeliveryRef, Field(title="Result")]
    comment: LongText = Field(default="", title="Comment", description="Kept with the result")


@action(
    stream=Stream.RESULTS,
    risk=Risk.ROUTINE,
    carries=["E7"],
    says="Acknowledge {delivery}",
    undo=Undo(reopen_result, lambda command, _: ReopenResult(delivery=command.delivery)),
    in_palette=False,
)
def acknowledge_result(command: AcknowledgeResult, *, by: Actor, now: datetime) -> Delivery:
    """Settle a delivery; a critical value has to be read back first."""
    delivery = _delivery(command.delivery)
    _may_settle(delivery, by=by)
    if CriticalResult.objects.filter(thread=delivery.report.thread, state=CriticalState.OPEN).exists():
        raise RuleBroken("Read the critical value back first; that acknowledges it as well.")
    _settle(delivery, "acknowledge", by=by, now=now, comment=command.comment)
    record(ResultAcknowledged(occurred_at=now, delivery_id=delivery.pk))
    return delivery


class ForwardResult(Command):
    """A result is passed on to a colleague's inbox."""

    delivery: Annotated[DeliveryRef, Field(title="Result")]
    to: StaffRef = Field(title="To whom")
    note: ShortText = Field(default="", title="Note for them")


@action(
    stream=Stream.RESULTS,
    risk=Risk.ROUTINE,
    carries=["E7"],
    says="Forward {delivery} to {to}",
    in_palette=False,
)
def forward_result(command: ForwardResult, *, by: Actor, now: datetime) -> Delivery:
    """Settle this delivery as forwarded and deliver the report to the colleague."""
    delivery = _delivery(command.delivery)
    _may_settle(delivery, by=by)
    colleague = _reader(command.to)
    if colleague.pk == delivery.to_id:
        raise RuleBroken("It is in their inbox already. Choose somebody else.", field="to")
    _settle(delivery, "forward", by=by, now=now, comment=command.note)
    loop = CriticalResult.objects.filter(thread=delivery.report.thread, state=CriticalState.OPEN).first()
    if loop is not None:
        urgency.hand_to(loop, colleague, by=by, now=now, why=command.note)
    return delivering.deliver(
        delivery.report, to_id=colleague.pk, now=now, forwarded_from=delivery, note=command.note
    )


class SendResultTo(Command):
    """A result whose ordering provider is not known goes to the inbox of the clinician it is for."""

    report: Annotated[ReportRef, Field(title="Result")]
    to: StaffRef = Field(title="To whom")
    note: ShortText = Field(default="", title="Note for them")


@action(
    stream=Stream.RESULTS,
    risk=Risk.ROUTINE,
    carries=["E7"],
    says="Send {report} to {to}",
    in_palette=False,
)
def send_result_to(command: SendResultTo, *, by: Actor, now: datetime) -> Delivery:
    """Deliver a report to a clinician's inbox and close what waited for it."""
    report = LabReport.objects.select_for_update().filter(pk=command.report).first()
    if report is None:
        raise RuleBroken("There is no such result. Look it up again.", field="report")
    if report.patient_id is None:
        raise RuleBroken("Match it to its patient first; then it can be sent on.")
    if not report.is_current:
        raise RuleBroken("There is a newer version of this result. Send that one.")
    colleague = _reader(command.to)
    delivering.routed(report, outcome=f"Sent to {colleague.name}", by=by, now=now)
    return delivering.deliver(report, to_id=colleague.pk, now=now, note=command.note)


def _reader(staff_id: int) -> Staff:
    staff = Staff.objects.filter(pk=staff_id, active=True).first()
    if staff is None:
        raise RuleBroken("Nobody active has that account. Choose a colleague who works here.", field="to")
    if not {*CLINICIANS, "nurse"} & set(staff.roles):
        raise RuleBroken(f"{staff.name} does not read results. Choose a clinician or a nurse.", field="to")
    return staff


class CommentResult(Command):
    """A remark is kept beside a result."""

    report: Annotated[ReportRef, Field(title="Result")]
    text: LongText = Field(title="Comment", min_length=1)


@action(
    stream=Stream.RESULTS,
    risk=Risk.ROUTINE,
    carries=["E7"],
    says="Comment on {report}: {text}",
    in_palette=False,
)
def comment_result(command: CommentResult, *, by: Actor, now: datetime) -> ResultComment:
    """Keep a remark; it does not settle anything."""
    report = LabReport.objects.filter(pk=command.report).first()
    if report is None:
        raise RuleBroken("There is no such result. Look it up again.", field="report")
    about(patient_id=report.patient_id, subject=("lab_report", report.pk))
    return ResultComment.objects.create(report=report, by_id=by.staff_id, at=now, text=command.text)
