"""Loading visits in bulk: one action, one ledger entry with the digest of what was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from pydantic import Field

from practicum.kernel.actions import Command, Risk, RuleBroken, Stream, about, action, publish
from practicum.kernel.actions.fields import RequiredText
from practicum.kernel.base import Actor


class LoadedAppointment(NamedTuple):
    """One visit to load. `status` is one of lifecycle.Status; times are aware."""

    patient_id: int
    visit_type_id: int
    provider_id: int
    site_id: int
    place_id: int | None
    starts_at: datetime
    ends_at: datetime
    status: str
    status_at: datetime
    booked_at: datetime
    reason: str = ""
    cancelled_reason: str = ""


class LoadAppointments(Command):
    """Load visits from another system or the sandbox; only those still to come keep their time."""

    source: RequiredText = Field(title="Where they come from")


_rows: ContextVar[Iterable[LoadedAppointment] | None] = ContextVar("scheduling_loading", default=None)


@contextmanager
def loading(rows: Iterable[LoadedAppointment]) -> Iterator[None]:
    """Offer rows to the load inside: `with loading(rows): perform(load_appointments, ...)`.

    Rows are streamed, so that eleven million do not have to be in memory or in the command.
    """
    token = _rows.set(rows)
    try:
        yield
    finally:
        _rows.reset(token)


_COPY = """
copy scheduling_appointment (patient_id, visit_type_id, provider_id, site_id, place_id, starts_at, ends_at, status,
 status_at, booked_at, reason, cancelled_reason, confirm_by, overbooked_reason, moves) from stdin
"""
_KEEP_TIME = """
insert into scheduling_bookedtime (period, provider_id, lane, place_id, patient_id, appointment_id)
select tstzrange(starts_at, ends_at), provider_id, 0, place_id, patient_id, id from scheduling_appointment
where id > %s and ends_at > %s and status not in ('cancelled', 'no_show')
"""


@action(
    stream=Stream.SCHEDULING, risk=Risk.CRITICAL, says="Load visits from {source}", in_palette=False,
)  # fmt: skip
def load_appointments(command: LoadAppointments, *, by: Actor, now: datetime) -> int:
    """Returns how many. A double booking among those still to come refuses the whole load."""
    rows = _rows.get()
    if rows is None:
        raise RuleBroken("There are no visits to load: the import page or the sandbox brings them.")
    digest = hashlib.sha256()
    count = 0
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from scheduling_appointment")
        last = cursor.fetchone()[0]
        with cursor.copy(_COPY) as copy:
            for row in rows:
                copy.write_row((*row, "", "", 0))
                digest.update(repr(row).encode())
                count += 1
        cursor.execute(_KEEP_TIME, [last, now])
    about(subject=("appointments", None), count=count, digest=digest.hexdigest())
    publish("schedule")
    return count
