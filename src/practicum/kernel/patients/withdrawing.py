"""Taking back a registration: only while nothing has happened with the patient."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from practicum.kernel.patients.models import Patient, PatientKey
from practicum.kernel.patients.references import Reference, patient_references

_FINGERPRINTS = """
select "{column}", md5(string_agg(t::text, '|' order by t."{key}")) from "{table}" t
where "{column}" = any(%s) group by "{column}"
"""
_USERS = 'select distinct "{column}" from "{table}" where "{column}" = any(%s)'
_DELETE = 'delete from "{table}" where "{column}" = any(%s)'


def fingerprints(patient_ids: Sequence[int]) -> dict[int, str]:
    """One hash of everything that belongs to each patient, one statement a table."""
    found: dict[int, list[str]] = {patient_id: [] for patient_id in patient_ids}
    ids = list(patient_ids)
    with connection.cursor() as cursor:
        cursor.execute("select id, md5(t::text) from patients_patient t where id = any(%s)", [ids])
        for patient_id, digest in cursor.fetchall():
            found[patient_id].append(f"patient:{digest}")
        for reference in _owned():
            cursor.execute(_sql(_FINGERPRINTS, reference), [ids])
            for patient_id, digest in cursor.fetchall():
                found[patient_id].append(f"{reference.table}.{reference.column}:{digest}")
    return {patient_id: "\n".join(parts) for patient_id, parts in found.items()}


def in_use(patient_ids: Sequence[int], *, ignore: Sequence[str] = ()) -> dict[int, list[str]]:
    """What refers to each patient beyond what belongs to them: {id: ["appointments", ...]}."""
    found: dict[int, list[str]] = {}
    with connection.cursor() as cursor:
        for reference in patient_references():
            if reference.owned or reference.trace or reference.label in ignore:
                continue
            cursor.execute(_sql(_USERS, reference), [list(patient_ids)])
            for (patient_id,) in cursor.fetchall():
                found.setdefault(patient_id, []).append(reference.says)
    return found


def withdraw(patient_ids: Sequence[int]) -> None:
    """Remove the patients and what belongs to them. The caller has made sure that nothing else does."""
    ids = list(patient_ids)
    PatientKey.objects.filter(patient_id__in=ids).delete()
    for reference in sorted(_owned(), key=lambda r: r.label == "patients.Patient"):
        if reference.label != "patients.Patient":
            with connection.cursor() as cursor:
                cursor.execute(_sql(_DELETE, reference), [ids])
    Patient.objects.filter(pk__in=ids).delete()


def _owned() -> list[Reference]:
    return [reference for reference in patient_references() if reference.owned]


def _sql(text: str, reference: Reference) -> str:
    key = str(reference.model._meta.pk.column) if reference.model._meta.pk else "id"
    return text.format(table=reference.table, column=reference.column, key=key)
