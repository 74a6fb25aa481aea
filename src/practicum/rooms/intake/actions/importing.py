"""Importing patients: start with a file, read it by and by, import it in one act, take all of it back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict
from datetime import datetime
from typing import Literal

from pydantic import Field

from practicum.kernel.actions import (
    Command,
    Risk,
    RuleBroken,
    Stream,
    Undo,
    about,
    action,
    publish,
    ref_type,
)
from practicum.kernel.actions.fields import RequiredText
from practicum.kernel.base import Actor
from practicum.kernel.patients.bulk import copy_patients
from practicum.kernel.patients.withdrawing import fingerprints, in_use, withdraw
from practicum.kernel.zone import practice_zone
from practicum.rooms.intake.columns import LABELS, guess_mapping
from practicum.rooms.intake.doubles import doubles_of, twice_key
from practicum.rooms.intake.models import BatchStatus, ImportBatch, ImportRow, RowStatus
from practicum.rooms.intake.reading import (
    Candidate,
    FileRead,
    format_of,
    from_json,
    headings_of,
    numbered,
    read_file,
    to_json,
)

BatchRef = ref_type("importbatch")
STEP = 1_000
MOST_BYTES = 60 * 1024 * 1024
_LISTED = 20
_file: ContextVar[bytes | None] = ContextVar("practicum_import_file", default=None)


@contextmanager
def file_in_hand(content: bytes) -> Iterator[str]:
    """Have the file at hand for `start_import`; gives its SHA-256, which the command names."""
    token = _file.set(content)
    try:
        yield hashlib.sha256(content).hexdigest()
    finally:
        _file.reset(token)


class StartImport(Command):
    """Bring in a file of patients to look at. Nothing is imported yet."""

    file_name: RequiredText = Field(title="File", max_length=200)
    sha256: str = Field(title="Content", pattern="^[0-9a-f]{64}$")


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, carries=["E10"], says="Bring in {file_name}", in_palette=False
)
def start_import(command: StartImport, *, by: Actor, now: datetime) -> ImportBatch:
    """Keep the file as it came and guess its columns."""
    raw = _file.get()
    if raw is None or hashlib.sha256(raw).hexdigest() != command.sha256:
        raise RuleBroken("The file did not arrive with this. Choose it again.")
    if not raw.strip():
        raise RuleBroken("The file is empty.", field="file")
    if len(raw) > MOST_BYTES:
        raise RuleBroken("The file is larger than 60 MB. Split it.", field="file")
    kind = format_of(raw)
    headings = headings_of(raw) if kind == "csv" else []
    return ImportBatch.objects.create(
        file_name=command.file_name, file_format=kind, sha256=command.sha256, raw=raw, headings=headings,
        mapping=guess_mapping(headings), started_at=now, by_id=by.staff_id,
    )  # fmt: skip


class MapColumns(Command):
    """Say which column of a table gives what; the file is then read anew."""

    batch: BatchRef = Field(title="Import")  # type: ignore[valid-type]
    mapping: list[str] = Field(title="Columns", description="field=heading, one a line", max_length=60)


@action(
    stream=Stream.INTAKE,
    risk=Risk.ROUTINE,
    carries=["E10"],
    says="Map the columns of {batch}",
    in_palette=False,
)
def map_columns(command: MapColumns, *, by: Actor, now: datetime) -> ImportBatch:
    """Keep the mapping and forget what was read."""
    batch = _batch(command.batch, BatchStatus.READING, BatchStatus.PREVIEWED)
    chosen = dict(pair.split("=", 1) for pair in command.mapping if "=" in pair)
    unknown = [h for field, h in chosen.items() if field not in LABELS or (h and h not in batch.headings)]
    if unknown:
        raise RuleBroken(
            f"The file has no column {unknown[0][:60]!r}. Choose one of its own.", field="mapping"
        )
    batch.rows.all().delete()
    batch.mapping = {field: heading for field, heading in chosen.items() if heading}
    batch.status, batch.read_rows, batch.total_rows = BatchStatus.READING, 0, 0
    batch.save()
    return batch


class ReadRows(Command):
    """Read the next rows of an import."""

    batch: BatchRef = Field(title="Import")  # type: ignore[valid-type]


@action(stream=None, risk=Risk.ROUTINE, carries=["E10"], says="Read rows of {batch}", in_palette=False)
def read_rows(command: ReadRows, *, by: Actor, now: datetime) -> ImportBatch:
    """Read a thousand rows more. Whoever brought the file in does so, and nothing but the preview is written."""
    batch = _batch(command.batch, BatchStatus.READING)
    if batch.by_id != by.staff_id:
        raise RuleBroken("Somebody else is reading this file. Wait for them, or bring it in again.")
    today = now.astimezone(practice_zone()).date()
    read = read_file(bytes(batch.raw), file_format=batch.file_format, mapping=batch.mapping, today=today)
    _keep_rows(batch, read)
    batch.total_rows, batch.odd = len(read.candidates), list(read.odd)[:20]
    batch.read_rows = min(batch.read_rows + STEP, batch.total_rows)
    if batch.read_rows >= batch.total_rows:
        batch.status = BatchStatus.PREVIEWED
    batch.save(update_fields=["total_rows", "read_rows", "status", "odd"])
    return batch


def _keep_rows(batch: ImportBatch, read: FileRead) -> None:
    step = list(numbered(read.candidates, batch.read_rows, STEP))
    persons = [c.person for _, c in step if c.person is not None]
    doubles = iter(doubles_of(persons))
    before = read.candidates[: batch.read_rows]
    first = {twice_key(c.person): c.place for c in reversed(before) if c.person is not None}
    rows = []
    for line, candidate in step:
        matches = [asdict(double) for double in next(doubles)] if candidate.person is not None else []
        if candidate.person is not None:
            key = twice_key(candidate.person)
            if key in first:
                matches.append(
                    {"name": "", "record_number": "", "why": f"the same person as {first[key]} of the file"}
                )
            first.setdefault(key, candidate.place)
        rows.append(_row(batch, line, candidate, matches))
    ImportRow.objects.bulk_create(rows)


def _row(batch: ImportBatch, line: int, candidate: Candidate, matches: list[dict[str, object]]) -> ImportRow:
    if candidate.person is None:
        status = RowStatus.ERROR
    else:
        status = RowStatus.DUPLICATE if matches else RowStatus.NEW
    return ImportRow(
        batch=batch, line=line, place=candidate.place, status=status, matches=matches,
        values=to_json(candidate.person) if candidate.person else {"said": candidate.said},
        problems=[asdict(problem) for problem in candidate.problems],
    )  # fmt: skip


class UndoImport(Command):
    """Take back a whole import, unless somebody has worked with its patients since."""

    batch: BatchRef = Field(title="Import")  # type: ignore[valid-type]


@action(
    stream=Stream.INTAKE, risk=Risk.CONSEQUENTIAL, carries=["E10"], says="Take back the import of {batch}",
    in_palette=False,
)  # fmt: skip
def undo_import(command: UndoImport, *, by: Actor, now: datetime) -> ImportBatch:
    """Remove every patient it wrote, all or none."""
    batch = _batch(command.batch, BatchStatus.COMMITTED)
    touched = touched_rows(batch)
    if touched:
        named = ", ".join(f"{place} {name} ({why})" for place, name, why in touched[:_LISTED])
        more = f" and {len(touched) - _LISTED} more" if len(touched) > _LISTED else ""
        raise RuleBroken(f"Work has been done with {len(touched)} of its patients since: {named}{more}.")
    written = batch.rows.filter(status=RowStatus.WRITTEN)
    ids = [i for i in written.values_list("patient_id", flat=True) if i is not None]
    written.update(patient=None, status=RowStatus.UNDONE)
    withdraw(ids)
    batch.status, batch.undone_at = BatchStatus.UNDONE, now
    batch.save(update_fields=["status", "undone_at"])
    about(count=len(ids), subject=("importbatch", batch.pk))
    publish(f"import:{batch.pk}")
    return batch


def touched_rows(batch: ImportBatch) -> list[tuple[str, str, str]]:
    """The rows whose patients are not as they were written: (place, name, why)."""
    rows = list(batch.rows.filter(status=RowStatus.WRITTEN).order_by("line"))
    ids = [row.patient_id for row in rows if row.patient_id is not None]
    now_holds, used = fingerprints(ids), in_use(ids, ignore=["intake.ImportRow"])
    found = []
    for row in rows:
        name = f"{row.values.get('given', '')} {row.values.get('family', '')}".strip()
        if row.patient_id in used:
            found.append((row.place, name, ", ".join(used[row.patient_id])))
        elif row.patient_id is None or _hash(now_holds.get(row.patient_id, "")) != row.fingerprint:
            found.append((row.place, name, "changed"))
    return found


class CommitImport(Command):
    """Import the rows of a file that was read. All of them are written, or none."""

    batch: BatchRef = Field(title="Import")  # type: ignore[valid-type]
    duplicates: Literal["leave_out", "import"] = Field("leave_out", title="Probable duplicates")


@action(
    stream=Stream.INTAKE, risk=Risk.CONSEQUENTIAL, carries=["E10"], says="Import the patients of {batch}",
    in_palette=False, undo=Undo(undo_import, lambda command, _id: UndoImport(batch=command.batch)),
)  # fmt: skip
def commit_import(command: CommitImport, *, by: Actor, now: datetime) -> ImportBatch:
    """Write them, with a digest of what was written in the ledger's entry."""
    batch = _batch(command.batch, BatchStatus.PREVIEWED)
    wanted = [RowStatus.NEW] + ([RowStatus.DUPLICATE] if command.duplicates == "import" else [])
    rows = list(batch.rows.filter(status__in=wanted).order_by("line"))
    if not rows:
        raise RuleBroken("There is no row to import. Mend the file, or choose other columns.")
    people = (from_json(row.values) for row in rows)
    loaded = copy_patients(people, source=f"import {batch.file_name}", now=now)
    written = fingerprints(loaded.ids)
    for row, patient_id in zip(rows, loaded.ids, strict=True):
        row.patient_id, row.status, row.fingerprint = (
            patient_id,
            RowStatus.WRITTEN,
            _hash(written[patient_id]),
        )
    ImportRow.objects.bulk_update(rows, ["patient", "status", "fingerprint"], batch_size=2_000)
    batch.rows.filter(status=RowStatus.DUPLICATE).update(status=RowStatus.SKIPPED)
    batch.status, batch.committed_at, batch.digest = BatchStatus.COMMITTED, now, loaded.digest
    batch.save(update_fields=["status", "committed_at", "digest"])
    about(count=len(loaded.ids), digest=loaded.digest, subject=("importbatch", batch.pk))
    publish(f"import:{batch.pk}")
    return batch


def _batch(batch_id: int, *statuses: str) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise RuleBroken("There is no such import. Choose one from the list.")
    if batch.status not in statuses:
        raise RuleBroken(
            f"This import is {batch.get_status_display().lower()}: that cannot be done with it now."
        )
    return batch


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
