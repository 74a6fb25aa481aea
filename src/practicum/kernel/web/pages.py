"""The pages every action has without asking: its own form, and its JSON endpoint."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from practicum.kernel.actions.declare import find_action
from practicum.kernel.web import api, who
from practicum.kernel.web.render import render
from practicum.kernel.web.routes import page
from practicum.kernel.web.submit import Invalid, label_of, new_key, read_form, submit


@page("do/<str:name>/", name="do", who=who.signed_in, methods=("GET", "POST"), title="Do")
def do(request: HttpRequest, name: str) -> HttpResponse:
    """An action's own page: what it does, its form, and what became of it."""
    action = find_action(name)
    if action is None:
        raise Http404(f"There is no action called {name}.")
    result: Any = None
    values: dict[str, Any] = read_form(request.GET, action.command)
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = read_form(request.POST, action.command)
        result = submit(request, action)
        errors = _errors(result)
    shown = {
        "action": action, "command": action.command, "values": values, "errors": errors, "result": result,
        "key": new_key(), "label_of": label_of,
    }  # fmt: skip
    return render(
        request,
        "web/do.html",
        shown,
        status=422 if isinstance(result, Invalid) else 200,
    )


def _errors(result: Any) -> dict[str, str]:
    if isinstance(result, Invalid):
        return result.errors
    field = getattr(result, "field", None)
    return {field: result.reason} if field else {}


@page(
    "api/actions/<str:name>/",
    name="api-action",
    who=who.signed_in,
    methods=("POST",),
    api=True,
)
def api_action(request: HttpRequest, name: str) -> JsonResponse:
    """Do one action from JSON."""
    return api.call(request, name)


@page("api/openapi.json", name="api-description", who=who.signed_in, api=True)
def api_description(request: HttpRequest) -> JsonResponse:
    """The OpenAPI description."""
    return api.describe(request)
