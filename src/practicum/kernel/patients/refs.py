"""Patients as references in commands, and the columns that point at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.apps import apps

from practicum.kernel import clock
from practicum.kernel.actions import Choice, register_ref
from practicum.kernel.authority.visibility import hidden_among
from practicum.kernel.base import Actor
from practicum.kernel.patients.models import (
    Consent,
    Guarantor,
    NameUse,
    Patient,
    PatientAddress,
    PatientChange,
    PatientContact,
    PatientIdentifier,
    PatientKey,
    PatientMerge,
    PatientName,
)
from practicum.kernel.patients.references import (
    CellChange,
    exempt_patient_reference,
    register_patient_reference,
)
from practicum.kernel.patients.search import search
from practicum.kernel.web.said import said_date
from practicum.kernel.zone import practice_zone


def _labels(ids: Sequence[int]) -> Mapping[int, str]:
    rows = Patient.objects.filter(pk__in=ids).values_list("id", "family_name", "given_name", "record_number")
    return {patient_id: f"{family}, {given} ({number})" for patient_id, family, given, number in rows}


def _search(text: str, by: Actor) -> Sequence[Choice]:
    now = clock.now()
    found = search(text, today=now.astimezone(practice_zone()).date(), limit=12)
    closed = hidden_among(
        by=by, restricted_ids=[hit.patient_id for hit in found.hits if hit.restricted], now=now
    )
    return [
        Choice(
            hit.patient_id, hit.name,
            f"{'restricted chart' if hit.patient_id in closed else said_date(hit.birth_date)} · {hit.record_number}",
        )
        for hit in found.hits
    ]  # fmt: skip


def _names_fit(survivor_id: int, merged_id: int, today: date) -> list[CellChange]:
    """The other chart's legal name becomes one the survivor is also known by."""
    rows = PatientName.objects.filter(patient_id=merged_id, use=NameUse.OFFICIAL, end_date=None)
    return [CellChange(row_id, "use", NameUse.ALIAS.value) for row_id in rows.values_list("id", flat=True)]


def _consents_fit(survivor_id: int, merged_id: int, today: date) -> list[CellChange]:
    """One agreement a channel and purpose: the other chart's is closed, the survivor's stands."""
    held = set(
        Consent.objects.filter(patient_id=survivor_id, revoked_at=None).values_list("channel", "purpose")
    )
    changes = []
    for consent in Consent.objects.filter(patient_id=merged_id, revoked_at=None):
        if (consent.channel, consent.purpose) in held:
            changes.append(CellChange(consent.pk, "revoked_at", consent.since_at))
            changes.append(CellChange(consent.pk, "revoked_source", "same consent on the other chart"))
    return changes


def _guarantors_fit(survivor_id: int, merged_id: int, today: date) -> list[CellChange]:
    if not Guarantor.objects.filter(patient_id=survivor_id, end_date=None).exists():
        return []
    rows = Guarantor.objects.filter(patient_id=merged_id, end_date=None).values_list("id", flat=True)
    return [CellChange(row_id, "end_date", today) for row_id in rows]


register_ref("patient", label=_labels, patient_of=lambda patient_id: patient_id, search=_search)


def _of(
    model: type[PatientContact | PatientAddress | PatientName | Consent | PatientChange | Guarantor],
) -> None:
    def patient_of(row_id: int) -> int | None:
        return model._default_manager.filter(pk=row_id).values_list("patient_id", flat=True).first()

    def label(ids: Sequence[int]) -> Mapping[int, str]:
        return {row.pk: _words(row) for row in model._default_manager.filter(pk__in=ids)}

    register_ref(model._meta.model_name or "", label=label, patient_of=patient_of)


def _words(row: object) -> str:
    match row:
        case PatientContact():
            return row.value
        case PatientAddress():
            return row.one_line
        case PatientName():
            return f"{row.given} {row.family}".strip()
        case Consent():
            return f"{row.get_channel_display()}, {row.get_purpose_display().lower()}"
        case PatientChange():
            return ", ".join(name.replace("_", " ") for name in row.after)
        case Guarantor():
            return str(row.person) if row.person else row.name
        case _:
            return str(row)


for _model in (PatientContact, PatientAddress, PatientName, Consent, PatientChange, Guarantor):
    _of(_model)


def _merge_labels(ids: Sequence[int]) -> Mapping[int, str]:
    rows = PatientMerge.objects.filter(pk__in=ids).select_related("survivor", "merged")
    return {row.pk: f"{row.merged} into {row.survivor}" for row in rows}


register_ref(
    "patientmerge", label=_merge_labels,
    patient_of=lambda i: PatientMerge.objects.filter(pk=i).values_list("survivor_id", flat=True).first(),
)  # fmt: skip

register_patient_reference(PatientName, says="names", owned=True, adapt=_names_fit)
register_patient_reference(PatientIdentifier, says="numbers elsewhere", owned=True)
register_patient_reference(PatientContact, says="telephones and e-mail addresses", owned=True)
register_patient_reference(PatientAddress, says="addresses", owned=True)
register_patient_reference(PatientChange, says="noted changes", owned=True)
register_patient_reference(Consent, says="consents", owned=True, adapt=_consents_fit)
register_patient_reference(Guarantor, says="guarantors", owned=True, adapt=_guarantors_fit)
register_patient_reference(Guarantor, "person", says="people they answer for")
register_patient_reference(Patient, "merged_into", says="charts merged earlier")
exempt_patient_reference(PatientKey, "patient", because="made anew from the names after each merge")
for _field in ("survivor", "merged"):
    exempt_patient_reference(PatientMerge, _field, because="the history of merges itself")

# Columns below this package, which know patients as plain numbers.
_PLAIN = {
    "worklist.WorkItem": "work items",
    "supervision.Proposal": "held actions",
    "supervision.Handover": "hand-overs",
    "supervision.Review": "reviews",
    "events.Outbound": "messages",
    "authority.BreakGlass": "emergency openings",
}
for _label, _says in _PLAIN.items():
    if apps.is_installed("practicum.kernel." + _label.split(".")[0]):
        register_patient_reference(_label, "patient_id", says=_says, trace=not _label.startswith("events."))
if apps.is_installed("practicum.kernel.ledger"):
    for _field in ("patient_id", "also_patient_ids"):
        exempt_patient_reference("ledger.LedgerEntry", _field, because="the ledger cannot be changed")
