"""Who a laboratory means: patients who might be meant, and the staff member behind a provider."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from practicum.kernel.patients.names import parts_of
from practicum.kernel.practice.models import Provider, Staff
from practicum.rooms.results.rules.incoming import ReportedProvider
from practicum.rooms.results.rules.matching import Known, ReportedPerson

MOST_CANDIDATES = 25

# Everybody the person could be, each chart followed to the one it was merged into. The parts, in order:
# our number, another party's number, the telephone, the birth date with a part of a name, the whole name.
_FIND = """
with recursive found(id) as (
    select id from patients_patient where record_number = any(%(numbers)s)
    union select patient_id from patients_patientidentifier where value = any(%(numbers)s)
    union select patient_id from patients_patientcontact
          where %(phone)s <> '' and value = %(phone)s and end_date is null
    union (select patient_id from patients_patientkey
           where birth_date = %(birth)s and part = any(%(parts)s) limit %(most)s)
    union (select patient_id from patients_patientkey
           where part = %(family)s and position(%(given)s in rest) > 0 limit %(most)s)
), chain(id, start, depth) as (
    select id, id, 0 from found
    union all select p.merged_into_id, c.start, c.depth + 1
    from chain c join patients_patient p on p.id = c.id
    where p.merged_into_id is not null and c.depth < 20
), survivors(id, came_from) as (
    select c.id, min(was.record_number) filter (where c.start <> c.id)
    from chain c join patients_patient p on p.id = c.id join patients_patient was on was.id = c.start
    where p.merged_into_id is null group by c.id
)
select p.id, coalesce(s.came_from, '') from survivors s join patients_patient p on p.id = s.id limit %(most)s
"""

_KNOWN = """
select p.id, p.record_number, p.family_name, p.given_name, p.preferred_name, p.birth_date, p.sex,
    array(select array[n.family, n.given] from patients_patientname n where n.patient_id = p.id order by n.id),
    array(select c.value from patients_patientcontact c
          where c.patient_id = p.id and c.kind = 'phone' and c.end_date is null),
    array(select i.value from patients_patientidentifier i where i.patient_id = p.id)
from patients_patient p where p.id = any(%s)
"""


def candidates(person: ReportedPerson) -> list[Known]:
    """Everyone the person could be: by number, by birth date with a part of the name, by name, by phone."""
    family, given = parts_of(person.family), parts_of(person.given)
    values = {
        "numbers": [i.value.strip()[:120] for i in person.identifiers if i.value.strip()],
        "phone": person.phone,
        "birth": person.birth_date,
        "parts": [*family, *given],
        # A slip in the birth date must not hide the person from the desk.
        "family": family[-1] if family and given else None,
        "given": given[0] if given else "",
        "most": 4 * MOST_CANDIDATES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND, values)
        found = dict(cursor.fetchall())
    return known_patients(found) if found else []


def known_patients(patients: dict[int, str]) -> list[Known]:
    """What matching compares, for patients given as {id: record number merged from, or ""}."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [list(patients)])
        rows = cursor.fetchall()
    return [
        Known(
            patient_id=pk,
            record_number=number,
            names=_names(family, given, preferred, names),
            birth_date=birth,
            sex=sex,
            phones=tuple(phones),
            identifiers=frozenset(others),
            merged_from=patients[pk],
        )
        for pk, number, family, given, preferred, birth, sex, names, phones, others in rows
    ]


def _names(
    family: str, given: str, preferred: str, others: Sequence[Sequence[str]]
) -> tuple[tuple[str, str], ...]:
    """The current name first, then what they go by and were called."""
    usual = [(family, preferred)] if preferred else []
    # A nickname or alias may have no family name of its own.
    rest = [(one or family, other or given) for one, other in others]
    return tuple(dict.fromkeys([(family, given), *usual, *rest]))


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
