"""Dealing with what is in an inbox: each act ends with the next result open."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from practicum.kernel.actions import Done
from practicum.kernel.web.render import redirect_to
from practicum.kernel.web.request import PracticeRequest, me
from practicum.kernel.web.routes import page
from practicum.kernel.web.submit import submit
from practicum.rooms.results import actions
from practicum.rooms.results.models import Delivery
from practicum.rooms.results.pages import common
from practicum.rooms.results.pages.inbox import people_of
from practicum.rooms.results.pages.report import detail
from practicum.rooms.results.queries import inbox
from practicum.rooms.results.rules.naming import short_name


@page(
    "results/deliveries/<int:delivery_id>/acknowledge/", name="results-acknowledge", who=common.RESULTS,
    methods=("POST",), carries=["E7"],
)  # fmt: skip
def acknowledge(request: PracticeRequest, delivery_id: int) -> HttpResponse:
    """Acknowledge, and go on to the next."""
    result = submit(request, actions.acknowledge_result, {"delivery": delivery_id})
    return _go_on(request, delivery_id, result, "Acknowledged")


@page(
    "results/deliveries/<int:delivery_id>/forward/", name="results-forward", who=common.RESULTS,
    methods=("POST",), carries=["E7"],
)  # fmt: skip
def forward(request: PracticeRequest, delivery_id: int) -> HttpResponse:
    """Pass on, and go on to the next."""
    result = submit(request, actions.forward_result, {"delivery": delivery_id})
    return _go_on(request, delivery_id, result, "Forwarded")


def _go_on(request: PracticeRequest, delivery_id: int, result: Any, said: str) -> HttpResponse:
    if not isinstance(result, Done):
        return common.band_only(request, result)
    view = common.whose_inbox(request, me(request))
    delivery = Delivery.objects.select_related("report__patient").get(pk=delivery_id)
    whose = people_of(view if view != "done" else "mine", me(request), request)
    following = inbox.next_after(delivery, to=whose)
    address = f"/results/{following.report_id}/?view={view}" if following else f"/results/?view={view}"
    if not request.htmx:
        return redirect_to(address, request=request)

    answer = detail(request, following.report_id, view=view) if following else HttpResponse("")
    patient = delivery.report.patient
    toast: dict[str, Any] = {
        "text": f"{said}: {short_name(delivery.report.service_name)}, {patient or 'no patient yet'}"
    }
    if said == "Acknowledged":
        toast["undo"] = {"url": "/do/results.reopen_result/", "fields": {"delivery": delivery_id}}
    return common.headers(request, answer, address=address, toast=toast)
