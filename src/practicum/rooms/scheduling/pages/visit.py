"""One visit beside the list: what it is, what may be done with it, how it came about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from practicum.kernel.actions import Action, Done
from practicum.kernel.base import Stream
from practicum.kernel.web import me, page, render, who
from practicum.kernel.web.seeing import check_open_of, see
from practicum.kernel.web.submit import submit
from practicum.rooms.scheduling.actions import (
    cancel_appointment,
    confirm_appointment,
    move_back,
    reinstate_appointment,
    unconfirm_appointment,
)
from practicum.rooms.scheduling.lifecycle import EXPECTED, Status
from practicum.rooms.scheduling.pages.day import MAY_SEE, shown
from practicum.rooms.scheduling.queries.reach import reach
from practicum.rooms.scheduling.queries.visits import history, visit

ACTS: dict[str, Action[Any, Any]] = {
    "cancel": cancel_appointment,
    "reinstate": reinstate_appointment,
    "confirm": confirm_appointment,
    "unconfirm": unconfirm_appointment,
    "move_back": move_back,
}

Panel = Callable[[int], str]


@page(
    "schedule/visit/<int:number>/", name="visit", who=MAY_SEE | who.role("physician", "nurse"), carries=["E2"],
    title="Visit", methods=("GET", "POST"),
)  # fmt: skip
def visit_page(request: HttpRequest, number: int) -> HttpResponse:
    """The visit; posting does one of its acts and shows what became of it."""
    result: Any = None
    errors: dict[str, str] = {}
    if request.method == "POST":
        act = ACTS.get(request.POST.get("_act", ""))
        if act is None:
            raise Http404("There is no such act.")
        check_open_of(request, "appointment", number)
        result = submit(request, act, {"appointment": number})
        errors = getattr(result, "errors", {})
    found = visit(number)
    if found is None:
        raise Http404("There is no such visit.")
    now = request.now  # type: ignore[attr-defined]
    see(request, found.patient_id, page="visit")
    values: dict[str, Any] = {
        "visit": found,
        "steps": history(number),
        "reach": reach(found.patient_id),
        "result": result,
        "errors": errors,
        "may_change": bool(me(request).level(Stream.SCHEDULING)) or me(request).is_system,
        "expected": found.status in EXPECTED,
        "cancelled": found.status == Status.CANCELLED,
        "coming": found.starts_at > now,
        "done": isinstance(result, Done),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "scheduling/visit.html", values)
    around = request.GET.copy()
    around.setdefault("day", found.day.isoformat())
    around.setdefault("site", str(found.site_id))
    request.GET = around  # type: ignore[assignment]
    return render(
        request, "scheduling/day.html", shown(request) | values | {"beside": "scheduling/visit.html"}
    )
