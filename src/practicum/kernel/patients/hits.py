"""What a list shows of a patient: name, birth date, number, telephone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from practicum.lib.names import fold

_PATIENTS = """
select asked.id, p.id, p.record_number, p.family_name, p.given_name, p.preferred_name, p.birth_date, p.sex,
       p.deceased, p.restricted, p.household_id, p.preferred_language, p.needs_interpreter,
       array(select c.value from patients_patientcontact c where c.patient_id = p.id and c.kind = 'phone'
             order by c.end_date is not null, c.rank, c.id),
       array(select concat_ws(' ', nullif(n.given, ''), nullif(n.family, '')) from patients_patientname n
             where n.patient_id = p.id and (n.use <> 'official' or n.end_date is not null) order by n.id)
from patients_patient asked join patients_patient p on p.id = coalesce(asked.merged_into_id, asked.id)
where asked.id = any(%s)
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
    """The patients of these ids with why each was found, in one query however many.

    A chart that was merged is answered by the one it went into.
    """
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_PATIENTS, [list(wanted)])
        rows = cursor.fetchall()
    found: dict[int, Hit] = {}
    for asked, patient_id, *columns, phones, names in rows:
        if patient_id not in found or asked == patient_id:
            others = tuple(dict.fromkeys(names))
            values: tuple[Any, ...] = (patient_id, *columns, tuple(phones), others, wanted[asked], asked)
            found[patient_id] = Hit(*values)
    return list(found.values())
