"""Writing a new patient with all that was said about them; plain functions for actions to use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from practicum.kernel.actions import RuleBroken, about, record
from practicum.kernel.patients.duplicates import Duplicate, probable_duplicates
from practicum.kernel.patients.events import PatientRegistered
from practicum.kernel.patients.models import (
    Consent,
    Household,
    Patient,
    PatientAddress,
    PatientContact,
    PatientIdentifier,
    PatientName,
)
from practicum.kernel.patients.people import NewPatient
from practicum.kernel.patients.record_numbers import record_number
from practicum.kernel.patients.rules import Person, Verdict, address_key
from practicum.kernel.patients.search_keys import rebuild_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Whether duplicates were looked at, and who the new patient lives with."""

    is_somebody_else: bool = False
    lives_with: int | None = None


def as_person(new: NewPatient) -> Person:
    """A new patient as the comparison with those on record sees them."""
    address = address_key(new.address.line1, new.address.postal_code) if new.address else ""
    return Person(
        family=new.family, given=new.given, birth_date=new.birth_date, sex=new.sex,
        phones=frozenset(value for value, _use in new.phones), emails=frozenset(filter(None, [new.email])),
        addresses=frozenset(filter(None, [address])),
    )  # fmt: skip


def register(new: NewPatient, *, source: str, doubt: Doubt, now: datetime) -> Patient:
    """Write the patient, unless somebody on record is very likely the same person."""
    if not doubt.is_somebody_else:
        _refuse_the_same(probable_duplicates(as_person(new)))
    patient = _write(new, household=_household_of(doubt.lives_with), now=now)
    _write_belongings(patient, new, source=source, now=now)
    rebuild_keys([patient.pk])
    about(patient_id=patient.pk)
    record(PatientRegistered(patient_id=patient.pk, occurred_at=now))
    return patient


def _refuse_the_same(found: list[Duplicate]) -> None:
    same = [row for row in found if row.likeness.verdict is Verdict.SAME]
    if same:
        best = same[0]
        raise RuleBroken(
            f"{best.hit.name} ({best.hit.record_number}) is probably the same person: {best.why}. "
            "Open that chart, or tick that this is somebody else.",
            field="is_somebody_else",
        )


def next_record_number() -> str:
    """The next number, with its check digit."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('patients_record_number')")
        return record_number(cursor.fetchone()[0])


def _household_of(patient_id: int | None) -> Household | None:
    """The household of somebody on record, made when they have none yet."""
    if patient_id is None:
        return None
    other = Patient.objects.select_for_update().filter(pk=patient_id, merged_into=None).first()
    if other is None:
        raise RuleBroken("The person they live with is not on record. Search again.", field="lives_with")
    if other.household is None:
        other.household = Household.objects.create(name=other.family_name)
        other.save(update_fields=["household"])
    return other.household


def _write(new: NewPatient, *, household: Household | None, now: datetime) -> Patient:
    return Patient.objects.create(
        record_number=next_record_number(), family_name=new.family, given_name=new.given,
        preferred_name=new.preferred_name, birth_date=new.birth_date, sex=new.sex,
        gender_identity=new.gender_identity, pronouns=new.pronouns, preferred_language=new.language,
        needs_interpreter=new.needs_interpreter, preferred_channel=new.channel, household=household,
        deceased=new.deceased or new.deceased_date is not None, deceased_date=new.deceased_date,
        restricted=bool(new.restricted_reason), restricted_reason=new.restricted_reason,
        registered_at=new.registered_at or now, changed_at=now,
    )  # fmt: skip


def _write_belongings(patient: Patient, new: NewPatient, *, source: str, now: datetime) -> None:
    PatientName.objects.create(
        patient=patient,
        use="official",
        family=new.family,
        given=new.given,
        middle=new.middle,
        suffix=new.suffix,
    )
    if new.former_family:
        PatientName.objects.create(patient=patient, use="old", family=new.former_family, given=new.given)
    for rank, (value, use) in enumerate(new.phones, start=1):
        PatientContact.objects.create(patient=patient, kind="phone", value=value, use=use, rank=rank)
    if new.email:
        PatientContact.objects.create(patient=patient, kind="email", value=new.email, use="home")
    if a := new.address:
        PatientAddress.objects.create(
            patient=patient, use=a.use, line1=a.line1, line2=a.line2, city=a.city, state=a.state,
            postal_code=a.postal_code, country=a.country,
        )  # fmt: skip
    for system, value in new.identifiers:
        PatientIdentifier.objects.create(patient=patient, system=system, value=value)
    for channel, purpose in new.consents:
        Consent.objects.create(patient=patient, channel=channel, purpose=purpose, source=source, since_at=now)
