"""Loading many coverages at once, with COPY, as one action."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from django.db import connection
from pydantic import Field

from practicum.kernel.actions import (
    Command,
    Done,
    Risk,
    RuleBroken,
    Stream,
    about,
    action,
    perform,
)
from practicum.kernel.actions.fields import RequiredText
from practicum.kernel.base import Actor

_COLUMNS = (
    "patient_id, payer_id, plan_id, rank, member_id, group_number, relation, subscriber_id, subscriber_name,"
    " subscriber_birth_date, start_date, end_date"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCoverage:
    """A coverage to be loaded; the ids exist already."""

    patient_id: int
    payer_id: int
    member_id: str
    plan_id: int | None = None
    rank: int = 1
    group_number: str = ""
    relation: str = "self"
    subscriber_id: int | None = None
    subscriber_name: str = ""
    subscriber_birth_date: date | None = None
    start_date: date | None = None
    end_date: date | None = None


@dataclass(slots=True)
class _Batch:
    coverages: Iterable[NewCoverage]
    count: int = 0
    digest: str = field(default="")


_batch: ContextVar[_Batch | None] = ContextVar("practicum_coverages_to_load", default=None)


class LoadCoverages(Command):
    """Load many coverages at once from a source named here."""

    source: RequiredText = Field(title="Where they come from")


@action(
    stream=Stream.OPERATIONS, risk=Risk.CONSEQUENTIAL, says="Load coverages from {source}",
    in_palette=False,
)  # fmt: skip
def load_coverages(command: LoadCoverages, *, by: Actor, now: datetime) -> int:
    """Write them with COPY; the rows come from `load`."""
    batch = _batch.get()
    if batch is None:
        raise RuleBroken("Loading needs its rows: use the command line.")
    digest, remaining = hashlib.sha256(), iter(batch.coverages)
    while chunk := list(islice(remaining, 5_000)):
        lines = [
            (c.patient_id, c.payer_id, c.plan_id, c.rank, c.member_id, c.group_number, c.relation, c.subscriber_id,
             c.subscriber_name, c.subscriber_birth_date, c.start_date, c.end_date)
            for c in chunk
        ]  # fmt: skip
        digest.update(repr(lines).encode())
        batch.count += len(lines)
        with (
            connection.cursor() as cursor,
            cursor.copy(f"copy coverage_coverage ({_COLUMNS}) from stdin") as out,
        ):
            for line in lines:
                out.write_row(line)
    batch.digest = digest.hexdigest()
    about(count=batch.count, digest=batch.digest)
    return batch.count


def load(coverages: Iterable[NewCoverage], *, source: str, by: Actor, now: datetime) -> int:
    """Perform `load_coverages` with these; returns how many. Raises RuleBroken when the actor may not."""
    token = _batch.set(_Batch(coverages))
    try:
        result = perform(load_coverages, LoadCoverages(source=source), by=by, now=now)
    finally:
        _batch.reset(token)
    if isinstance(result, Done):
        return int(result.id or 0)
    raise RuleBroken(getattr(result, "reason", "Loading coverages waits for a countersign."))
