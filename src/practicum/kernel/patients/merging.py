"""Making two charts one, cell by cell, and taking exactly that back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from practicum.kernel.patients.models import MergeMove, Patient, PatientMerge
from practicum.kernel.patients.references import Reference, patient_references
from practicum.kernel.patients.search_keys import rebuild_keys

# Fields of the patient that the merge may take over from the other chart, when somebody says so.
TAKEABLE = (
    "birth_date", "sex", "gender_identity", "pronouns", "preferred_language", "needs_interpreter",
    "preferred_channel", "preferred_name", "household_id", "deceased", "deceased_date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stayed:
    """Rows that an undone merge leaves with the survivor, and why."""

    what: str
    why: str
    ids: tuple[int, ...]


def merge(
    survivor: Patient,
    merged: Patient,
    *,
    take: Iterable[str],
    reason: str,
    by_id: int,
    now: datetime,
    today: date,
) -> PatientMerge:
    """Move everything of `merged` to `survivor` and write down each cell that changed.

    Both rows must be locked by the caller.
    """
    done = PatientMerge.objects.create(
        survivor=survivor, merged=merged, reason=reason, merged_at=now, by_id=by_id, marks=_high_marks()
    )
    for reference in patient_references():
        adapted = _adapt(reference, done, today=today)
        _move_rows(reference, done, leave_out=adapted)
    _take(done, take)
    _keep_closed(done, survivor, merged)
    Patient.objects.filter(pk=merged.pk).update(merged_into=survivor)
    rebuild_keys([survivor.pk, merged.pk])
    return done


def unmerge(done: PatientMerge, *, reason: str, by_id: int, now: datetime) -> list[Stayed]:
    """Put every cell back that still holds what the merge put there; return what stays."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")
        Patient.objects.filter(pk=done.merged_id).update(merged_into=None)
        stayed = [*_put_back(done), *_newer_rows(done)]
        done.undone_at, done.undone_by_id, done.undone_reason = now, by_id, reason
        done.stayed = [{"what": row.what, "why": row.why, "ids": list(row.ids)} for row in stayed]
        done.save()
        rebuild_keys([done.survivor_id, done.merged_id])
    return stayed


def what_will_move(merged_id: int) -> list[tuple[str, int]]:
    """What a merge would move: the plural of each kind of row, and how many."""
    counts: dict[str, int] = defaultdict(int)
    with connection.cursor() as cursor:
        for reference in patient_references():
            sql = f'select count(*) from "{reference.table}" where "{reference.column}" = %s'  # noqa: S608  our names
            cursor.execute(sql, [merged_id])
            counts[reference.says] += cursor.fetchone()[0]
    return [(says, count) for says, count in counts.items() if count]


def _adapt(reference: Reference, done: PatientMerge, *, today: date) -> list[int]:
    """Change the rows that would not fit as they are: one statement a row, all its cells at once."""
    if reference.adapt is None:
        return []
    changes: dict[int, dict[str, Any]] = defaultdict(dict)
    for change in reference.adapt(done.survivor_id, done.merged_id, today):
        changes[change.row_id][change.column] = change.after
    for row_id, cells in changes.items():
        _change_row(reference.model, row_id, {**cells, reference.column: done.survivor_id}, done)
    return list(changes)


def _change_row(model: type[models.Model], row_id: int, cells: Mapping[str, Any], done: PatientMerge) -> None:
    before = model._base_manager.filter(pk=row_id).values(*cells).get()
    model._base_manager.filter(pk=row_id).update(**cells)
    MergeMove.objects.bulk_create(
        MergeMove(
            merge=done, model=model._meta.label, row_id=row_id, column=column,
            before=_to_json(before[column]), after=_to_json(after), lone=False,
        )
        for column, after in cells.items()
    )  # fmt: skip


_MOVE = """
with moved as (
    update "{table}" set "{column}" = %s where "{column}" = %s and not ("{key}" = any(%s)) returning "{key}" as id
)
insert into patients_mergemove (merge_id, model, row_id, "column", before, after, lone)
select %s, %s, id, %s, to_jsonb(%s::bigint), to_jsonb(%s::bigint), true from moved
"""


def _move_rows(reference: Reference, done: PatientMerge, *, leave_out: list[int]) -> None:
    key = str(reference.model._meta.pk.column) if reference.model._meta.pk else "id"
    sql = _MOVE.format(table=reference.table, column=reference.column, key=key)
    ids = (done.survivor_id, done.merged_id)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*ids, leave_out, done.pk, reference.label, reference.column, *reversed(ids)])


def _take(done: PatientMerge, take: Iterable[str]) -> None:
    wanted = [name for name in TAKEABLE if name in set(take)]
    if wanted:
        cells = Patient.objects.filter(pk=done.merged_id).values(*wanted).get()
        _change_row(Patient, done.survivor_id, cells, done)


def _keep_closed(done: PatientMerge, survivor: Patient, merged: Patient) -> None:
    """What was restricted on either chart is restricted on the one."""
    if merged.restricted and not survivor.restricted:
        _change_row(
            Patient, survivor.pk, {"restricted": True, "restricted_reason": merged.restricted_reason}, done
        )


_RETURN = """
with back as (
    update "{table}" t set "{column}" = %s from patients_mergemove m
    where m.merge_id = %s and m.lone and m.model = %s and m."column" = %s and t."{key}" = m.row_id
      and t."{column}" = %s
    returning m.row_id
)
select row_id from patients_mergemove m
where m.merge_id = %s and m.lone and m.model = %s and m."column" = %s and row_id not in (select row_id from back)
"""


def _put_back(done: PatientMerge) -> list[Stayed]:
    stayed = []
    for reference in patient_references():
        key = str(reference.model._meta.pk.column) if reference.model._meta.pk else "id"
        which: tuple[Any, ...] = (done.pk, reference.label, reference.column)
        with connection.cursor() as cursor:
            cursor.execute(
                _RETURN.format(table=reference.table, column=reference.column, key=key),
                [done.merged_id, *which, done.survivor_id, *which],
            )
            left = tuple(row[0] for row in cursor.fetchall())
        if left:
            stayed.append(Stayed(reference.says, "removed or moved elsewhere since the merge", left))
    return stayed + _put_back_adapted(done)


def _put_back_adapted(done: PatientMerge) -> list[Stayed]:
    """Rows with several changed cells: all of a row's cells in one statement, edited cells left as they are."""
    rows: dict[tuple[str, int], list[MergeMove]] = defaultdict(list)
    for move in done.moves.filter(lone=False).order_by("id"):
        rows[move.model, move.row_id].append(move)
    stayed = []
    for (label, row_id), moves in rows.items():
        model = apps.get_model(label)
        now_holds = (
            model._base_manager.filter(pk=row_id).values(*(move.column for move in moves)).first() or {}
        )
        cells, edited = {}, []
        for move in moves:
            if move.column in now_holds and _to_json(now_holds[move.column]) == move.after:
                cells[move.column] = _from_json(model, move.column, move.before)
            else:
                edited.append(move.column)
        if cells:
            model._base_manager.filter(pk=row_id).update(**cells)
        if edited:
            words = f"{model._meta.verbose_name}: {', '.join(edited)}".replace("_", " ")
            stayed.append(Stayed(words, "changed since the merge", (row_id,)))
    return stayed


def _high_marks() -> dict[str, int]:
    """The highest key of every table that points at patients: rows above it came after the merge."""
    marks = {}
    for reference in patient_references():
        if reference.label not in marks:
            top = reference.model._base_manager.aggregate(top=models.Max("pk"))["top"]
            marks[reference.label] = int(top or 0)
    return marks


def _newer_rows(done: PatientMerge) -> list[Stayed]:
    stayed = []
    for reference in patient_references():
        newer = reference.model._base_manager.filter(
            **{reference.column: done.survivor_id}, pk__gt=done.marks.get(reference.label, 0)
        )
        ids = tuple(newer.order_by("pk").values_list("pk", flat=True)[:200])
        if ids:
            stayed.append(Stayed(reference.says, "added after the merge", ids))
    return stayed


def _to_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _from_json(model: type[models.Model], column: str, value: Any) -> Any:
    field = next(f for f in model._meta.concrete_fields if f.attname == column)
    return field.to_python(value) if not field.is_relation else value
