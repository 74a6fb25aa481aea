"""A critical result: opened at once, climbing, closed by its read-back and by nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from practicum.kernel.actions import Done, Refused, perform
from practicum.kernel.practice.models import Cover
from practicum.kernel.worklist.models import WorkItem
from practicum.rooms.results.actions import (
    AcknowledgeResult,
    LogAttempt,
    MatchResult,
    ReadBackCritical,
    SetCriticalLimit,
    TakeCritical,
    acknowledge_result,
    log_attempt,
    match_result,
    read_back_critical,
    set_critical_limit,
    take_critical,
)
from practicum.rooms.results.lifecycle import ATTEMPTS, StepKind
from practicum.rooms.results.models import CriticalResult, CriticalStep, Delivery, LabMessage, LabReport
from practicum.rooms.results.tests.clinic import NOW, PANIC, POTASSIUM, SODIUM, Clinic, Sent

CRITICAL = Sent(values=(SODIUM, PANIC))


def minutes(count: float) -> datetime:
    """So long after nine."""
    return NOW + timedelta(minutes=count)


@pytest.fixture
def loop(clinic: Clinic) -> CriticalResult:
    """A potassium of 7.1 for the physician."""
    clinic.receive(CRITICAL)
    return CriticalResult.objects.get()


def item(kind: str = "results.critical") -> WorkItem:
    return WorkItem.objects.get(kind=kind)


def read_back(loop: CriticalResult, by: object, text: str = "Potassium 7.1", **more: object) -> object:
    command = ReadBackCritical.model_validate({"critical": loop.pk, "read_back": text} | more)
    return perform(read_back_critical, command, by=by, now=minutes(5))  # type: ignore[arg-type]


def test_it_opens_at_once_for_the_ordering_clinician(clinic: Clinic, loop: CriticalResult) -> None:
    work = item()
    assert work.owner_id == clinic.physician.staff_id
    assert work.due_at == minutes(15)
    assert "Potassium 7.1 mmol/L" in work.says
    assert work.patient_id == clinic.patient.pk
    assert loop.findings[0]["because"] == "flagged critically high by the laboratory"
    assert Delivery.objects.get().rank == 2
    assert loop.steps.get().kind == StepKind.OPENED


def test_it_climbs_at_15_and_30_and_60_and_never_rests(clinic: Clinic, loop: CriticalResult) -> None:
    clinic.climb(at=minutes(14.9))
    assert item().step == 0
    clinic.climb(at=minutes(15))
    assert (item().step, item().role, item().owner_id) == (1, "physician", None)
    assert item("results.critical_help").role == "nurse"
    clinic.climb(at=minutes(30))
    assert (item().step, item().role) == (2, "manager")
    helpers = (
        WorkItem.objects.filter(kind="results.critical_help").order_by("id").values_list("role", flat=True)
    )
    assert list(helpers) == ["nurse", "physician"]
    clinic.climb(at=minutes(60))
    assert item().step == 3
    clinic.climb(at=minutes(75))
    assert item().step == 4
    climbs = loop.steps.filter(kind=StepKind.CLIMBED).order_by("at")
    assert [(step.at - NOW) // timedelta(minutes=1) for step in climbs] == [15, 30, 60, 75]
    assert climbs[0].whom == "any physician and every nurse"
    loop.refresh_from_db()
    assert loop.state == "open"


def test_every_step_missed_while_the_jobs_were_down_is_taken(clinic: Clinic, loop: CriticalResult) -> None:
    clinic.climb(at=minutes(40))
    assert item().step == 2
    assert loop.steps.filter(kind=StepKind.CLIMBED).count() == 2


def test_whoever_covers_comes_before_anybody(clinic: Clinic) -> None:
    Cover.objects.create(
        absent_id=clinic.physician.staff_id, covering_id=clinic.other_physician.staff_id,
        starts_at=NOW - timedelta(days=1), ends_at=NOW + timedelta(days=1),
    )  # fmt: skip
    clinic.receive(CRITICAL)
    loop = CriticalResult.objects.get()
    assert item().owner_id == clinic.other_physician.staff_id
    assert "covering for Ada Okafor" in loop.steps.get().whom
    assert loop.responsible_id == clinic.physician.staff_id


def test_the_read_back_closes_it_word_for_word(clinic: Clinic, loop: CriticalResult) -> None:
    assert isinstance(read_back(loop, clinic.physician, "Jane Moreau, potassium seven point one"), Done)
    loop.refresh_from_db()
    assert loop.state == "closed"
    assert loop.read_back == "Jane Moreau, potassium seven point one"
    assert (loop.read_back_by_id, loop.recorded_by_id, loop.read_back_at, loop.channel) == (
        clinic.physician.staff_id, clinic.physician.staff_id, minutes(5), "screen",
    )  # fmt: skip
    assert item().state == "done"
    assert Delivery.objects.get().state == "acknowledged"


def test_a_read_back_without_the_value_closes_nothing(clinic: Clinic, loop: CriticalResult) -> None:
    for text in ("ok", "potassium 1.7", "thanks, noted", "71"):
        result = read_back(loop, clinic.physician, text)
        assert isinstance(result, Refused) and result.field == "read_back"
        assert "does not repeat the value of Potassium" in result.reason
    loop.refresh_from_db()
    assert loop.state == "open" and item().state == "open"


def test_the_desk_records_a_telephone_read_back_of_a_named_clinician(
    clinic: Clinic, loop: CriticalResult
) -> None:
    refused = read_back(loop, clinic.desk)
    assert isinstance(refused, Refused) and "Dee Park cannot receive a critical value" in refused.reason
    on_screen = read_back(loop, clinic.desk, reader=clinic.nurse.staff_id)
    assert isinstance(on_screen, Refused) and on_screen.field == "channel"
    done = read_back(loop, clinic.desk, reader=clinic.other_physician.staff_id, channel="telephone")
    assert isinstance(done, Done)
    loop.refresh_from_db()
    assert loop.read_back_by_id == clinic.other_physician.staff_id
    assert loop.recorded_by_id == clinic.desk.staff_id
    assert Delivery.objects.get().state == "new"  # the ordering physician has not seen it yet


def test_a_trainee_can_record_it_at_once_and_an_outsider_cannot(clinic: Clinic, loop: CriticalResult) -> None:
    assert isinstance(read_back(loop, clinic.outsider), Refused)
    done = read_back(loop, clinic.trainee, reader=clinic.nurse.staff_id, channel="telephone")
    assert isinstance(done, Done) and done.reviewed


def test_it_is_read_back_once(clinic: Clinic, loop: CriticalResult) -> None:
    read_back(loop, clinic.physician)
    again = read_back(loop, clinic.other_physician)
    assert isinstance(again, Refused) and "already" in again.reason


def test_the_database_refuses_any_other_close(loop: CriticalResult) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        CriticalResult.objects.filter(pk=loop.pk).update(state="closed")
    with pytest.raises(DatabaseError), transaction.atomic():
        CriticalResult.objects.filter(pk=loop.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        CriticalStep.objects.update(says="rewritten")


def test_what_was_read_back_stays(clinic: Clinic, loop: CriticalResult) -> None:
    read_back(loop, clinic.physician)
    with pytest.raises(DatabaseError, match="stays as it was read back"), transaction.atomic():
        CriticalResult.objects.update(read_back="7.2")


@pytest.mark.parametrize("outcome", [kind.value for kind in ATTEMPTS])
def test_other_outcomes_are_recorded_as_themselves(
    clinic: Clinic, loop: CriticalResult, outcome: str
) -> None:
    command = LogAttempt.model_validate(
        {"critical": loop.pk, "outcome": outcome, "whom": "Dr. Okafor, mobile"}
    )
    assert isinstance(perform(log_attempt, command, by=clinic.nurse, now=minutes(3)), Done)
    step = loop.steps.order_by("id").last()
    assert step is not None and (step.kind, step.whom) == (outcome, "Dr. Okafor, mobile")
    loop.refresh_from_db()
    assert loop.state == "open" and item().state == "open"


def test_the_inbox_cannot_pass_it_by(clinic: Clinic, loop: CriticalResult) -> None:
    delivery = Delivery.objects.get()
    result = perform(
        acknowledge_result, AcknowledgeResult(delivery=delivery.pk), by=clinic.physician, now=minutes(1)
    )
    assert isinstance(result, Refused) and "Read the critical value back first" in result.reason


def test_taking_it_in_hand_does_not_stop_the_clock(clinic: Clinic, loop: CriticalResult) -> None:
    done = perform(take_critical, TakeCritical(critical=loop.pk), by=clinic.other_physician, now=minutes(2))
    assert isinstance(done, Done)
    clinic.climb(at=minutes(15))
    assert item().step == 1


def test_an_unmatched_critical_result_is_urgent_all_the_same(clinic: Clinic) -> None:
    clinic.receive(CRITICAL.but(mrn="X", family="Smyth", given="Who", birth="19800412"))
    loop = CriticalResult.objects.get()
    assert loop.patient is None and item().owner_id == clinic.physician.staff_id
    command = MatchResult(message=LabMessage.objects.get().pk, patient=clinic.patient.pk, reason="the order")
    assert isinstance(perform(match_result, command, by=clinic.desk, now=minutes(2)), Done)
    loop.refresh_from_db()
    assert loop.patient == clinic.patient
    assert loop.steps.filter(kind=StepKind.MATCHED).exists()


def test_nobody_to_ask_for_means_every_physician_and_nurse(clinic: Clinic) -> None:
    clinic.receive(CRITICAL.but(npi=""))
    assert (item().role, item().owner_id) == ("physician", None)
    assert item("results.critical_help").role == "nurse"


def test_the_practice_s_own_table_counts_without_a_flag(clinic: Clinic) -> None:
    clinic.receive(Sent(values=(("2823-3", "Potassium", "2.7", "mmol/L", "3.5-5.1", "L"),)))
    assert CriticalResult.objects.get().findings[0]["because"] == "below the practice's limit of 2.8 mmol/L"


def test_a_new_limit_holds_for_what_comes_from_now_on(clinic: Clinic) -> None:
    command = SetCriticalLimit.model_validate(
        {"code": "2823-3", "name": "Potassium", "unit": "mmol/L", "low": "2.8", "high": "5.5"}
    )
    refused = perform(set_critical_limit, command, by=clinic.desk, now=NOW)
    assert isinstance(refused, Refused) and "Physicians and managers" in refused.reason
    assert isinstance(perform(set_critical_limit, command, by=clinic.physician, now=NOW), Done)
    clinic.receive(Sent(values=(("2823-3", "Potassium", "5.6", "mmol/L", "3.5-5.1", "H"),)))
    assert CriticalResult.objects.exists()


def test_the_same_critical_value_in_the_final_version_opens_no_second_loop(clinic: Clinic) -> None:
    clinic.receive(CRITICAL.but(status="P"))
    read_back(CriticalResult.objects.get(), clinic.physician)
    clinic.receive(CRITICAL.but(control_id="C2"), at=minutes(30))
    assert CriticalResult.objects.count() == 1


def test_another_critical_value_in_a_correction_opens_another(clinic: Clinic) -> None:
    clinic.receive(CRITICAL)
    read_back(CriticalResult.objects.get(), clinic.physician)
    worse = ("2823-3", "Potassium", "7.9", "mmol/L", "3.5-5.1", "HH")
    clinic.receive(CRITICAL.but(control_id="C2", status="C", values=(worse,)), at=minutes(30))
    assert CriticalResult.objects.filter(state="open").count() == 1


def test_a_correction_while_it_is_open_changes_what_must_be_read_back(
    clinic: Clinic, loop: CriticalResult
) -> None:
    clinic.receive(CRITICAL.but(control_id="C2", status="C", values=(SODIUM, POTASSIUM)), at=minutes(2))
    loop.refresh_from_db()
    assert loop.state == "open" and loop.report == LabReport.objects.get(version=2)
    assert loop.findings[0]["value"] == "4.4"
    assert loop.findings[0]["because"] == "corrected from 7.1; no longer critical"
    assert isinstance(read_back(loop, clinic.physician, "potassium 7.1"), Refused)
    assert isinstance(read_back(loop, clinic.physician, "corrected to 4.4"), Done)
