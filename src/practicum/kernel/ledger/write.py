"""The only writers of the ledger. They add one row inside the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from practicum.kernel.base import Actor, Level, hot

_INSERT = """
insert into ledger_ledgerentry
  (at, kind, name, outcome, staff_id, staff_name, second_staff_id, second_staff_name, session_id, stream, risk,
   level, patient_id, also_patient_ids, subject_kind, subject_id, detail)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
returning id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row to be, before it has a number."""

    kind: str
    name: str
    outcome: str
    by: Actor
    second: Actor | None = None
    stream: str = ""
    risk: str = ""
    level: Level | None = None
    patient_id: int | None = None
    also: Sequence[int] | None = None
    subject: tuple[str, int | None] = ("", None)
    detail: Mapping[str, Any] | None = None


def write(entry: Entry, *, now: datetime) -> int:
    """Add the entry in the caller's transaction and return its number."""
    by, second = entry.by, entry.second
    values = (
        now, entry.kind, entry.name[:120], entry.outcome, by.staff_id, by.name[:200],
        second.staff_id if second else None, second.name[:200] if second else "", by.session_id,
        entry.stream, entry.risk, entry.level, entry.patient_id, list(entry.also) if entry.also else None,
        entry.subject[0], entry.subject[1], json.dumps(entry.detail or {}, cls=DjangoJSONEncoder),
    )  # fmt: skip
    row = hot.one(_INSERT, values)
    return int(row[0]) if row else 0


def enter(
    name: str,
    *,
    by: Actor,
    now: datetime,
    kind: str = "note",
    outcome: str = "done",
    patient_id: int | None = None,
    subject: tuple[str, int | None] = ("", None),
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Enter a notable fact that is not an action: a sign-in, a failed sign-in, an export."""
    entry = Entry(
        kind=kind,
        name=name,
        outcome=outcome,
        by=by,
        patient_id=patient_id,
        subject=subject,
        detail=detail,
    )
    with transaction.atomic():
        return write(entry, now=now)


def look(
    *,
    by: Actor,
    page: str,
    now: datetime,
    patient_id: int | None = None,
    also: Sequence[int] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Enter that somebody was shown a patient, or (with `also`) a list of patients."""
    entry = Entry(
        kind="look",
        name=page,
        outcome="looked",
        by=by,
        patient_id=patient_id,
        also=also,
        detail=detail,
    )
    with transaction.atomic():
        return write(entry, now=now)
