"""What pages read of patients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from practicum.kernel.base import Actor
from practicum.kernel.patients.hits import Hit, fetch_hits
from practicum.kernel.patients.models import (
    Consent,
    Guarantor,
    Patient,
    PatientAddress,
    PatientContact,
    PatientIdentifier,
    PatientMerge,
    PatientName,
)
from practicum.lib.identifiers import format_phone
from practicum.lib.words import age

RECENT_DAYS = 30


@dataclass(frozen=True, slots=True)
class ChartFront:
    """A patient with all that belongs to them, as the front of the chart shows it."""

    patient: Patient
    age: str
    names: list[PatientName]
    contacts: list[PatientContact]
    former_contacts: list[PatientContact]
    addresses: list[PatientAddress]
    identifiers: list[PatientIdentifier]
    consents: list[Consent]
    guarantor: Guarantor | None
    household: list[Hit]
    merges: list[PatientMerge]

    @property
    def full_name(self) -> str:
        """Prefix, given, middle, family, suffix of the legal name."""
        legal = next((name for name in self.names if name.use == "official" and name.end_date is None), None)
        if legal is None:
            return f"{self.patient.given_name} {self.patient.family_name}"
        parts = (legal.prefix, legal.given, legal.middle, legal.family, legal.suffix)
        return " ".join(part for part in parts if part)

    @property
    def other_names(self) -> list[PatientName]:
        """All names but the present legal one."""
        return [name for name in self.names if name.use != "official" or name.end_date is not None]


def chart_front(patient_id: int, *, today: date) -> ChartFront | None:
    """Everything on the front of one chart; None when there is no such patient."""
    patient = Patient.objects.filter(pk=patient_id).first()
    if patient is None:
        return None
    contacts = list(patient.contacts.order_by("kind", "rank", "id"))
    members: list[Hit] = []
    if patient.household_id is not None:
        ids = Patient.objects.filter(household_id=patient.household_id, merged_into=None).exclude(
            pk=patient.pk
        )
        members = fetch_hits(dict.fromkeys(ids.values_list("id", flat=True)[:20], "household"))
    return ChartFront(
        patient=patient,
        age=age(patient.birth_date, on=min(today, patient.deceased_date or today)),
        names=list(patient.names.order_by("-id")),
        contacts=[contact for contact in contacts if contact.end_date is None],
        former_contacts=[contact for contact in contacts if contact.end_date is not None],
        addresses=list(patient.addresses.filter(end_date=None).order_by("id")),
        identifiers=list(patient.identifiers.order_by("system", "value")),
        consents=list(patient.consents.order_by("channel", "purpose", "-since_at")),
        guarantor=patient.guarantors.filter(end_date=None).select_related("person").first(),
        household=sorted(members, key=lambda hit: hit.birth_date),
        merges=list(PatientMerge.objects.filter(survivor=patient).select_related("merged").order_by("-id")),
    )


_RECENT = """
select patient_id, max(id) from (
    select patient_id, id from ledger_ledgerentry
    where staff_id = %s and kind = 'look' and name = 'chart' and patient_id is not null and at > %s
    order by id desc limit 300
) mine group by patient_id order by 2 desc limit %s
"""


def recent_patients(*, by: Actor, now: datetime, limit: int = 12) -> list[Hit]:
    """The charts this person opened last, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_RECENT, [by.staff_id, now - timedelta(days=RECENT_DAYS), limit])
        ids = [row[0] for row in cursor.fetchall()]
    found = {hit.found_as: hit for hit in fetch_hits(dict.fromkeys(ids, "opened lately"))}
    return [found[patient_id] for patient_id in ids if patient_id in found]


def said_phone(value: str) -> str:
    """A number as people of this country write it."""
    return format_phone(value)


def merge_pair(survivor_id: int, merged_id: int) -> tuple[Patient, Patient] | None:
    """The two patients of a merge to be, when both are there."""
    found = Patient.objects.in_bulk([survivor_id, merged_id])
    if len(found) < 2:
        return None
    return found[survivor_id], found[merged_id]
