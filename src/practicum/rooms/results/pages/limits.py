"""The practice's table of critical limits."""

from __future__ import annotations

from django.http import HttpResponse

from practicum.kernel.actions import Done
from practicum.kernel.web.render import redirect_to, render
from practicum.kernel.web.request import PracticeRequest, me
from practicum.kernel.web.routes import page
from practicum.kernel.web.submit import Invalid, read_form, submit
from practicum.rooms.results import actions
from practicum.rooms.results.pages import common
from practicum.rooms.results.pages.inbox import inbox_counts
from practicum.rooms.results.queries import criticals


def _page(request: PracticeRequest, result: object = None, **more: object) -> HttpResponse:
    values = {
        "limits": criticals.limits_in_force(),
        "may_change": me(request).has_role("physician", "manager"),
        "command": actions.SetCriticalLimit,
        "values": {},
        "errors": {},
        "result": result,
        **inbox_counts(),
        **more,
    }
    return render(request, "results/limits.html", values, status=422 if isinstance(result, Invalid) else 200)


@page(
    "results/limits/", name="results-limits", who=common.RESULTS, title="Critical limits", methods=("GET", "POST"),
    carries=["P6"], in_palette=True,
)  # fmt: skip
def limits_page(request: PracticeRequest) -> HttpResponse:
    """The table; a POST adds a line."""
    if request.method != "POST":
        return _page(request)
    result = submit(request, actions.set_critical_limit)
    if isinstance(result, Done) and not result.reviewed:
        return redirect_to("/results/limits/", request=request)
    errors = result.errors if isinstance(result, Invalid) else {}
    field = getattr(result, "field", None)
    if field:
        errors = {field: result.reason}  # type: ignore[union-attr]
    return _page(request, result, values=read_form(request.POST, actions.SetCriticalLimit), errors=errors)


@page(
    "results/limits/<int:limit_id>/end/", name="results-limit-end", who=common.RESULTS, methods=("POST",),
    carries=["P6"],
)  # fmt: skip
def end(request: PracticeRequest, limit_id: int) -> HttpResponse:
    """End one line."""
    return _page(request, submit(request, actions.end_critical_limit, {"limit": limit_id}))


@page(
    "results/limits/adopt/",
    name="results-limits-adopt",
    who=common.RESULTS,
    methods=("POST",),
    carries=["P6"],
)
def adopt(request: PracticeRequest) -> HttpResponse:
    """Take over the starting table."""
    return _page(request, submit(request, actions.adopt_starting_limits))
