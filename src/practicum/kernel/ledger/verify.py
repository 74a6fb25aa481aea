"""Proving the ledger whole: every hash is computed again, here, from what the rows say now.

Nothing of the database's own functions is used, since whoever could change a row could change those.
What a chain cannot show by itself is a rewrite of the whole of it, or an end cut off: for that the
head is noted down outside (`practicum ledger verify` prints it) and given back with `--expect`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

BATCH = 10_000
GRACE = timedelta(minutes=1)
START = bytes(32)

# What each form of seal covers, in order, as SQL text of the entry `e`.
FORMS: dict[int, tuple[str, ...]] = {
    1: (
        "id::text", "(extract(epoch from e.at) * 1000000)::bigint::text", "kind", "name", "outcome",
        "staff_id::text", "staff_name", "second_staff_id::text", "second_staff_name", "session_id::text",
        "stream", "risk", "level::text", "patient_id::text", "array_to_string(e.also_patient_ids, ',')",
        "subject_kind", "subject_id::text", "detail::text",
    )
}  # fmt: skip
_GUARDS = {
    "ledger_ledgerentry": ("ledger_keeps", "ledger_keeps_all", "ledger_note_pending"),
    "ledger_seal": ("ledger_seal_keeps", "ledger_seal_keeps_all"),
}

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Expected:
    """A head noted down earlier, outside the database."""

    seq: int
    hash: str

    @classmethod
    def read(cls, text: str) -> Expected:
        """Read "SEQ:HASH" as it was printed."""
        seq, _, digest = text.strip().partition(":")
        if not seq.isdigit() or len(digest) != 64 or not set(digest.lower()) <= set("0123456789abcdef"):
            raise ValueError("Give the head as it was printed: a number, a colon and 64 hexadecimal digits.")
        return cls(int(seq), digest.lower())


@dataclass(slots=True)
class Report:
    """What the verification found. `problems` is empty when the ledger is whole."""

    sealed: int = 0
    head: str = f"0:{START.hex()}"
    waiting: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """True when nothing is wrong."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class _Row:
    seq: int
    entry_id: int
    micros: int
    form: int
    hash: bytes
    present: bool
    parts: tuple[str | None, ...]

    def digest(self, before: bytes) -> bytes:
        """What the hash of this row must be, after the seal before it."""
        said = [part(str(self.form)), part(str(self.seq)), part(str(self.micros)), *map(part, self.parts)]
        return hashlib.sha256(before + "".join(said).encode()).digest()


def part(value: str | None) -> str:
    """One field as it is hashed: its length in bytes before it, so that no two rows read the same."""
    return "-" if value is None else f"{len(value.encode())}:{value}"


def verify(*, now: datetime, expect: Expected | None = None, progress: Progress | None = None) -> Report:
    """Check the whole ledger, in batches; stops at the first row that is not as it was sealed."""
    report = Report()
    report.problems += _guards()
    _walk(report, expect=expect, progress=progress)
    _unsealed(report, now=now)
    return report


def _walk(report: Report, *, expect: Expected | None, progress: Progress | None) -> None:
    total = _number("select coalesce(max(seq), 0) from ledger_seal") if progress else 0
    before, seq = START, 0
    rows = _rows()
    for row in rows:
        trouble = _check(row, before=before, seq=seq)
        if trouble == _CHANGED:
            trouble = _changed(row, next(rows, None))
        if trouble is None and expect and row.seq == expect.seq and row.hash.hex() != expect.hash:
            trouble = (
                f"Seal {row.seq} reads {row.hash.hex()}, not the {expect.hash} noted down: "
                "the chain was rewritten at or before it."
            )
        if trouble:
            report.problems.append(trouble)
            break
        before, seq = row.hash, row.seq
        if progress and seq % BATCH == 0:
            progress(seq, total)
    else:
        if expect and expect.seq > seq:
            report.problems.append(
                f"The chain ends at seal {seq}, but seal {expect.seq} was noted down: its end was cut off."
            )
    report.sealed, report.head = seq, f"{seq}:{before.hex()}"


_CHANGED = "changed"


def _check(row: _Row, *, before: bytes, seq: int) -> str | None:
    if row.seq != seq + 1:
        gone = f"Seal {seq + 1} is" if row.seq == seq + 2 else f"Seals {seq + 1} to {row.seq - 1} are"
        return f"{gone} missing."
    if not row.present:
        return f"Entry {row.entry_id} is gone; it was sealed as number {row.seq}."
    if row.form not in FORMS:
        return f"Seal {row.seq} has a form {row.form} that this version does not know: was it written by a newer one?"
    return None if row.digest(before) == row.hash else _CHANGED


def _changed(row: _Row, after: _Row | None) -> str:
    """Tell a changed entry from a changed seal: the next seal was made over the true hash of this one."""
    about = f"entry {row.entry_id} ({_words(row)})"
    if after is not None and after.present and after.form in FORMS and after.digest(row.hash) != after.hash:
        return f"Seal {row.seq} itself, over {about}, was changed or replaced."
    return f"{about[0].upper()}{about[1:]} is not what was sealed as number {row.seq}: it was changed afterwards."


def _words(row: _Row) -> str:
    kind, name, outcome, staff = row.parts[2], row.parts[3], row.parts[4], row.parts[6]
    return f"{kind} {name}, {outcome}, by {staff}"


def _rows() -> Iterator[_Row]:
    """All seals in order with the entries they cover, a batch at a time."""
    # One form so far; entries sealed under several are read with each form's own columns.
    columns = ", ".join(c if "e." in c else f"e.{c}" for c in FORMS[max(FORMS)])
    statement = (
        "select s.seq, s.entry_id, (extract(epoch from s.sealed_at) * 1000000)::bigint, s.form, s.hash, "  # noqa: S608  constants above
        f"e.id is not null, {columns} from ledger_seal s left join ledger_ledgerentry e on e.id = s.entry_id "
        "where s.seq > %s order by s.seq limit %s"
    )
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, [last, BATCH])
            found = cursor.fetchall()
        for row in found:
            yield _Row(row[0], row[1], row[2], row[3], bytes(row[4]), row[5], tuple(row[6:]))
        if len(found) < BATCH:
            return
        last = found[-1][0]


def _unsealed(report: Report, *, now: datetime) -> None:
    """Entries without a seal: those that have waited too long, and those that nobody waits to seal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.id, e.at, exists (select from ledger_pending p where p.entry_id = e.id) "
            "from ledger_ledgerentry e where not exists (select from ledger_seal s where s.entry_id = e.id) order by e.id"
        )
        found: list[tuple[int, datetime, bool]] = cursor.fetchall()
    report.waiting = len(found)
    stray = [entry for entry, _, pending in found if not pending]
    if stray:
        report.problems.append(
            f"Entry {stray[0]} was written past the guards: it is neither sealed nor waiting to be."
        )
    late = [at for _, at, pending in found if pending and at < now - GRACE]
    if late:
        n = len(late)
        report.problems.append(
            f"{n} {'entry waits' if n == 1 else 'entries wait'} to be sealed, the oldest since "
            f"{min(late):%Y-%m-%d %H:%M} UTC: the job processes that seal do not run. Start them and verify again."
        )


def _guards() -> list[str]:
    """Triggers that should refuse every change, and do not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid "
            "where t.tgrelid in ('ledger_ledgerentry'::regclass, 'ledger_seal'::regclass) and t.tgenabled in ('O', 'A')"
        )
        active: set[tuple[Any, ...]] = set(cursor.fetchall())
    return [
        f"The guard {guard} on {table} is missing or switched off."
        for table, guards in _GUARDS.items()
        for guard in guards
        if (table, guard) not in active
    ]


def _number(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])
