"""What a clinician asks the desk to do about a result, and the desk's answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from practicum.kernel.actions import Command, Risk, RuleBroken, Stream, about, action, publish, record
from practicum.kernel.actions.fields import LongText
from practicum.kernel.base import Actor
from practicum.kernel.worklist.engine import close_items, open_item
from practicum.rooms.results.events import DeskAnswered, DeskAsked
from practicum.rooms.results.lifecycle import DeskTask, RequestState
from practicum.rooms.results.models import DeskRequest, LabReport
from practicum.rooms.results.refs import ReportRef, RequestRef
from practicum.rooms.results.rules.naming import short_name
from practicum.rooms.results.work import REQUEST

Task = Literal["call_patient", "book_visit", "repeat_test", "refer", "send_copy", "other"]
DeskRole = Literal["front_desk", "scheduler", "nurse", "records_clerk"]


class AskDesk(Command):
    """Somebody at the desk is asked to act on a result."""

    report: Annotated[ReportRef, Field(title="Result")]
    task: Task = Field(default="call_patient", title="What to do")
    role: DeskRole = Field(default="front_desk", title="Who")
    note: LongText = Field(default="", title="What to say or arrange")


@action(
    stream=Stream.RESULTS, risk=Risk.ROUTINE, carries=["E7"], says="Ask {role}: {task} about {report}",
    in_palette=False,
)  # fmt: skip
def ask_desk(command: AskDesk, *, by: Actor, now: datetime) -> DeskRequest:
    """Open a work item at the desk about a report."""
    report = LabReport.objects.select_related("patient").filter(pk=command.report).first()
    if report is None:
        raise RuleBroken("There is no such result. Look it up again.", field="report")
    if report.patient is None:
        raise RuleBroken("Match it to its patient first; then the desk can act on it.")
    if command.task == "other" and not command.note:
        raise RuleBroken("Say what the desk should do.", field="note")
    request = DeskRequest.objects.create(
        report=report, task=command.task, note=command.note, role=command.role, asked_by_id=by.staff_id,
        asked_at=now,
    )  # fmt: skip
    words = DeskTask(command.task).label if command.task != "other" else command.note
    open_item(
        REQUEST,
        says=f"{words}: {report.patient}, about {short_name(report.service_name)}",
        subject_id=request.pk,
        patient_id=report.patient_id,
        role=command.role,
        now=now,
        by=by,
    )
    about(patient_id=report.patient_id, subject=("lab_report", report.pk))
    record(DeskAsked(occurred_at=now, request_id=request.pk))
    return request


class FinishRequest(Command):
    """The desk has done what a clinician asked, and says what came of it."""

    request: Annotated[RequestRef, Field(title="Request")]
    outcome: LongText = Field(title="What came of it", min_length=2)


@action(
    stream=Stream.RESULTS, risk=Risk.ROUTINE, carries=["E7"], says="Done as asked, {request}: {outcome}",
    in_palette=False,
)  # fmt: skip
def finish_request(command: FinishRequest, *, by: Actor, now: datetime) -> DeskRequest:
    """Close a request with its outcome."""
    request = (
        DeskRequest.objects.select_for_update(of=("self",))
        .select_related("report")
        .filter(pk=command.request)
        .first()
    )
    if request is None:
        raise RuleBroken("There is no such request. Look again.", field="request")
    if request.state != RequestState.OPEN:
        raise RuleBroken("A colleague has finished this already. What came of it stands beside the result.")
    request.state, request.done_at, request.done_by_id = RequestState.DONE, now, by.staff_id
    request.outcome = command.outcome
    request.save()
    close_items(REQUEST, subject_id=request.pk, outcome=command.outcome, by=by, now=now)
    about(patient_id=request.report.patient_id, subject=("lab_report", request.report_id))
    record(DeskAnswered(occurred_at=now, request_id=request.pk))
    publish("inbox")
    return request
