"""Loading a whole practice's patients as one action, with a digest of what it wrote."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from practicum.kernel.actions import (
    Command,
    Done,
    Held,
    Refused,
    Risk,
    RuleBroken,
    Stream,
    about,
    action,
    perform,
)
from practicum.kernel.actions.fields import RequiredText
from practicum.kernel.base import Actor
from practicum.kernel.patients.bulk import Loaded, Progress, copy_patients
from practicum.kernel.patients.people import NewPatient


@dataclass(frozen=True, slots=True)
class _Batch:
    people: Iterable[NewPatient]
    progress: Progress | None
    loaded: list[Loaded]


_batch: ContextVar[_Batch | None] = ContextVar("practicum_patients_to_load", default=None)


class LoadPatients(Command):
    """Load many patients at once from a source named here."""

    source: RequiredText = Field(title="Where they come from")


@action(
    stream=Stream.OPERATIONS, risk=Risk.CONSEQUENTIAL, says="Load patients from {source}",
    in_palette=False,
)  # fmt: skip
def load_patients(command: LoadPatients, *, by: Actor, now: datetime) -> int:
    """Write them with COPY. The rows come from `load`, since millions do not fit into a form."""
    batch = _batch.get()
    if batch is None:
        raise RuleBroken("Loading needs its rows: use the import page or the command line.")
    loaded = copy_patients(batch.people, source=command.source, now=now, progress=batch.progress)
    batch.loaded.append(loaded)
    about(count=len(loaded.ids), digest=loaded.digest)
    return len(loaded.ids)


def load(
    people: Iterable[NewPatient], *, source: str, by: Actor, now: datetime, progress: Progress | None = None
) -> Loaded:
    """Perform `load_patients` with these people; returns their ids in order and the digest.

    Raises RuleBroken when the actor may not.
    """
    batch = _Batch(people, progress, [])
    token = _batch.set(batch)
    try:
        result = perform(load_patients, LoadPatients(source=source), by=by, now=now)
    finally:
        _batch.reset(token)
    match result:
        case Done():
            return batch.loaded[-1]
        case Held():
            raise RuleBroken("Loading patients waits for a countersign; nobody may load them so.")
        case Refused():
            raise RuleBroken(result.reason)
