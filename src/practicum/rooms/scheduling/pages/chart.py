"""The panel of a patient's visits on the chart."""

from __future__ import annotations

from django.http import HttpRequest

from practicum.kernel.patients.panels import register_chart_panel
from practicum.kernel.web import render_text
from practicum.rooms.scheduling.queries.visits import visits_of_patient

MOST_PAST = 4


def visits_panel(request: HttpRequest, patient_id: int) -> str:
    """What is to come, and the latest of the past."""
    now = request.now  # type: ignore[attr-defined]
    found = visits_of_patient(patient_id, now=now)
    coming = [one for one in found if one.ends_at >= now]
    past = [one for one in found if one.ends_at < now]
    values = {
        "coming": coming,
        "past": past[:MOST_PAST],
        "more": max(0, len(past) - MOST_PAST),
        "patient_id": patient_id,
    }
    return render_text(request, "scheduling/chart_panel.html", values)


register_chart_panel("visits", order=15, render=visits_panel)
