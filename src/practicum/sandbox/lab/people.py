"""Whom the laboratory knows: patients and providers of the practice it serves."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class LabPatient:
    """A patient as an order form names them."""

    record_number: str
    family: str
    given: str
    birth_date: date
    sex: str = "U"
    middle: str = ""
    phone: str = ""
    line: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class LabProvider:
    """A provider who orders."""

    npi: str
    family: str
    given: str


@dataclass(frozen=True, slots=True)
class Clinic:
    """The practice the laboratory serves."""

    patients: Sequence[LabPatient]
    providers: Sequence[LabProvider]
    application: str = "PRACTICUM"
    facility: str = "PRACTICE"

    def __post_init__(self) -> None:
        """Refuse a clinic nobody could send results for."""
        if not self.patients or not self.providers:
            raise ValueError("The laboratory needs at least one patient and one provider.")


def clinic_from_json(path: Path) -> Clinic:
    """Read ``{"patients": [...], "providers": [...]}`` with the fields of the classes above."""
    content: Any = json.loads(path.read_text(encoding="utf-8"))
    patients = [
        LabPatient(**{**one, "birth_date": date.fromisoformat(one["birth_date"])})
        for one in content["patients"]
    ]
    return Clinic(patients, [LabProvider(**one) for one in content["providers"]])


_SEX = {"female": "F", "male": "M", "other": "O"}


def clinic_from_database(*, most: int = 2000) -> Clinic:
    """Take living, unmerged patients spread evenly over the practice's, and its providers."""
    # Imported here: the laboratory also runs by itself, from a file, without Django.
    from practicum.kernel.patients.models import Patient, PatientAddress, PatientContact
    from practicum.kernel.practice.models import Practice, Provider

    found = Patient.objects.filter(deceased=False, merged_into=None).order_by("id")
    step = max(1, found.count() // most)
    chosen = list(found.values_list("id", flat=True))[::step][:most]
    spoken = PatientContact.objects.filter(patient_id__in=chosen, kind="phone", end_date=None).order_by(
        "-rank"
    )
    phones = dict(spoken.values_list("patient_id", "value"))
    lived = PatientAddress.objects.filter(patient_id__in=chosen, end_date=None)
    homes = {
        patient_id: place
        for patient_id, *place in lived.values_list("patient_id", "line1", "city", "state", "postal_code")
    }
    patients = [
        LabPatient(one.record_number, one.family_name, one.given_name, one.birth_date, _SEX.get(one.sex, "U"), "",
                   phones.get(one.pk, ""), *homes.get(one.pk, []))
        for one in Patient.objects.filter(id__in=chosen).order_by("id")
    ]  # fmt: skip
    providers = [
        LabProvider(provider.npi, provider.staff.family_name, provider.staff.given_name)
        for provider in Provider.objects.filter(active=True, npi__isnull=False)
        .select_related("staff")
        .order_by("id")
        if provider.npi
    ]
    practice = Practice.objects.first()
    return Clinic(patients, providers, facility=practice.name.upper()[:20] if practice else "PRACTICE")
