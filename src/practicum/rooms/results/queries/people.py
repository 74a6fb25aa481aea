"""The patient and colleagues as lists show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from practicum.kernel.patients.models import Patient
from practicum.kernel.practice.models import Cover, Staff
from practicum.rooms.results.rules.criticals import age_in_years


@dataclass(frozen=True)
class PatientShown:
    """A patient in a line: what ui.patient_line takes."""

    id: int
    name: str
    birth_date: date | None
    age: int | None
    record_number: str
    restricted: bool = False
    sex: str = ""


def shown(patient: Patient | None, *, on: date) -> PatientShown | None:
    """The line of a patient, or None when there is none yet."""
    if patient is None:
        return None
    return PatientShown(
        id=patient.pk,
        name=patient.display_name,
        birth_date=patient.birth_date,
        age=age_in_years(patient.birth_date, on),
        record_number=patient.record_number,
        restricted=patient.restricted,
        sex=patient.get_sex_display() if patient.sex in {"female", "male", "other"} else "",
    )


@dataclass(frozen=True)
class Colleague:
    """Somebody a result can be sent to."""

    id: int
    name: str


def readers() -> tuple[Colleague, ...]:
    """Clinicians and nurses who work here, clinicians first."""
    found = Staff.objects.filter(active=True, roles__overlap=["physician", "nurse_practitioner", "nurse"])
    rows = found.values_list("pk", "name", "roles", "family_name")
    order = sorted(rows, key=lambda row: ("nurse" in row[2] and len(row[2]) == 1, row[3], row[1]))
    return tuple(Colleague(pk, name) for pk, name, _, _ in order)


def covered_by(staff_id: int, *, now: datetime) -> tuple[int, ...]:
    """Colleagues whose results this person stands in for now."""
    covers = Cover.objects.filter(
        covering_id=staff_id, cancelled_at__isnull=True, starts_at__lte=now, ends_at__gt=now
    ).values_list("absent_id", "streams")
    return tuple({absent for absent, streams in covers if not streams or "results" in streams})
