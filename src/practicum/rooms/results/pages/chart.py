"""A patient's results for the chart, and what the desk was asked about one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from practicum.kernel.actions import Done
from practicum.kernel.patients.models import Patient
from practicum.kernel.patients.panels import register_chart_panel
from practicum.kernel.web.render import redirect_to, render, render_text
from practicum.kernel.web.request import PracticeRequest, me
from practicum.kernel.web.routes import page
from practicum.kernel.web.seeing import see
from practicum.kernel.web.submit import submit
from practicum.rooms.results import actions
from practicum.rooms.results.pages import common
from practicum.rooms.results.queries import chart
from practicum.rooms.results.queries.people import shown as patient_shown

MOST_ON_A_CHART = 4


@page(
    "results/of/<int:patient_id>/",
    name="results-of-patient",
    who=common.RESULTS,
    title="Results",
    carries=["E7"],
)
def of_patient(request: PracticeRequest, patient_id: int) -> HttpResponse:
    """All results of a patient; to htmx the panel alone, for the chart."""
    patient = Patient.objects.filter(pk=patient_id).select_related("merged_into").first()
    if patient is None:
        raise Http404("There is no such patient.")
    if patient.merged_into is not None:
        return redirect_to(f"/results/of/{patient.merged_into.pk}/", request=request)
    start = common.start_of(request)
    see(request, patient.pk, page="results of a patient")
    values = {
        "patient": patient_shown(patient, on=request.now.date()),
        "rows": chart.results_of(patient.pk, start=start),
        "start": start,
        "page_size": chart.PAGE,
    }
    template = "results/chart_panel.html" if request.htmx else "results/chart.html"
    return render(request, template, values)


def results_panel(request: HttpRequest, patient_id: int) -> str:
    """A patient's latest results, on the chart of those who see results."""
    if not common.RESULTS.admits(me(request)):
        return ""
    found = chart.results_of(patient_id, most=MOST_ON_A_CHART + 1)
    values = {"rows": found[:MOST_ON_A_CHART], "more": len(found) > MOST_ON_A_CHART, "patient_id": patient_id}
    return render_text(request, "results/front_panel.html", values)


register_chart_panel("results", order=20, render=results_panel)


@page(
    "results/requests/<int:request_id>/", name="results-request", who=common.RESULTS, title="Asked by a clinician",
    methods=("GET", "POST"), carries=["E7"],
)  # fmt: skip
def desk_request(request: PracticeRequest, request_id: int) -> HttpResponse:
    """What was asked; a POST says what came of it."""
    result = None
    if request.method == "POST":
        result = submit(request, actions.finish_request, {"request": request_id})
        if isinstance(result, Done) and request.htmx:
            return redirect_to(f"/results/requests/{request_id}/", request=request)
    shown = chart.request_shown(request_id, now=request.now)
    if shown is None:
        raise Http404("There is no such request.")
    if shown.patient is not None:
        see(request, shown.patient.id, page="desk request")
    status = 200 if result is None or isinstance(result, Done) else 422
    return render(request, "results/request.html", {"shown": shown, "result": result}, status=status)
