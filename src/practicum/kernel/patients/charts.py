"""Getting hold of a patient to change them, and noting what a change replaced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from practicum.kernel.actions import RuleBroken, record
from practicum.kernel.base import Actor
from practicum.kernel.patients.events import DemographicsChanged
from practicum.kernel.patients.models import Patient, PatientChange


def open_chart(patient_id: int) -> Patient:
    """The patient, locked until the action ends. Refuses a chart that went into another."""
    patient = Patient.objects.select_for_update().filter(pk=patient_id).first()
    if patient is None:
        raise RuleBroken("There is no such patient. Search again.", field="patient")
    if patient.merged_into_id is not None:
        number = Patient.objects.values_list("record_number", flat=True).get(pk=patient.merged_into_id)
        raise RuleBroken(f"This chart was merged into record {number}. Do this there.", field="patient")
    return patient


def change_fields(patient: Patient, values: Mapping[str, Any], *, by: Actor, now: datetime) -> PatientChange:
    """Set fields of the patient's own row and keep what they held before."""
    before, after = {}, {}
    for name, value in values.items():
        held = getattr(patient, name)
        if held != value:
            before[name], after[name] = _json(held), _json(value)
            setattr(patient, name, value)
    if not after:
        raise RuleBroken("Nothing would change: it is on record like this already.")
    patient.changed_at = now
    patient.save()
    record(DemographicsChanged(patient_id=patient.pk, occurred_at=now))
    return PatientChange.objects.create(
        patient=patient, before=before, after=after, changed_at=now, by_id=by.staff_id
    )


def touch(patient: Patient, *, now: datetime) -> None:
    """Say that something belonging to the patient has changed."""
    patient.changed_at = now
    patient.save(update_fields=["changed_at"])
    record(DemographicsChanged(patient_id=patient.pk, occurred_at=now))


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def from_json(name: str, value: Any) -> Any:
    """A field's value out of a PatientChange."""
    field = next(f for f in Patient._meta.concrete_fields if name in (f.name, f.attname))
    return value if value is None or field.is_relation else field.to_python(value)
