"""The pages every action has without asking: its own form, and its JSON endpoint."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from practicum.kernel.actions.declare import find_action
from practicum.kernel.web import api, who
from practicum.kernel.web.render import render
from practicum.kernel.web.request import Turned, me
from practicum.kernel.web.routes import page
from practicum.kernel.web.seeing import see_named
from practicum.kernel.web.submit import Invalid, label_of, may_try, new_key, read_form, submit


@page("do/<str:name>/", name="do", who=who.signed_in, methods=("GET", "POST"), title="Do")
def do(request: HttpRequest, name: str) -> HttpResponse:
    """An action's own page: what it does, its form, and what became of it."""
    action = find_action(name)
    if action is None:
        raise Http404(f"There is no action called {name}.")
    if not may_try(action, me(request)):
        raise Turned(f"This is for people who work in {action.stream}.")
    result: Any = None
    values: dict[str, Any] = read_form(
        request.POST if request.method == "POST" else request.GET, action.command
    )
    see_named(request, action, values)
    errors: dict[str, str] = {}
    if request.method == "POST":
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
