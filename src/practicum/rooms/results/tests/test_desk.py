"""The matching desk, and a wrong match taken back with its trail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from practicum.kernel.actions import Done, Held, Refused, perform
from practicum.kernel.worklist.models import WorkItem
from practicum.rooms.results.actions import (
    AcknowledgeResult,
    MatchResult,
    SendResultTo,
    UnmatchResult,
    acknowledge_result,
    match_result,
    send_result_to,
    unmatch_result,
)
from practicum.rooms.results.models import Delivery, LabMessage, LabReport, MatchDecision, Observation
from practicum.rooms.results.tests.clinic import HIGH, NOW, Clinic, Sent, make_patient

LATER = NOW + timedelta(minutes=20)
UNSURE = Sent(mrn="X", birth="19810412")


@pytest.fixture
def message(clinic: Clinic) -> LabMessage:
    """A result whose birth date is one slip from Jane's."""
    clinic.receive(UNSURE)
    return LabMessage.objects.get()


def match(message: LabMessage, clinic: Clinic, **more: object) -> object:
    values = {"message": message.pk, "patient": clinic.patient.pk, "reason": "date checked by phone"} | more
    return perform(match_result, MatchResult.model_validate(values), by=clinic.desk, now=LATER)


def test_a_person_decides_and_the_result_goes_on(clinic: Clinic, message: LabMessage) -> None:
    assert WorkItem.objects.get(kind="results.unmatched").state == "open"
    assert isinstance(match(message, clinic), Done)
    decision = MatchDecision.objects.get()
    assert (decision.how, decision.decided_by_id) == ("person", clinic.desk.staff_id)
    assert decision.reasons.startswith("date checked by phone; birth date one slip away")
    assert Delivery.objects.get().to_id == clinic.physician.staff_id
    assert Observation.objects.filter(patient=clinic.patient).count() == 2
    assert WorkItem.objects.get(kind="results.unmatched").state == "done"


def test_little_agreement_needs_a_word(clinic: Clinic, message: LabMessage) -> None:
    result = match(message, clinic, reason="")
    assert isinstance(result, Refused) and result.field == "reason"
    assert "the birth date differs" in result.reason


def test_a_trainee_s_match_is_held(clinic: Clinic, message: LabMessage) -> None:
    command = MatchResult(message=message.pk, patient=clinic.patient.pk, reason="looks right")
    assert isinstance(perform(match_result, command, by=clinic.trainee, now=LATER), Held)
    assert LabReport.objects.get().patient is None


def test_it_is_matched_once(clinic: Clinic, message: LabMessage) -> None:
    match(message, clinic)
    again = match(message, clinic)
    assert isinstance(again, Refused) and "Somebody has just matched" in again.reason


def test_matching_to_a_merged_record_reaches_the_survivor(clinic: Clinic, message: LabMessage) -> None:
    old = make_patient("1000033", "Moreau", "Jane")
    old.merged_into = clinic.patient
    old.save()
    match(message, clinic, patient=old.pk)
    assert LabReport.objects.get().patient == clinic.patient


def test_a_wrong_match_is_undone_with_its_trail_and_its_readers_are_told(clinic: Clinic) -> None:
    clinic.receive(Sent(values=(HIGH,)))
    delivery = Delivery.objects.get()
    seen = perform(
        acknowledge_result, AcknowledgeResult(delivery=delivery.pk), by=clinic.physician, now=LATER
    )
    assert isinstance(seen, Done)
    message = LabMessage.objects.get()
    undo = UnmatchResult(message=message.pk, reason="the specimen was her sister's")
    assert isinstance(perform(unmatch_result, undo, by=clinic.nurse, now=LATER), Done)
    report = LabReport.objects.get()
    assert report.patient is None and not Observation.objects.filter(patient__isnull=False).exists()
    decision = MatchDecision.objects.get()
    assert (decision.undone_by_id, decision.undone_reason) == (
        clinic.nurse.staff_id, "the specimen was her sister's",
    )  # fmt: skip
    delivery.refresh_from_db()
    assert delivery.state == "withdrawn"
    told = WorkItem.objects.get(kind="results.withdrawn")
    assert told.owner_id == clinic.physician.staff_id
    assert WorkItem.objects.get(kind="results.unmatched", state="open").subject_id == message.pk
    sister = make_patient("1000058", "Moreau", "Joan")
    assert isinstance(match(message, clinic, patient=sister.pk, reason="her sister"), Done)
    assert Delivery.objects.filter(state="new").count() == 1


def test_a_no_is_remembered_for_later_versions(clinic: Clinic) -> None:
    clinic.receive(Sent(status="P"))
    message = LabMessage.objects.get()
    perform(unmatch_result, UnmatchResult(message=message.pk, reason="not hers"), by=clinic.nurse, now=LATER)
    clinic.receive(Sent(control_id="C2", status="F"))
    assert LabMessage.objects.order_by("id").last().patient is None  # type: ignore[union-attr]


def test_nothing_to_undo(clinic: Clinic, message: LabMessage) -> None:
    undo = UnmatchResult(message=message.pk, reason="just in case")
    assert isinstance(perform(unmatch_result, undo, by=clinic.nurse, now=LATER), Refused)


@pytest.mark.parametrize("number", [1, 2**62])
def test_other_people_s_ids_are_refused_with_a_sentence(clinic: Clinic, number: int) -> None:
    LabMessage.objects.all().delete()
    for command in (
        MatchResult(message=number, patient=number),
        MatchResult(message=number, patient=clinic.patient.pk),
    ):
        result = perform(match_result, command, by=clinic.desk, now=LATER)
        assert isinstance(result, Refused) and result.reason.startswith("There is no such")


def test_an_unknown_provider_s_result_is_sent_on(clinic: Clinic) -> None:
    clinic.receive(Sent(npi="1999999984"))
    report = LabReport.objects.get()
    to_desk = SendResultTo(report=report.pk, to=clinic.desk.staff_id)
    refused = perform(send_result_to, to_desk, by=clinic.nurse, now=LATER)
    assert isinstance(refused, Refused) and "does not read results" in refused.reason
    command = SendResultTo(report=report.pk, to=clinic.other_physician.staff_id, note="is covering")
    assert isinstance(perform(send_result_to, command, by=clinic.nurse, now=LATER), Done)
    assert Delivery.objects.get().to_id == clinic.other_physician.staff_id
    assert WorkItem.objects.get(kind="results.unrouted").state == "done"
