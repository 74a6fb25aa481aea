"""The statements behind patient search, each answered by one index of the search table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from practicum.kernel.patients.birth_dates import Birth
from practicum.kernel.patients.names import sounds

# Enough to rank from; a search that finds more asks for another word instead of showing them.
CANDIDATES = 200
_PROBE = 2_000
_SOUND_PROBE = 25_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the search table that matched."""

    patient_id: int
    part: str
    rest: str
    birth_date: date


def by_words(words: Sequence[str], birth: Birth | None) -> list[Row]:
    """Patients with a part that starts with each word, found through the rarest of the words."""
    clause, params = _birth_clause(birth)
    head = words[0] if len(words) == 1 or (birth and birth.every_date) else _rarest(words)
    where = ["part >= %s", "part < %s", *clause]
    values: list[Any] = [head, _after(head), *params]
    for word in words:
        if word != head:
            where.append("(' ' || rest) LIKE %s")
            values.append(f"% {_literal(word)}%")
    return _rows(where, values, order="part, birth_date, patient_id")


def by_sound(words: Sequence[str], birth: Birth | None) -> list[int]:
    """Patients whose parts sound like the words, answered from the index alone."""
    clause, params = _birth_clause(birth)
    codes = [sounds(word) for word in words]
    if not codes or not all(codes):
        return []
    where = ["sound = ANY(%s)", *clause]
    head = min(codes, key=_sound_count) if len(codes) > 1 else codes[0]
    values: list[Any] = [list(head), *params]
    for code in codes:
        if code is not head:
            where.append("(' ' || other_sounds || ' ') LIKE ANY(%s)")
            values.append([f"% {sound} %" for sound in code])
    # Only clauses written in this module are joined; what was typed goes in as parameters.
    sql = f"SELECT patient_id FROM patients_patientkey WHERE {' AND '.join(where)} LIMIT {CANDIDATES}"  # noqa: S608
    return _ids(sql, values)


def by_called(called: Iterable[str], others: Sequence[str], birth: Birth | None) -> list[Row]:
    """Patients with one of these given names and a part that starts with each other word."""
    clause, params = _birth_clause(birth)
    names = sorted(called)
    if not others or (birth and birth.every_date):
        where = ["part = ANY(%s)", *clause]
        values: list[Any] = [names, *params]
    else:
        head = _rarest(others)
        where = ["part >= %s", "part < %s", "string_to_array(rest, ' ') && %s", *clause]
        values = [head, _after(head), names, *params]
        others = [word for word in others if word != head]
    for word in others:
        where.append("(' ' || rest) LIKE %s")
        values.append(f"% {_literal(word)}%")
    return _rows(where, values, order=None)


def by_birth(birth: Birth) -> list[Row]:
    """Patients born on one of the dates."""
    return _rows(["birth_date = ANY(%s)"], [list(birth.dates)], order="birth_date, part")


def rows_of(patient_ids: Iterable[int]) -> list[Row]:
    """All search rows of these patients, to hold words and dates against."""
    ids = list(patient_ids)
    return _rows(["patient_id = ANY(%s)"], [ids], order=None, limit=20 * len(ids)) if ids else []


def by_phone(digits: str) -> list[int]:
    """Patients with these digits anywhere in a telephone number, present or former."""
    return _ids(
        "SELECT patient_id FROM patients_patientcontact WHERE kind = 'phone' AND value LIKE %s LIMIT 200",
        [f"%{digits}%"],
    )


def by_email(text: str) -> list[int]:
    """Patients whose e-mail address holds this text."""
    return _ids(
        "SELECT patient_id FROM patients_patientcontact WHERE kind = 'email' AND value LIKE %s LIMIT 200",
        [f"%{_literal(text)}%"],
    )


def with_contacts(values: Sequence[str]) -> set[int]:
    """Patients with exactly one of these telephone numbers or e-mail addresses."""
    wanted = [value for value in values if value]
    if not wanted:
        return set()
    sql = "SELECT patient_id FROM patients_patientcontact WHERE value = ANY(%s) LIMIT 200"
    return set(_ids(sql, [wanted]))


def by_number(number: str) -> list[int]:
    """Patients with this record number, or known by it to another party."""
    return _ids(
        "SELECT coalesce(merged_into_id, id) FROM patients_patient WHERE record_number = %s"
        " UNION SELECT patient_id FROM patients_patientidentifier WHERE value = %s LIMIT 100",
        [number, number],
    )


def _rows(where: list[str], values: list[Any], *, order: str | None, limit: int = CANDIDATES) -> list[Row]:
    clauses = " AND ".join(where)
    sql = f"SELECT patient_id, part, rest, birth_date FROM patients_patientkey WHERE {clauses}"  # noqa: S608
    if order:
        sql += f" ORDER BY {order}"
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {limit}", values)
        return [Row(*row) for row in cursor.fetchall()]


def _ids(sql: str, values: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))


def _birth_clause(birth: Birth | None) -> tuple[list[str], list[Any]]:
    if birth is None:
        return [], []
    if birth.year is not None:
        return ["birth_date BETWEEN %s AND %s"], [date(birth.year, 1, 1), date(birth.year, 12, 31)]
    return ["birth_date = ANY(%s)"], [list(birth.every_date)]


def _rarest(words: Sequence[str]) -> str:
    """The word with the fewest rows, counted no further than matters; the longest of equals."""
    counts = " UNION ALL ".join(
        "SELECT count(*) FROM (SELECT 1 FROM patients_patientkey"  # noqa: S608  numbers only
        f" WHERE part >= %s AND part < %s LIMIT {_PROBE}) AS probe{place}"
        for place in range(len(words))
    )
    values = [bound for word in words for bound in (word, _after(word))]
    with connection.cursor() as cursor:
        cursor.execute(counts, values)
        found = [row[0] for row in cursor.fetchall()]
    return min(zip(words, found, strict=True), key=lambda pair: (pair[1], -len(pair[0])))[0]


def _sound_count(codes: Sequence[str]) -> int:
    counted = f"SELECT 1 FROM patients_patientkey WHERE sound = ANY(%s) LIMIT {_SOUND_PROBE}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({counted}) AS probe", [list(codes)])  # noqa: S608
        return int(cursor.fetchone()[0])


def _after(prefix: str) -> str:
    """The first text behind everything that starts with `prefix`, in code point order."""
    last = ord(prefix[-1]) + 1
    return prefix[:-1] + chr(0xE000 if 0xD800 <= last < 0xE000 else min(last, 0x10FFFF))


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
