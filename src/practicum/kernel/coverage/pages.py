"""The coverage panel of a chart; its forms are the chart's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from practicum.kernel import clock
from practicum.kernel.coverage.queries import all_coverage
from practicum.kernel.patients.pages.access import today_of
from practicum.kernel.patients.pages.prefill import add_prefill
from practicum.kernel.patients.panels import register_chart_panel
from practicum.kernel.web import render_text


def coverage_panel(request: HttpRequest, patient_id: int) -> str:
    """Who pays, in order, and what was before."""
    today = today_of(getattr(request, "now", None) or clock.now())
    every = all_coverage(patient_id)
    shown = {
        "patient_id": patient_id,
        "active": [coverage for coverage in every if coverage.holds(today)],
        "others": [coverage for coverage in every if not coverage.holds(today)],
        "today": today,
    }
    return render_text(request, "coverage/panel.html", shown)


def present(action: str, patient_id: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """The present values of a coverage, for the form that corrects it."""
    if action != "coverage.change_coverage":
        return {}
    found = next((c for c in all_coverage(patient_id) if str(c.id) == str(given.get("coverage"))), None)
    if found is None:
        return {}
    return {
        "member_id": found.member_id, "group_number": found.group_number, "plan": found.plan_id,
        "relation": found.relation, "subscriber_name": found.subscriber, "start_date": found.start_date,
        "end_date": found.end_date, "copay": found.copay_cents,
    }  # fmt: skip


register_chart_panel("coverage", order=30, render=coverage_panel, where="side")
add_prefill(present)
