"""Which rows of an import are probably somebody on record, or somebody further up in the file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from practicum.kernel.patients.duplicates import people
from practicum.kernel.patients.models import Patient
from practicum.kernel.patients.people import NewPatient
from practicum.kernel.patients.registering import as_person
from practicum.kernel.patients.rules import Verdict, likeness
from practicum.lib.names import fold


@dataclass(frozen=True, slots=True)
class Double:
    """Somebody on record who is probably the row's person."""

    patient_id: int
    name: str
    record_number: str
    why: str


_NEAR = """
select distinct 'b', birth_date::text, patient_id from patients_patientkey where birth_date = any(%s::date[])
union all select 'c', value, patient_id from patients_patientcontact where value = any(%s)
union all select 'n', value, patient_id from patients_patientidentifier where value = any(%s)
"""


def doubles_of(new: Sequence[NewPatient]) -> list[list[Double]]:
    """For each person those on record who are very likely the same, in a handful of queries for all."""
    near = _near(new)
    known = people({patient_id for ids in near.values() for patient_id in ids})
    names = {
        p.pk: p
        for p in Patient.objects.filter(pk__in=known).only("id", "family_name", "given_name", "record_number")
    }
    found = []
    for person in new:
        ids = {i for key in _keys(person) for i in near.get(key, ())}
        compared = as_person(person)
        rows = []
        for patient_id in sorted(ids & set(known)):
            like = likeness(compared, known[patient_id])
            if like is not None and like.verdict is Verdict.SAME:
                rows.append(
                    Double(
                        patient_id,
                        str(names[patient_id]),
                        names[patient_id].record_number,
                        ", ".join(like.why),
                    )
                )
        found.append(rows)
    return found


def _keys(person: NewPatient) -> list[tuple[str, str]]:
    days = [person.birth_date]
    if person.birth_date.day <= 12:
        days.append(person.birth_date.replace(month=person.birth_date.day, day=person.birth_date.month))
    contacts = [value for value, _use in person.phones] + ([person.email] if person.email else [])
    numbers = [value for _system, value in person.identifiers]
    return [
        *(("b", d.isoformat()) for d in days),
        *(("c", c) for c in contacts),
        *(("n", n) for n in numbers),
    ]


def _near(new: Sequence[NewPatient]) -> dict[tuple[str, str], list[int]]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for person in new:
        for kind, value in _keys(person):
            wanted[kind].add(value)
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, [sorted(wanted[kind]) for kind in "bcn"])
        for kind, value, patient_id in cursor.fetchall():
            found[kind, value].append(patient_id)
    return found


def twice_key(person: NewPatient) -> str:
    """What two rows of one file share when they are one person written twice."""
    return f"{fold(person.family)}|{fold(person.given)}|{person.birth_date.isoformat()}"
