"""A message from its bytes to the inbox: matched, versioned, delivered, and never twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from practicum.kernel.events.models import Inbound
from practicum.kernel.ledger.models import LedgerEntry
from practicum.kernel.worklist.models import WorkItem
from practicum.rooms.results.models import Delivery, LabMessage, LabReport, MatchDecision, Observation
from practicum.rooms.results.tests.clinic import HIGH, NOW, POTASSIUM, SODIUM, Clinic, Sent, make_patient

RESULT = Sent()


def test_a_result_is_matched_and_lands_in_the_ordering_providers_inbox(clinic: Clinic) -> None:
    clinic.receive(RESULT)
    report = LabReport.objects.get()
    assert report.patient == clinic.patient
    assert (report.service_name, report.status, report.abnormality) == ("Metabolic panel", "final", "normal")
    assert report.ordering_provider_id == clinic.physician.staff_id
    delivery = Delivery.objects.get()
    assert (delivery.to_id, delivery.state, delivery.rank) == (clinic.physician.staff_id, "new", 0)
    values = Observation.objects.order_by("position").values_list("name", "value", "units", "patient_id")
    assert list(values) == [
        ("Sodium", "140", "mmol/L", clinic.patient.pk), ("Potassium", "4.4", "mmol/L", clinic.patient.pk),
    ]  # fmt: skip
    decision = MatchDecision.objects.get()
    assert decision.how == "score" and "record number 1000017" in decision.reasons
    assert Inbound.objects.get().state == "handled"
    entry = LedgerEntry.objects.get(name="results.file_message")
    assert entry.patient_id == clinic.patient.pk and entry.staff_name.startswith("Practicum")


def test_an_abnormal_value_makes_an_abnormal_report(clinic: Clinic) -> None:
    clinic.receive(RESULT.but(values=(SODIUM, HIGH)))
    assert LabReport.objects.get().abnormality == "abnormal"
    assert Delivery.objects.get().rank == 1


def test_the_same_message_again_has_no_second_effect(clinic: Clinic) -> None:
    clinic.receive(RESULT)
    clinic.receive(RESULT)
    assert (LabReport.objects.count(), Delivery.objects.count(), LabMessage.objects.count()) == (1, 1, 1)


def test_the_same_result_under_a_new_control_id_has_no_second_effect(clinic: Clinic) -> None:
    clinic.receive(RESULT)
    clinic.receive(RESULT.but(control_id="C2"))
    assert (LabReport.objects.count(), Delivery.objects.count()) == (1, 1)
    repeat = LabMessage.objects.order_by("id").last()
    assert repeat is not None and repeat.patient == clinic.patient
    assert repeat.odd == ["Metabolic panel: the same as before; nothing changed."]


def test_a_correction_stands_beside_what_it_corrects(clinic: Clinic) -> None:
    clinic.receive(RESULT)
    clinic.receive(RESULT.but(control_id="C2", status="C", values=(SODIUM, HIGH)))
    first, second = LabReport.objects.order_by("version")
    assert (first.is_current, second.is_current, second.supersedes) == (False, True, first)
    assert second.status == "corrected"
    assert Observation.objects.filter(report=first, value="4.4").exists()
    states = Delivery.objects.order_by("id").values_list("report_id", "state")
    assert list(states) == [(first.pk, "superseded"), (second.pk, "new")]


def test_a_preliminary_that_comes_after_the_final_stays_beside_it(clinic: Clinic) -> None:
    clinic.receive(RESULT)
    clinic.receive(RESULT.but(control_id="C2", status="P", values=(SODIUM,)))
    late = LabReport.objects.get(version=2)
    assert not late.is_current and LabReport.objects.get(version=1).is_current
    assert Delivery.objects.count() == 1
    assert any("after a newer version" in line for line in late.odd)


def test_what_was_received_cannot_be_changed(clinic: Clinic) -> None:
    clinic.receive(RESULT)
    value = Observation.objects.first()
    assert value is not None
    value.value = "9.9"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        value.save()
    with pytest.raises(DatabaseError, match="are kept"), transaction.atomic():
        Observation.objects.all().delete()


def test_nobody_known_becomes_a_work_item_with_the_reason(clinic: Clinic) -> None:
    clinic.receive(RESULT.but(mrn="X", family="Nobody", given="Here", birth="19010101"))
    message = LabMessage.objects.get()
    assert message.patient is None and Delivery.objects.count() == 0
    item = WorkItem.objects.get(kind="results.unmatched")
    assert item.subject_id == message.pk and item.role == "front_desk"
    assert "nobody here is like the patient" in item.says


def test_twins_with_a_slipped_number_are_not_guessed(clinic: Clinic) -> None:
    make_patient("1000025", "Moreau", "June")
    clinic.receive(RESULT.but(mrn="1000025"))
    assert LabMessage.objects.get().patient is None
    assert "differs" in WorkItem.objects.get(kind="results.unmatched").says


def test_a_merged_record_is_followed_to_the_survivor(clinic: Clinic) -> None:
    old = make_patient("1000033", "Moreau", "Jane")
    old.merged_into = clinic.patient
    old.save()
    clinic.receive(RESULT.but(mrn="1000033"))
    assert LabReport.objects.get().patient == clinic.patient
    assert "merged into 1000017" in MatchDecision.objects.get().reasons


def test_an_unknown_provider_becomes_a_work_item(clinic: Clinic) -> None:
    clinic.receive(RESULT.but(npi="1999999984"))
    assert Delivery.objects.count() == 0
    item = WorkItem.objects.get(kind="results.unrouted")
    assert "Okafor, Ada (1999999984)" in item.says and item.patient_id == clinic.patient.pk


def test_several_tests_in_one_message(clinic: Clinic) -> None:
    second = (
        RESULT.raw.split(b"ORC|RE")[1]
        .replace(b"F100", b"F101")
        .replace(b"24323-8^Metabolic", b"58410-2^Blood")
    )
    clinic.receive(RESULT.raw + b"ORC|RE" + second)
    assert LabReport.objects.count() == 2 and LabMessage.objects.count() == 1


def test_the_same_test_twice_in_one_message_is_two_reports(clinic: Clinic) -> None:
    second = RESULT.raw.split(b"ORC|RE")[1].replace(b"|140|", b"|141|")
    clinic.receive(RESULT.raw + b"ORC|RE" + second)
    assert LabReport.objects.filter(is_current=True).count() == 2
    clinic.receive(RESULT.but(control_id="C9").raw + b"ORC|RE" + second, key="again")
    assert LabReport.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sent_at": "20261101080000-0500"}, "The laboratory's clock is 25 hours behind ours."),
        ({"drawn": "20261103080000-0500"}, "The time of collection lies in the future."),
        ({"drawn": ""}, "The laboratory sent no time of collection."),
        (
            {"values": (("2823-3", "Potassium", "4.4", "mmol/L", "5.1-3.5", ""),)},
            "Potassium: the range 5.1-3.5 was sent with its ends reversed.",
        ),
        (
            {"values": (("2823-3", "Potassium", "30", "furlongs", "", ""),)},
            "Potassium: the practice's critical limit could not be applied to furlongs.",
        ),
        (
            {"values": (("2823-3", "Potassium", "4.4", "mmol/L", "3.5-5.1", "ZZ"),)},
            "Potassium: the flag ZZ is not in the standard's list; it counts as abnormal.",
        ),
    ],
)
def test_oddities_are_said_and_the_result_is_filed(
    clinic: Clinic, changes: dict[str, object], said: str
) -> None:
    clinic.receive(RESULT.but(**changes))
    report = LabReport.objects.get()
    assert said in [*report.odd, *report.message.odd]
    assert Delivery.objects.exists()


@pytest.mark.parametrize(
    "value", ["five point one", "5,1", "1:160", "Ünïcode ✓ 漢字", "x" * 20_000, "9" * 60]
)
def test_any_text_is_kept_as_it_came(clinic: Clinic, value: str) -> None:
    raw = RESULT.but(values=(("1-1", "Odd", value, "", "", ""),)).raw
    clinic.receive(raw.replace(b"|P|2.5.1", b"|P|2.5.1||||||UNICODE UTF-8"))
    kept = Observation.objects.get()
    assert kept.value == value
    assert kept.number is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not hl7 at all",
        b"MSH|^~\\&|LIS|LAB|||20261102||ORU^R01|C1|P|2.5.1\rPID|1||1\r",
        b"MSH|^~\\&|LIS|LAB|||20261102||ADT^A01|C1|P|2.5.1\r",
        Sent().raw.replace(b"2.5.1", b"9.9"),
        Sent().raw.replace(b"OBR|1", b"ZZZ|1"),
    ],
)
def test_an_unreadable_message_is_kept_and_waits_for_a_person(clinic: Clinic, raw: bytes) -> None:
    clinic.receive(raw, key="broken")
    inbound = Inbound.objects.get()
    assert inbound.state == "dead" and bytes(inbound.raw) == raw and inbound.last_error
    assert LabMessage.objects.count() == 0
    assert WorkItem.objects.filter(subject_id=inbound.pk).exists()


def test_a_failure_halfway_leaves_nothing_half_done(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    from practicum.rooms.results import delivering

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as broken:
        broken.setattr(delivering, "route", fail)
        clinic.receive(RESULT)
    assert LabReport.objects.count() == 0 and LabMessage.objects.count() == 0
    assert Inbound.objects.get().state == "waiting"
    from practicum.kernel.events import inbox

    inbox.tick(now=NOW + timedelta(minutes=1))
    assert Delivery.objects.count() == 1


def test_a_new_version_is_matched_as_the_earlier_one_was(clinic: Clinic) -> None:
    from practicum.kernel.actions import Done, perform
    from practicum.rooms.results.actions import MatchResult, match_result

    unlike = RESULT.but(mrn="X", family="Smyth", given="J", birth="19800412", status="P")
    clinic.receive(unlike)
    message = LabMessage.objects.get()
    done = perform(
        match_result, MatchResult(message=message.pk, patient=clinic.patient.pk, reason="on the phone"),
        by=clinic.desk, now=NOW,
    )  # fmt: skip
    assert isinstance(done, Done), done
    clinic.receive(unlike.but(control_id="C2", status="F", values=(POTASSIUM,)))
    assert LabReport.objects.get(version=2).patient == clinic.patient
    assert MatchDecision.objects.filter(how="earlier").exists()


def test_two_patients_in_one_message(clinic: Clinic) -> None:
    other = make_patient("1000041", "Abara", "Chidi", date(1975, 1, 2), "male")
    more = Sent(mrn="1000041", family="Abara", given="Chidi", birth="19750102", sex="M", filler="F200").raw
    clinic.receive(RESULT.raw + more.split(b"\r", 1)[1])
    assert set(LabReport.objects.values_list("patient_id", flat=True)) == {clinic.patient.pk, other.pk}
