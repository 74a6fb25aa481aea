"""What a list shows of a patient: name, birth date, number, telephone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from practicum.lib.names import fold

_PATIENTS = """
select asked.id, p.id, p.record_number, p.family_name, p.given_name, p.preferred_name, p.birth_date, p.sex,
       p.deceased, p.restricted, p.household_id, p.preferred_language, p.needs_interpreter
from patients_patient asked join patients_patient p on p.id = coalesce(asked.merged_into_id, asked.id)
where asked.id = any(%s)
"""
_PHONES = """
select patient_id, value, end_date is not null from patients_patientcontact
where kind = 'phone' and patient_id = any(%s) order by end_date is not null, rank, id
"""
_OTHER_NAMES = """
select n.patient_id, n.use, n.family, n.given from patients_patientname n
where n.patient_id = any(%s) and (n.use <> 'official' or n.end_date is not null) order by n.id
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """One patient in a list of results."""

    patient_id: int
    record_number: str
    family_name: str
    given_name: str
    preferred_name: str
    birth_date: date
    sex: str
    deceased: bool
    restricted: bool
    household_id: int | None
    language: str
    needs_interpreter: bool
    phones: tuple[str, ...]
    other_names: tuple[str, ...]
    why: str
    found_as: int
    alike: bool = False

    @property
    def name(self) -> str:
        """Family name first, and what they go by."""
        goes_by = f" “{self.preferred_name}”" if self.preferred_name else ""
        return f"{self.family_name}, {self.given_name}{goes_by}"

    @property
    def sort_name(self) -> tuple[str, str]:
        """What an alphabetical list orders by."""
        return fold(self.family_name), fold(self.given_name)

    @property
    def phone_end(self) -> str:
        """The last four digits of the first telephone."""
        return self.phones[0][-4:] if self.phones else ""


def fetch_hits(wanted: Mapping[int, str]) -> list[Hit]:
    """The patients of these ids with why each was found, in three queries however many.

    A chart that was merged is answered by the one it went into.
    """
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_PATIENTS, [list(wanted)])
        rows = cursor.fetchall()
        ids = [row[1] for row in rows]
        cursor.execute(_PHONES, [ids])
        phones: dict[int, list[str]] = defaultdict(list)
        for patient_id, value, _former in cursor.fetchall():
            phones[patient_id].append(value)
        cursor.execute(_OTHER_NAMES, [ids])
        names: dict[int, list[str]] = defaultdict(list)
        for patient_id, _use, family, given in cursor.fetchall():
            names[patient_id].append(" ".join(part for part in (given, family) if part))
    found: dict[int, Hit] = {}
    for asked, patient_id, *columns in rows:
        if patient_id not in found or asked == patient_id:
            others = tuple(dict.fromkeys(names[patient_id]))
            values: tuple[Any, ...] = (patient_id, *columns, tuple(phones[patient_id]), others, wanted[asked], asked)
            found[patient_id] = Hit(*values)
    return list(found.values())
