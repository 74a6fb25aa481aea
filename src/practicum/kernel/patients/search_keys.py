"""Keeps the search table in step with the names it is made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from practicum.kernel.patients.models import Patient, PatientKey, PatientName
from practicum.kernel.patients.names import all_parts, sounds

Key = tuple[str, str, str, str, date]


def keys_of(fields: Iterable[str], birth_date: date) -> Iterator[Key]:
    """The rows of one patient: each part, the other parts, its sound, theirs, and the birth date."""
    parts = all_parts(fields)
    heard = [next(iter(sounds(part)), "") for part in parts]
    for place, part in enumerate(parts):
        rest = " ".join(other for other in parts if other != part)[:400]
        other_sounds = " ".join(code for other, code in enumerate(heard) if code and other != place)
        yield part, rest, heard[place], other_sounds[:120], birth_date


def rebuild_keys(patient_ids: Iterable[int]) -> None:
    """Make the search rows of these patients anew. A merged chart has none: its names moved."""
    ids = list(patient_ids)
    PatientKey.objects.filter(patient_id__in=ids).delete()
    fields: dict[int, list[str]] = defaultdict(list)
    names = PatientName.objects.filter(patient_id__in=ids).order_by("id")
    for patient_id, *texts in names.values_list("patient_id", "family", "given", "middle"):
        fields[patient_id] += texts
    charts = Patient.objects.filter(id__in=ids, merged_into__isnull=True)
    PatientKey.objects.bulk_create(
        PatientKey(
            patient_id=patient_id, part=part, rest=rest, sound=sound, other_sounds=others, birth_date=birth
        )
        for patient_id, birth_date, preferred in charts.values_list("id", "birth_date", "preferred_name")
        for part, rest, sound, others, birth in keys_of([*fields[patient_id], preferred], birth_date)
    )
