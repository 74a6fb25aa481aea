"""practicum import: bring in patients from CSV or FHIR, row by row told, and take an import back."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Any

_SHOWN = 50


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file, what to do with it."""
    parser.add_argument("file", nargs="?", type=Path, help="a CSV with headings, or FHIR R4 Patients as JSON")
    parser.add_argument("--kind", choices=["patients"], default="patients", help="what the file holds")
    parser.add_argument("--preview", action="store_true", help="only say what would happen (the default)")
    parser.add_argument("--commit", action="store_true", help="import every row without an error")
    parser.add_argument("--duplicates", action="store_true", help="import probable duplicates too")
    parser.add_argument(
        "--column", action="append", default=[], metavar="FIELD=HEADING", help="say which column it is"
    )
    parser.add_argument("--errors", type=Path, metavar="FILE", help="write the errors as a CSV")
    parser.add_argument("--undo", type=int, metavar="ID", help="take back the import with this number")


def run(options: argparse.Namespace) -> int:
    """Read, tell, and if asked import; 1 when something is wrong with the file or the import."""
    if options.undo is not None:
        return _undo(options.undo)
    if options.file is None:
        return _fail("Name a file, or --undo ID.")
    try:
        raw = options.file.read_bytes()
    except OSError as problem:
        return _fail(f"{options.file} cannot be read: {problem.strerror}.")
    batch = _start(raw, options)
    if isinstance(batch, int):
        return batch
    counts = _tell(batch, options.errors)
    if not options.commit or options.preview:
        print(
            f"Nothing is imported yet. It is import {batch.pk}: look at /import/{batch.pk}/, or add --commit."
        )
        return 1 if counts["error"] else 0
    return _commit(batch, duplicates=options.duplicates)


def _start(raw: bytes, options: argparse.Namespace) -> Any:
    from practicum.kernel import clock
    from practicum.kernel.actions import Done, perform
    from practicum.kernel.base import SYSTEM
    from practicum.rooms.intake.actions.importing import (
        MapColumns,
        ReadRows,
        StartImport,
        file_in_hand,
        map_columns,
        read_rows,
        start_import,
    )

    with file_in_hand(raw) as digest:
        command = StartImport(file_name=options.file.name[:200], sha256=digest)
        started = perform(start_import, command, by=SYSTEM, now=clock.now())
    if not isinstance(started, Done) or started.outcome is None:
        return _fail(getattr(started, "reason", "The file was not taken."))
    batch = started.outcome
    if options.column:
        chosen = dict(batch.mapping) | dict(pair.split("=", 1) for pair in options.column if "=" in pair)
        mapping = [f"{field}={heading}" for field, heading in chosen.items()]
        mapped = perform(map_columns, MapColumns(batch=batch.pk, mapping=mapping), by=SYSTEM, now=clock.now())
        if not isinstance(mapped, Done):
            return _fail(getattr(mapped, "reason", "The columns were not taken."))
    while batch.status == "reading":
        result = perform(read_rows, ReadRows(batch=batch.pk), by=SYSTEM, now=clock.now())
        if not isinstance(result, Done):
            return _fail(getattr(result, "reason", "The file could not be read on."))
        batch.refresh_from_db()
        _progress(f"read {batch.read_rows:,} of {batch.total_rows:,} rows")
    _progress("")
    return batch


def _tell(batch: Any, errors: Path | None) -> Counter[str]:
    from practicum.formats.tabular import write_table
    from practicum.rooms.intake.import_pages import match_words, name_of

    counts: Counter[str] = Counter(batch.rows.values_list("status", flat=True))
    lines = []
    for row in batch.rows.filter(status__in=["error", "duplicate"]).order_by("line").iterator():
        for problem in row.problems:
            lines.append((row.place, problem["column"], problem["sentence"], name_of(row)))
        lines += [(row.place, "", f"Probably {match_words(match)}", name_of(row)) for match in row.matches]
    for odd in batch.odd:
        print(f"note: {odd}")
    for place, column, sentence, name in lines[:_SHOWN]:
        print(": ".join(part for part in (place, name, column, sentence) if part))
    if len(lines) > _SHOWN:
        print(f"and {len(lines) - _SHOWN:,} more; --errors FILE writes all of them")
    if errors is not None:
        errors.write_bytes(write_table(["Where", "Column", "What is wrong", "Patient"], lines))
    print(f"{counts['new']:,} new, {counts['duplicate']:,} probable duplicates, {counts['error']:,} errors")
    return counts


def _commit(batch: Any, *, duplicates: bool) -> int:
    from practicum.kernel import clock
    from practicum.kernel.actions import Done, perform
    from practicum.kernel.base import SYSTEM
    from practicum.rooms.intake.actions.importing import CommitImport, commit_import

    command = CommitImport(batch=batch.pk, duplicates="import" if duplicates else "leave_out")
    result = perform(commit_import, command, by=SYSTEM, now=clock.now())
    if not isinstance(result, Done):
        return _fail(getattr(result, "reason", "Nothing was imported."))
    batch.refresh_from_db()
    written = batch.rows.filter(status="written").count()
    print(
        f"{written:,} patients imported. Digest {batch.digest}. To take it back: practicum import --undo {batch.pk}"
    )
    return 0


def _undo(batch_id: int) -> int:
    from practicum.kernel import clock
    from practicum.kernel.actions import Done, perform
    from practicum.kernel.base import SYSTEM
    from practicum.rooms.intake.actions.importing import UndoImport, undo_import

    if not 0 < batch_id < 2**63:
        return _fail("There is no such import.")
    result = perform(undo_import, UndoImport(batch=batch_id), by=SYSTEM, now=clock.now())
    if not isinstance(result, Done):
        return _fail(getattr(result, "reason", "Nothing was taken back."))
    print(f"Import {batch_id} is taken back.")
    return 0


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{text:<60}", end="" if text else "\n", file=sys.stderr, flush=True)


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
