"""Importing patients from the pages: the file, its columns, a preview, the import, its undo."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse

from practicum.formats.tabular import write_table
from practicum.kernel.actions import Done, perform
from practicum.kernel.base import Stream
from practicum.kernel.ledger.write import look
from practicum.kernel.web import PracticeRequest, me, page, redirect_to, render, who
from practicum.kernel.web.submit import submit
from practicum.rooms.intake.actions.importing import (
    MOST_BYTES,
    ReadRows,
    commit_import,
    file_in_hand,
    map_columns,
    read_rows,
    start_import,
    undo_import,
)
from practicum.rooms.intake.columns import LABELS
from practicum.rooms.intake.models import BatchStatus, ImportBatch, RowStatus

WORKS_IN_INTAKE = who.stream(Stream.INTAKE)
_SHOWN = 100
_TABS = (
    RowStatus.ERROR,
    RowStatus.DUPLICATE,
    RowStatus.NEW,
    RowStatus.WRITTEN,
    RowStatus.SKIPPED,
    RowStatus.UNDONE,
)


@page(
    "import/", name="import", who=WORKS_IN_INTAKE, methods=("GET", "POST"), title="Import patients", in_palette=True,
    carries=["E10"],
)  # fmt: skip
def imports(request: PracticeRequest) -> HttpResponse:
    """Bring in a file, and the imports so far."""
    result: Any = None
    problem = ""
    if request.method == "POST":
        sent = request.FILES.get("file")
        if sent is None or sent.size is None:
            problem = "Choose a file first."
        elif sent.size > MOST_BYTES:
            problem = "The file is larger than 60 MB. Split it."
        else:
            with file_in_hand(sent.read()) as digest:
                extra = {"file_name": (sent.name or "file").replace("\0", "")[:200], "sha256": digest}
                result = submit(request, start_import, extra)
            if isinstance(result, Done):
                return redirect_to(f"/import/{result.id}/", request=request)
    batches = (
        ImportBatch.objects.defer("raw").annotate(rows_written=Count("rows__patient")).order_by("-id")[:30]
    )
    shown = {"result": result, "problem": problem, "batches": list(batches)}
    return render(request, "intake/imports.html", shown, status=422 if problem else 200)


@page("import/<int:batch_id>/", name="import-one", who=WORKS_IN_INTAKE, methods=("GET", "POST"), title="Import",
      carries=["E10"])  # fmt: skip
def one_import(request: PracticeRequest, batch_id: int) -> HttpResponse:
    """One import: its columns, what it would do, what it did. Posting imports it or takes it back."""
    batch = _batch(batch_id)
    result: Any = None
    if request.method == "POST":
        action: Any = {"map": map_columns, "undo": undo_import}.get(request.POST.get("do", ""), commit_import)
        extra: dict[str, Any] = {"batch": batch_id}
        if action is map_columns:
            extra["mapping"] = [
                f"{field}={request.POST.get(f'column-{field}', '')[:200]}" for field in LABELS
            ]
        result = submit(request, action, extra)
        batch.refresh_from_db()
    return render(request, "intake/import.html", _shown(request, batch) | {"result": result})


@page(
    "import/<int:batch_id>/read/", name="import-read", who=WORKS_IN_INTAKE, methods=("POST",), carries=["E10"]
)
def read_on(request: PracticeRequest, batch_id: int) -> HttpResponse:
    """Read the next rows; answers the bar, which asks again until all are read."""
    batch = _batch(batch_id)
    result: Any = None
    if batch.status == BatchStatus.READING:
        result = perform(read_rows, ReadRows(batch=batch_id), by=me(request), now=request.now)
        batch.refresh_from_db()
    if batch.status != BatchStatus.READING:
        return redirect_to(f"/import/{batch_id}/", request=request)
    return render(
        request,
        "intake/reading.html",
        {"batch": batch, "result": None if isinstance(result, Done) else result},
    )


@page("import/<int:batch_id>/errors.csv", name="import-errors", who=WORKS_IN_INTAKE, carries=["E10"])
def error_report(request: PracticeRequest, batch_id: int) -> HttpResponse:
    """Every error with its place and what to do, as a table for a spreadsheet."""
    batch = _batch(batch_id)
    rows = batch.rows.filter(status__in=[RowStatus.ERROR, RowStatus.DUPLICATE]).order_by("line")
    lines = [
        (
            row.place,
            problem.get("column", ""),
            problem.get("sentence") or f"Probably {match_words(problem)}",
            name_of(row),
        )
        for row in rows.iterator()
        for problem in (row.problems or row.matches)
    ]
    look(by=me(request), page="import errors", now=request.now, detail={"import": batch_id})
    answer = HttpResponse(
        write_table(["Where", "Column", "What is wrong", "Patient"], lines), content_type="text/csv"
    )
    answer["Content-Disposition"] = f'attachment; filename="import-{batch_id}-errors.csv"'
    return answer


def match_words(match: dict[str, Any]) -> str:
    """A probable duplicate in words."""
    named = f"{match['name']} ({match['record_number']}): " if match.get("name") else ""
    return f"{named}{match.get('why', '')}"


def name_of(row: Any) -> str:
    """Whom a row is about."""
    values = row.values
    return str(values.get("said") or f"{values.get('given', '')} {values.get('family', '')}".strip())


def _batch(batch_id: int) -> ImportBatch:
    batch = ImportBatch.objects.defer("raw").filter(pk=batch_id).first() if batch_id < 2**63 else None
    if batch is None:
        raise Http404("There is no such import.")
    return batch


def _shown(request: PracticeRequest, batch: ImportBatch) -> dict[str, Any]:
    counts = dict(batch.rows.values_list("status").annotate(n=Count("id")).order_by())
    asked = request.GET.get("show", "")
    show = asked if counts.get(asked) else next((s.value for s in _TABS if counts.get(s.value)), "")
    pages = Paginator(batch.rows.filter(status=show).select_related("patient").order_by("line"), _SHOWN)
    rows = pages.get_page(request.GET.get("page"))
    ids = [row.patient_id for row in rows if row.patient_id]
    if ids:
        look(by=me(request), page="import", now=request.now, also=ids)
    tabs = [
        {"label": s.label, "href": f"?show={s.value}", "current": s.value == show, "n": counts[s.value]}
        for s in _TABS
        if counts.get(s.value)
    ]
    return {
        "batch": batch, "counts": counts, "tabs": tabs, "rows": rows, "labels": LABELS, "name_of": name_of,
        "match_words": match_words, "show": show,
    }  # fmt: skip
