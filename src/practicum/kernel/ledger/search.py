"""Reading the ledger: who did what, who saw whom. Newest first, by key, however long it has grown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from practicum.kernel.ledger.models import LedgerEntry

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for; empty means any."""

    patient_id: int | None = None
    staff_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    kind: str = ""
    outcome: str = ""
    name: str = ""
    subject: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One entry."""

    id: int
    at: datetime
    kind: str
    name: str
    outcome: str
    staff_id: int
    staff_name: str
    second_staff_name: str
    patient_id: int | None
    also: tuple[int, ...]
    subject_kind: str
    subject_id: int | None
    detail: Mapping[str, Any]


_COLUMNS = (
    "id", "at", "kind", "name", "outcome", "staff_id", "staff_name", "second_staff_name", "patient_id",
    "also_patient_ids", "subject_kind", "subject_id", "detail",
)  # fmt: skip


def find(
    asked: Asked, *, before: int | None = None, after: int | None = None, most: int = PAGE
) -> list[Found]:
    """Up to `most` entries, newest first: those before a number, or the nearest ones after it.

    A patient may be the entry's own or one of a list's, a person may have acted or countersigned: each
    way has its own index, so each is asked apart and the answers are laid together.
    """
    order = "id" if after is not None else "-id"
    base = LedgerEntry.objects.filter(_common(asked), **_edge(before, after))
    parts = [base.filter(way).order_by(order).values_list(*_COLUMNS)[:most] for way in _ways(asked)]
    rows = parts[0] if len(parts) == 1 else parts[0].union(*parts[1:], all=True)
    by_id = {row[0]: _found(row) for row in rows}
    chosen = sorted(by_id, reverse=after is None)[:most]
    return [by_id[number] for number in sorted(chosen, reverse=True)]


def every(asked: Asked, *, most: int) -> Iterator[Found]:
    """All entries up to a limit, page by page, for an export."""
    before: int | None = None
    given = 0
    while given < most:
        rows = find(asked, before=before, most=min(1_000, most - given))
        yield from rows
        given += len(rows)
        if len(rows) < 1_000:
            return
        before = rows[-1].id


def _edge(before: int | None, after: int | None) -> dict[str, int]:
    edges = {"id__lt": before, "id__gt": after}
    return {name: value for name, value in edges.items() if value is not None}


def _common(asked: Asked) -> Q:
    wanted = Q()
    for name in ("kind", "outcome", "name"):
        if value := getattr(asked, name):
            wanted &= Q(**{name: value})
    if asked.since:
        wanted &= Q(at__gte=asked.since)
    if asked.until:
        wanted &= Q(at__lt=asked.until)
    if asked.subject:
        wanted &= Q(subject_kind=asked.subject[0], subject_id=asked.subject[1])
    return wanted


def _ways(asked: Asked) -> list[Q]:
    patients = [Q()]
    if asked.patient_id is not None:
        patients = [Q(patient_id=asked.patient_id), Q(also_patient_ids__contains=[asked.patient_id])]
    people = [Q()]
    if asked.staff_id is not None:
        people = [Q(staff_id=asked.staff_id), Q(second_staff_id=asked.staff_id)]
    return [patient & person for patient in patients for person in people]


def _found(row: tuple[Any, ...]) -> Found:
    return replace(Found(*row), also=tuple(row[9] or ()))


@dataclass(frozen=True, slots=True)
class Day:
    """What one person did in a span of time, in figures."""

    staff_id: int
    staff_name: str
    done: int
    reviewed: int
    held: int
    refused: int
    countersigned: int
    looks: int
    patients: int


_BY_PERSON = """
select staff_id, max(staff_name),
  count(*) filter (where kind = 'action' and outcome = 'done'),
  count(*) filter (where kind = 'action' and outcome = 'reviewed'),
  count(*) filter (where kind = 'action' and outcome = 'held'),
  count(*) filter (where kind = 'action' and outcome = 'refused'),
  count(*) filter (where kind = 'action' and outcome = 'countersigned'),
  count(*) filter (where kind = 'look'),
  count(distinct patient_id)
from ledger_ledgerentry where at >= %s and at < %s group by staff_id order by count(*) desc, staff_id
"""


def by_person(*, since: datetime, until: datetime) -> list[Day]:
    """What each person did in the span, busiest first. Practicum itself is number 0."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_PERSON, [since, until])
        return [Day(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Account:
    """One person and one patient on one day: how often they looked and acted, and when."""

    day: Any
    staff_id: int
    staff_name: str
    looks: int
    acts: int
    lists: int
    first_at: datetime
    last_at: datetime
    pages: tuple[str, ...]
    acted: tuple[str, ...]


_ACCOUNT = """
with seen as (
  select at, staff_id, staff_name, kind, name, false as in_list
    from ledger_ledgerentry where patient_id = %(patient)s and at >= %(since)s and at < %(until)s
  union all
  select at, staff_id, staff_name, kind, name, true
    from ledger_ledgerentry where also_patient_ids @> array[%(patient)s]::bigint[]
     and patient_id is distinct from %(patient)s and at >= %(since)s and at < %(until)s)
select (at at time zone %(zone)s)::date as day, staff_id, max(staff_name),
  count(*) filter (where kind = 'look' and not in_list), count(*) filter (where kind = 'action'),
  count(*) filter (where in_list), min(at), max(at),
  coalesce(array_agg(distinct name) filter (where kind = 'look'), '{}'),
  coalesce(array_agg(distinct name) filter (where kind = 'action'), '{}')
from seen group by 1, 2 order by 1 desc, max(at) desc limit %(most)s
"""


def account_of(
    *, patient_id: int, since: datetime, until: datetime, zone: str, most: int = 400
) -> list[Account]:
    """Who saw and who changed one patient's record, a line for each person and day; newest first."""
    values: dict[str, Any] = {
        "patient": patient_id,
        "since": since,
        "until": until,
        "zone": zone,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNT, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return [
        Account(day, who, name, looks, acts, lists, first, last, tuple(pages), tuple(acted))
        for day, who, name, looks, acts, lists, first, last, pages, acted in rows
    ]
