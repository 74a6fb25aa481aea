"""Who on record is probably the person being registered, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import connection

from practicum.kernel.patients import search_sql as sql
from practicum.kernel.patients.birth_dates import Birth
from practicum.kernel.patients.hits import Hit, fetch_hits
from practicum.kernel.patients.rules import (
    Likeness,
    Person,
    Verdict,
    address_key,
    likeness,
)
from practicum.lib.names import parts

_ORDER = {Verdict.SAME: 0, Verdict.PERHAPS: 1, Verdict.TWIN: 2, Verdict.SHARES: 3}


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Somebody on record who may be the same person."""

    hit: Hit
    likeness: Likeness

    @property
    def why(self) -> str:
        """The reasons as one line."""
        return ", ".join(self.likeness.why)


def probable_duplicates(new: Person, *, limit: int = 8, leave_out: Iterable[int] = ()) -> list[Duplicate]:
    """Everybody on record who may be `new`, likeliest first, each with the reasons in words."""
    ids = _candidates(new) - set(leave_out)
    found = {}
    for patient_id, known in people(ids).items():
        like = likeness(new, known)
        if like is not None:
            found[patient_id] = like
    best = sorted(found, key=lambda patient_id: (_ORDER[found[patient_id].verdict], -found[patient_id].score))
    hits = fetch_hits({patient_id: ", ".join(found[patient_id].why) for patient_id in best[:limit]})
    rows = [Duplicate(replace(hit), found[hit.found_as]) for hit in hits]
    return sorted(rows, key=lambda row: (_ORDER[row.likeness.verdict], -row.likeness.score))


def _candidates(new: Person) -> set[int]:
    """Those worth comparing: by birth date either way round, telephone, e-mail, name and its sound."""
    ids: set[int] = set()
    if new.birth_date is not None:
        dates = [new.birth_date]
        if new.birth_date.day <= 12:
            dates.append(new.birth_date.replace(month=new.birth_date.day, day=new.birth_date.month))
        ids |= {row.patient_id for row in sql.by_birth(Birth(dates=tuple(dates)))}
    ids |= sql.with_contacts([*new.phones, *new.emails])
    words = (*parts(new.family)[:1], *parts(new.given)[:1])
    if len(words) == 2:
        ids |= {row.patient_id for row in sql.by_words(words, None)}
        ids |= set(sql.by_sound(words, None))
    return ids


_PEOPLE = "select id, family_name, given_name, birth_date, sex from patients_patient where id = any(%s)"
_NAMES = "select patient_id, family, given from patients_patientname where patient_id = any(%s) order by id"
_CONTACTS = "select patient_id, kind, value from patients_patientcontact where patient_id = any(%s)"
_ADDRESSES = "select patient_id, line1, postal_code from patients_patientaddress where patient_id = any(%s)"


def people(ids: Iterable[int]) -> dict[int, Person]:
    """The patients as the comparison sees them, in four queries however many."""
    wanted = [list(ids)]
    if not wanted[0]:
        return {}
    names: dict[int, list[tuple[str, str]]] = defaultdict(list)
    contacts: dict[tuple[int, str], set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, wanted)
        rows = cursor.fetchall()
        cursor.execute(_NAMES, wanted)
        for patient_id, family, given in cursor.fetchall():
            names[patient_id].append((family, given))
        cursor.execute(_CONTACTS, wanted)
        for patient_id, kind, value in cursor.fetchall():
            contacts[patient_id, kind].add(value)
        cursor.execute(_ADDRESSES, wanted)
        for patient_id, line1, postal_code in cursor.fetchall():
            contacts[patient_id, "address"].add(address_key(line1, postal_code))
    return {
        patient_id: Person(
            family=family, given=given, birth_date=birth_date, sex=sex,
            phones=frozenset(contacts[patient_id, "phone"]), emails=frozenset(contacts[patient_id, "email"]),
            addresses=frozenset(contacts[patient_id, "address"] - {""}),
            other_names=tuple(pair for pair in names[patient_id] if pair != (family, given)),
        )
        for patient_id, family, given, birth_date, sex in rows
    }  # fmt: skip
