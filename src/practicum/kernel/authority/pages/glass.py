"""Opening a restricted chart in need, and the privacy officer's list of such openings."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from practicum.kernel.actions import Done
from practicum.kernel.actions.command import label_refs
from practicum.kernel.authority import queries
from practicum.kernel.authority.actions import break_glass, review_glass
from practicum.kernel.authority.pages.signin import safe_next
from practicum.kernel.ledger.write import look
from practicum.kernel.web import PracticeRequest, me, page, render, who
from practicum.kernel.web.submit import Invalid, form_values, submit

_REVIEWERS = who.role("privacy_officer", "manager")


@page("break-glass/<int:patient_id>/", name="break-glass", who=who.with_patients, methods=("GET", "POST"),
      title="Restricted chart")  # fmt: skip
def open_chart(request: PracticeRequest, patient_id: int) -> HttpResponse:
    """Say why, and the chart is open for an hour."""
    result: Any = None
    if request.method == "POST":
        result = submit(request, break_glass, {"patient": patient_id})
    shown = {
        "patient_id": patient_id, "next": safe_next(request), "result": result, "break_glass": break_glass,
        "values": form_values(request, break_glass.command), "done": isinstance(result, Done),
        "errors": result.errors if isinstance(result, Invalid) else {},
    }  # fmt: skip
    return render(request, "authority/break_glass.html", shown, status=422 if shown["errors"] else 200)


@page("openings/", name="openings", who=_REVIEWERS, title="Restricted charts opened", in_palette=True)
def openings(request: PracticeRequest) -> HttpResponse:
    """Every opening, those to be reviewed first."""
    return render(request, "authority/openings.html", _list(request))


def _list(request: PracticeRequest, **more: Any) -> dict[str, Any]:
    only = request.GET.get("show") != "all"
    rows = queries.openings(now=request.now, only_waiting=only)
    patients = sorted({row.patient_id for row in rows})
    if patients:
        look(by=me(request), page="openings", now=request.now, also=patients)
    return {"rows": rows, "only_waiting": only, "patients": label_refs({"patient": patients}), **more}


@page("openings/<int:number>/", name="opening", who=_REVIEWERS, methods=("GET", "POST"), title="An opening")
def opening(request: PracticeRequest, number: int) -> HttpResponse:
    """One opening, and its review."""
    result: Any = submit(request, review_glass, {"opening": number}) if request.method == "POST" else None
    line = queries.opening(number, now=request.now)
    if line is None:
        raise Http404("There is no such opening.")
    look(by=me(request), patient_id=line.patient_id, page="opening", now=request.now)
    shown = {
        "line": line, "result": result, "review_glass": review_glass, "own": line.staff_id == me(request).staff_id,
        "patient": label_refs({"patient": [line.patient_id]})["patient", line.patient_id],
        "values": form_values(request, review_glass.command) | {"opening": number},
        "errors": result.errors if isinstance(result, Invalid) else {},
    }  # fmt: skip
    if request.htmx:
        return render(request, "authority/opening.html", shown)
    return render(request, "authority/openings.html", _list(request, item="authority/opening.html", **shown))
