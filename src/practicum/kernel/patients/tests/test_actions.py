"""Changing patients: done, refused, undone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from practicum.kernel.actions import Done, Held, Refused, perform
from practicum.kernel.patients import actions as a
from practicum.kernel.patients.actions.demographics import RestoreDemographics
from practicum.kernel.patients.models import Consent, Patient, PatientContact
from practicum.kernel.patients.search import search

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)


def found(text: str) -> list[int]:
    return [hit.patient_id for hit in search(text, today=TODAY).hits]


def test_a_trainee_registers_and_it_is_reviewed(cast: Any) -> None:
    command = a.RegisterPatient(given_name="Zoë", family_name="O’Neill", birth_date="2/29/1992")
    result = perform(a.register_patient, command, by=cast.trainee, now=cast.now)
    assert isinstance(result, Done)
    assert result.reviewed
    assert found("oneill zoe") == [result.id]


def test_a_former_name_still_finds(cast: Any) -> None:
    patient = cast.patient
    cast.does(a.change_name, a.ChangeName(patient=patient.pk, family_name="Berg", given_name="Ada"))
    patient.refresh_from_db()
    assert patient.family_name == "Berg"
    assert found("quist") == found("berg") == [patient.pk]


def test_taking_back_a_change_of_name(cast: Any) -> None:
    from practicum.kernel.patients.actions.naming import ReopenName, reopen_name

    patient = cast.patient
    name = cast.does(
        a.change_name, a.ChangeName(patient=patient.pk, family_name="Berg", given_name="Ada")
    ).outcome
    cast.does(reopen_name, ReopenName(name=name.pk))
    patient.refresh_from_db()
    assert patient.family_name == "Quist"
    assert found("berg") == []


def test_a_change_is_put_back_unless_changed_again(cast: Any) -> None:
    patient = cast.patient
    change = cast.does(
        a.change_demographics, a.ChangeDemographics(patient=patient.pk, birth_date="3/5/1985")
    ).outcome
    assert found("quist 3/5/1985") == [patient.pk]
    cast.does(a.restore_demographics, RestoreDemographics(change=change.pk))
    patient.refresh_from_db()
    assert patient.birth_date == date(1985, 3, 4)
    again = perform(a.restore_demographics, RestoreDemographics(change=change.pk), by=cast.desk, now=cast.now)
    assert isinstance(again, Refused)


def test_a_new_number_keeps_the_old_one_findable(cast: Any) -> None:
    patient = cast.patient
    contact = patient.contacts.get()
    cast.does(a.change_contact, a.ChangeContact(contact=contact.pk, phone="646 555 0101"))
    assert found("5550142") == found("6465550101") == [patient.pk]
    assert PatientContact.objects.filter(patient=patient, end_date=None).get().value == "+16465550101"


def test_consent_is_recorded_once_and_revoked_at_once(cast: Any) -> None:
    patient = cast.patient
    command = a.RecordConsent(patient=patient.pk, channel="sms", source="form")
    assert isinstance(perform(a.record_consent, command, by=cast.desk, now=cast.now), Refused)
    consent = Consent.objects.get(patient=patient)
    cast.does(a.revoke_consent, a.RevokeConsent(consent=consent.pk, source="said stop on the phone"))
    consent.refresh_from_db()
    assert consent.revoked_at == cast.now
    assert isinstance(perform(a.record_consent, command, by=cast.desk, now=cast.now), Done)


def test_text_messages_need_a_number(cast: Any) -> None:
    patient = cast.another_patient(phone=None, preferred_channel="letter", may_text=False)
    command = a.RecordConsent(patient=patient.pk, channel="sms", source="form")
    result = perform(a.record_consent, command, by=cast.desk, now=cast.now)
    assert isinstance(result, Refused) and "phone number" in result.reason


def test_merging_is_beyond_trainees_and_others(cast: Any) -> None:
    other = cast.another_patient()
    command = a.MergePatients(survivor=cast.patient.pk, merged=other.pk, reason="same person")
    assert isinstance(perform(a.merge_patients, command, by=cast.trainee, now=cast.now), Refused)
    assert isinstance(perform(a.merge_patients, command, by=cast.outsider, now=cast.now), Refused)
    assert Patient.objects.filter(merged_into=None).count() == 2


def test_death_is_noted_under_a_countersign_and_can_be_corrected(cast: Any) -> None:
    patient = cast.patient
    command = a.MarkDeceased(patient=patient.pk, deceased_date="10/30/2026")
    assert isinstance(perform(a.mark_deceased, command, by=cast.trainee, now=cast.now), Held)
    cast.does(a.mark_deceased, command)
    early = a.MarkDeceased(patient=cast.another_patient().pk, deceased_date="1/1/1980")
    assert isinstance(perform(a.mark_deceased, early, by=cast.manager, now=cast.now), Refused)
    cast.does(a.unmark_deceased, a.UnmarkDeceased(patient=patient.pk))
    patient.refresh_from_db()
    assert not patient.deceased


def test_a_household_grows_and_a_guarantor_is_somebody_else(cast: Any) -> None:
    child = cast.another_patient(given_name="Finn", birth_date="6/1/2015")
    cast.does(a.set_household, a.SetHousehold(patient=child.pk, lives_with=cast.patient.pk))
    child.refresh_from_db()
    cast.patient.refresh_from_db()
    assert child.household_id == cast.patient.household_id is not None
    himself = a.SetGuarantor(patient=child.pk, person=child.pk)
    assert isinstance(perform(a.set_guarantor, himself, by=cast.desk, now=cast.now), Refused)
    nobody = a.SetGuarantor(patient=child.pk)
    assert isinstance(perform(a.set_guarantor, nobody, by=cast.desk, now=cast.now), Refused)
    cast.does(a.set_guarantor, a.SetGuarantor(patient=child.pk, person=cast.patient.pk))


@pytest.mark.parametrize(
    "wrong",
    [{"birth_date": "1/1/2999"}, {"birth_date": "13/13/1985"}, {"family_name": "\x00"}, {"family_name": "💡"},
     {"family_name": "x" * 121}, {"phone": "911"}, {"email": "a@b"}, {"lives_with": -1}, {"sex": "F"}, {"more": 1}],
)  # fmt: skip
def test_bad_input_is_said_field_by_field(wrong: dict[str, Any]) -> None:
    good = {"given_name": "Ada", "family_name": "Quist", "birth_date": "3/4/85"}
    with pytest.raises(ValidationError):
        a.RegisterPatient.model_validate(good | wrong)


def test_loading_many_is_one_entry_with_a_digest(cast: Any) -> None:
    from practicum.kernel.base import SYSTEM
    from practicum.kernel.ledger.models import LedgerEntry
    from practicum.kernel.patients.people import NewAddress, NewPatient

    def people() -> Any:
        for number in range(50):
            yield NewPatient(
                given="Ida", family=f"Load{chr(97 + number % 26)}", birth_date=date(1990, 1, 1 + number % 28),
                phones=((f"+12125550{number:03}", "mobile"),), email=f"i{number}@example.org",
                address=NewAddress(line1="1 Elm", city="Troy"), household=number // 2,
                guarantor=0 if number == 1 else None, consents=(("sms", "health"),), identifiers=(("old", str(number)),),
                former_family="Maiden" if number == 3 else "",
            )  # fmt: skip

    loaded = a.load(people(), source="a test", by=SYSTEM, now=cast.now)
    assert len(loaded.ids) == 50
    entry = LedgerEntry.objects.get(name="patients.load_patients")
    assert entry.detail["digest"] == loaded.digest and entry.detail["count"] == 50
    assert found("maiden") == [loaded.ids[3]]
    first, second = Patient.objects.get(pk=loaded.ids[0]), Patient.objects.get(pk=loaded.ids[1])
    assert first.household_id == second.household_id
    assert second.guarantors.get().person_id == first.pk


def test_a_shared_telephone_shows_everybody(cast: Any) -> None:
    one = cast.patient
    two = cast.another_patient(given_name="Finn", birth_date="6/1/2015", lives_with=one.pk)
    assert set(found("0142")) == {one.pk, two.pk}
    assert found("finn 0142") == [two.pk]


def test_the_second_tier_says_why(cast: Any) -> None:
    one = cast.another_patient(given_name="William", family_name="Meyer")
    for typed, why in (
        ("bill meyer", "short for"),
        ("william maier", "sounds"),
        ("meyer 4/3/1985", "swapped"),
    ):
        hits = search(typed, today=TODAY).hits
        assert [hit.patient_id for hit in hits] == [one.pk], typed
        assert hits[0].alike and why in hits[0].why, hits[0].why
