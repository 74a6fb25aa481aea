"""The front of a chart, and changing what stands on it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from practicum.kernel.actions import Done, Held
from practicum.kernel.actions.declare import AnyAction, find_action
from practicum.kernel.ledger.write import look
from practicum.kernel.patients.languages import said_language
from practicum.kernel.patients.models import Patient
from practicum.kernel.patients.pages.access import SEES_PATIENTS, covered, today_of
from practicum.kernel.patients.pages.prefill import present_values
from practicum.kernel.patients.panels import chart_panels, photos_of
from practicum.kernel.patients.queries import chart_front, said_phone
from practicum.kernel.web import PracticeRequest, check_open, me, page, redirect_to, render, see
from practicum.kernel.web.seeing import patients_named
from practicum.kernel.web.submit import Invalid, read_form, submit
from practicum.kernel.web.templating import address_or_none

# Actions that the chart offers; each still asks the gate. Others have pages of their own.
OFFERED = ("patients.", "coverage.", "documents.")


@page("patients/<int:patient_id>/", name="patient", who=SEES_PATIENTS, title="Chart", carries=["E2"])
def chart(request: PracticeRequest, patient_id: int) -> HttpResponse:
    """The front of the chart. A merged one leads to the one it went into."""
    patient = _patient(patient_id)
    if patient.merged_into_id is not None:
        return redirect_to(
            f"/patients/{patient.merged_into_id}/?from={patient.record_number}", request=request
        )
    see(request, patient_id, page="chart")
    return render(request, "patients/chart.html", front_of(request, patient_id))


@page(
    "patients/<int:patient_id>/do/<str:name>/", name="patient-do", who=SEES_PATIENTS, methods=("GET", "POST"),
    title="Change a chart",
)  # fmt: skip
def chart_do(request: PracticeRequest, patient_id: int, name: str) -> HttpResponse:
    """One of the chart's actions: its form beside the chart, and the chart again once it is done."""
    patient, action = _patient(patient_id), find_action(name)
    if action is None or not name.startswith(OFFERED):
        raise Http404(f"The chart has no action called {name}.")
    if request.method == "GET":
        given = read_form(request.GET, action.command)
        others = patients_named(action.command, given) - {patient_id}
        see(request, patient_id, page="chart", also=others, detail={"form": name})
        return _form(request, patient, action, present_values(action, patient, given) | given)
    check_open(request, patient_id, *patients_named(action.command, read_form(request.POST, action.command)))
    extra = {"patient": patient_id} if "patient" in action.command.model_fields else {}
    result = submit(request, action, extra)
    if isinstance(result, Invalid):
        return _form(request, patient, action, result.values, result.errors, result, status=422)
    if not isinstance(result, Done | Held):
        errors = {result.field: result.reason} if result.field in action.command.model_fields else {}
        return _form(request, patient, action, read_form(request.POST, action.command), errors, result)
    if not Patient.objects.filter(pk=patient_id).exists():
        return redirect_to(address_or_none("patients") or "/", request=request)
    look(by=me(request), page="chart", now=request.now, patient_id=patient_id)
    template = "patients/chart_again.html" if request.htmx else "patients/chart.html"
    return render(request, template, front_of(request, patient_id) | {"result": result})


def front_of(request: PracticeRequest, patient_id: int) -> dict[str, Any]:
    """What the chart's template shows."""
    today = today_of(request.now)
    front = chart_front(patient_id, today=today)
    if front is None:
        raise Http404("There is no such patient.")
    household = covered(front.household, by=me(request), now=request.now)
    return {
        "front": front, "p": front.patient, "household": household, "photo": photos_of([patient_id]).get(patient_id),
        "panels": [panel.render(request, patient_id) for panel in chart_panels("main")],
        "side_panels": [panel.render(request, patient_id) for panel in chart_panels("side")],
        "said_phone": said_phone, "said_language": said_language, "today": today, "result": None,
        "came_from": request.GET.get("from", "")[:16], "is_new": "new" in request.GET,
    }  # fmt: skip


def _patient(patient_id: int) -> Patient:
    patient = Patient.objects.filter(pk=patient_id).first() if patient_id < 2**63 else None
    if patient is None:
        raise Http404("There is no such patient.")
    return patient


def _form(
    request: PracticeRequest, patient: Patient, action: AnyAction, values: Any, errors: Any = None,
    result: Any = None, *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    hide = [name for name in action.command.model_fields if name in _CARRIED]
    shown = {
        "p": patient,
        "action": action,
        "values": values,
        "errors": errors or {},
        "result": result,
        "hide": hide,
    }
    template = "patients/edit.html" if request.htmx else "patients/edit_page.html"
    answer = render(request, template, shown, status=status if not request.htmx else 200)
    if request.method == "POST":
        answer["HX-Retarget"], answer["HX-Reswap"] = "#aside", "innerHTML"
    return answer


# Fields that say what the form is about and are not typed.
_CARRIED = (
    "patient",
    "contact",
    "address",
    "name",
    "consent",
    "guarantor",
    "coverage",
    "merge",
    "change",
    "photo",
)
