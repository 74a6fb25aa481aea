"""What a clinician does with a result, and what the desk is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from practicum.kernel.actions import Done, Refused, perform
from practicum.kernel.base import Actor
from practicum.kernel.worklist.models import WorkItem
from practicum.rooms.results.actions import (
    AcknowledgeResult,
    AskDesk,
    CommentResult,
    FinishRequest,
    ForwardResult,
    ReopenResult,
    acknowledge_result,
    ask_desk,
    comment_result,
    finish_request,
    forward_result,
    reopen_result,
)
from practicum.rooms.results.lifecycle import (
    CRITICAL_MOVES,
    DELIVERY_MOVES,
    CriticalState,
    DeliveryState,
    StepKind,
)
from practicum.rooms.results.models import CriticalResult, Delivery, DeskRequest, LabReport
from practicum.rooms.results.tests.clinic import HIGH, NOW, PANIC, Clinic, Sent

LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def delivery(clinic: Clinic) -> Delivery:
    """A high potassium in Dr. Okafor's inbox."""
    clinic.receive(Sent(values=(HIGH,)))
    return Delivery.objects.get()


def acknowledge(delivery: Delivery, by: Actor, comment: str = "") -> object:
    command = AcknowledgeResult(delivery=delivery.pk, comment=comment)
    return perform(acknowledge_result, command, by=by, now=LATER)


def test_acknowledge_with_a_comment_and_undo(clinic: Clinic, delivery: Delivery) -> None:
    assert isinstance(acknowledge(delivery, clinic.physician, "repeat in a week"), Done)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.settled_by_id, delivery.settled_at, delivery.comment) == (
        "acknowledged", clinic.physician.staff_id, LATER, "repeat in a week",
    )  # fmt: skip
    again = acknowledge(delivery, clinic.physician)
    assert isinstance(again, Refused) and "no longer waiting" in again.reason
    undone = perform(reopen_result, ReopenResult(delivery=delivery.pk), by=clinic.physician, now=LATER)
    assert isinstance(undone, Done)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.settled_at) == ("new", None)


def test_a_colleague_files_for_an_absent_one_in_her_own_name(clinic: Clinic, delivery: Delivery) -> None:
    assert isinstance(acknowledge(delivery, clinic.other_physician), Done)
    delivery.refresh_from_db()
    assert (delivery.to_id, delivery.settled_by_id) == (
        clinic.physician.staff_id,
        clinic.other_physician.staff_id,
    )


def test_the_desk_and_outsiders_settle_nothing(clinic: Clinic, delivery: Delivery) -> None:
    for who in (clinic.desk, clinic.manager, clinic.trainee, clinic.outsider):
        assert isinstance(acknowledge(delivery, who), Refused)
    delivery.refresh_from_db()
    assert delivery.state == "new"


def test_forwarding_moves_it_with_a_note(clinic: Clinic, delivery: Delivery) -> None:
    command = ForwardResult(delivery=delivery.pk, to=clinic.other_physician.staff_id, note="your patient")
    assert isinstance(perform(forward_result, command, by=clinic.physician, now=LATER), Done)
    delivery.refresh_from_db()
    assert delivery.state == "forwarded"
    theirs = Delivery.objects.get(state="new")
    assert (theirs.to_id, theirs.note, theirs.forwarded_from) == (
        clinic.other_physician.staff_id, "your patient", delivery,
    )  # fmt: skip


@pytest.mark.parametrize("whom", ["desk", "physician"])
def test_forwarding_to_nobody_who_reads_results_is_refused(
    clinic: Clinic, delivery: Delivery, whom: str
) -> None:
    command = ForwardResult(delivery=delivery.pk, to=getattr(clinic, whom).staff_id)
    result = perform(forward_result, command, by=clinic.physician, now=LATER)
    assert isinstance(result, Refused) and result.field == "to"


def test_forwarding_a_critical_one_names_the_new_responsible(clinic: Clinic) -> None:
    clinic.receive(Sent(values=(PANIC,)))
    delivery = Delivery.objects.get()
    command = ForwardResult(delivery=delivery.pk, to=clinic.other_physician.staff_id, note="on call")
    perform(forward_result, command, by=clinic.physician, now=LATER)
    loop = CriticalResult.objects.get()
    assert (loop.state, loop.responsible_id) == ("open", clinic.other_physician.staff_id)
    assert loop.steps.filter(kind=StepKind.FORWARDED).exists()


def test_the_desk_is_asked_and_answers(clinic: Clinic, delivery: Delivery) -> None:
    command = AskDesk(report=delivery.report_id, task="call_patient", note="repeat potassium on Thursday")
    assert isinstance(perform(ask_desk, command, by=clinic.physician, now=LATER), Done)
    request = DeskRequest.objects.get()
    work = WorkItem.objects.get(kind="results.request")
    assert (work.role, work.subject_id) == ("front_desk", request.pk)
    assert "Call the patient: Moreau, Jane" in work.says
    finish = FinishRequest(request=request.pk, outcome="reached, comes Thursday at 9")
    assert isinstance(perform(finish_request, finish, by=clinic.desk, now=LATER), Done)
    request.refresh_from_db()
    assert (request.state, request.done_by_id) == ("done", clinic.desk.staff_id)
    assert isinstance(perform(finish_request, finish, by=clinic.desk, now=LATER), Refused)


def test_something_else_must_be_said(clinic: Clinic, delivery: Delivery) -> None:
    command = AskDesk(report=delivery.report_id, task="other")
    result = perform(ask_desk, command, by=clinic.physician, now=LATER)
    assert isinstance(result, Refused) and result.field == "note"


def test_a_comment_stays_beside_the_result(clinic: Clinic, delivery: Delivery) -> None:
    command = CommentResult(report=delivery.report_id, text="on spironolactone")
    assert isinstance(perform(comment_result, command, by=clinic.nurse, now=LATER), Done)
    assert LabReport.objects.get().comments.get().text == "on spironolactone"


def test_the_tables_of_states_are_whole() -> None:
    assert set(DELIVERY_MOVES) == set(DeliveryState)
    assert set(CRITICAL_MOVES) == set(CriticalState)
    closing = [move for move, to in CRITICAL_MOVES[CriticalState.OPEN].items() if to is CriticalState.CLOSED]
    assert closing == [StepKind.READ_BACK]
