"""Who a laboratory means: patients who might be meant, and the staff member behind a provider."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from practicum.kernel.patients.models import (
    Patient,
    PatientContact,
    PatientIdentifier,
    PatientKey,
    PatientName,
)
from practicum.kernel.patients.names import parts_of
from practicum.kernel.practice.models import Provider, Staff
from practicum.rooms.results.rules.incoming import ReportedProvider
from practicum.rooms.results.rules.matching import Known, ReportedPerson

MOST_CANDIDATES = 25


def candidates(person: ReportedPerson) -> list[Known]:
    """Everyone the person could be: by number, by birth date with a part of the name, by name, by phone."""
    found = _by_number(person) | _by_demographics(person)
    charts = {p.pk: p for p in Patient.objects.filter(pk__in=list(found)[: 2 * MOST_CANDIDATES])}
    survivors: dict[int, str] = {}
    for chart in charts.values():
        survivor = _survivor(chart)
        if survivor.pk != chart.pk:
            survivors[survivor.pk] = chart.record_number
        else:
            survivors.setdefault(chart.pk, "")
    return known_patients(survivors)


def _by_number(person: ReportedPerson) -> set[int]:
    numbers = [i.value.strip()[:120] for i in person.identifiers if i.value.strip()]
    found: set[int] = set()
    if numbers:
        found |= set(Patient.objects.filter(record_number__in=numbers).values_list("pk", flat=True))
        found |= set(PatientIdentifier.objects.filter(value__in=numbers).values_list("patient_id", flat=True))
    if person.phone:
        owners = PatientContact.objects.filter(value=person.phone, end_date__isnull=True)
        found |= set(owners.values_list("patient_id", flat=True)[:MOST_CANDIDATES])
    return found


def _by_demographics(person: ReportedPerson) -> set[int]:
    family, given = list(parts_of(person.family)), list(parts_of(person.given))
    wanted = Q(pk__in=[])
    if person.birth_date and (family or given):
        wanted |= Q(birth_date=person.birth_date, part__in=family + given)
    if family and given:  # a slip in the birth date must not hide the person from the desk
        wanted |= Q(part=family[-1], rest__contains=given[0])
    keys = PatientKey.objects.filter(wanted).values_list("patient_id", flat=True)
    return set(keys[: 4 * MOST_CANDIDATES])


def _survivor(chart: Patient) -> Patient:
    """The chart a merged one lives on in; a chain is followed to its end."""
    for _ in range(20):
        if chart.merged_into is None:
            return chart
        chart = chart.merged_into
    return chart


def known_patients(patients: dict[int, str]) -> list[Known]:
    """What matching compares, for patients given as {id: record number merged from, or ""}."""
    names: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for patient_id, family, given in (
        PatientName.objects.filter(patient_id__in=patients).order_by("id")
        .values_list("patient_id", "family", "given")
    ):  # fmt: skip
        names[patient_id].append((family, given))
    phones: dict[int, list[str]] = defaultdict(list)
    contacts = PatientContact.objects.filter(patient_id__in=patients, kind="phone", end_date__isnull=True)
    for patient_id, value in contacts.values_list("patient_id", "value"):
        phones[patient_id].append(value)
    numbers: dict[int, set[str]] = defaultdict(set)
    others = PatientIdentifier.objects.filter(patient_id__in=patients)
    for patient_id, value in others.values_list("patient_id", "value"):
        numbers[patient_id].add(value)
    return [
        Known(
            patient_id=p.pk,
            record_number=p.record_number,
            names=_names(p, names[p.pk]),
            birth_date=p.birth_date,
            sex=p.sex,
            phones=tuple(phones[p.pk]),
            identifiers=frozenset(numbers[p.pk]),
            merged_from=patients[p.pk],
        )
        for p in Patient.objects.filter(pk__in=patients)
    ]


def _names(patient: Patient, others: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The current name first, then what they go by and were called."""
    now = (patient.family_name, patient.given_name)
    usual = [(patient.family_name, patient.preferred_name)] if patient.preferred_name else []
    # A nickname or alias may have no family name of its own.
    rest = [(family or patient.family_name, given or patient.given_name) for family, given in others]
    return tuple(dict.fromkeys([now, *usual, *rest]))


def ordering_staff(provider: ReportedProvider) -> Staff | None:
    """The staff member with the number the laboratory sent; a name alone is never enough."""
    numbers = [number.strip() for number in provider.numbers if number.strip()]
    if not numbers:
        return None
    found = list(Provider.objects.filter(npi__in=numbers).select_related("staff")[:2])
    return found[0].staff if len(found) == 1 else None


def staff_named_like(provider: ReportedProvider) -> list[Staff]:
    """Clinicians with the family name the laboratory sent: offered to a person, never chosen."""
    if not provider.family:
        return []
    return list(
        Staff.objects.filter(active=True, provider__isnull=False, family_name__iexact=provider.family)[:5]
    )
