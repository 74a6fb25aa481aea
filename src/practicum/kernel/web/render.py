"""Turning templates into pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

Context = Callable[[HttpRequest], Mapping[str, Any]]
_contexts: list[Context] = []


def add_context(source: Context) -> None:
    """Have every page's template know what `source(request)` returns (the shell's counts, say)."""
    _contexts.append(source)


def render(
    request: HttpRequest,
    template: str,
    values: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A page, or a fragment when the template extends nothing."""
    return HttpResponse(render_text(request, template, values), status=status)


def render_text(request: HttpRequest, template: str, values: Mapping[str, Any] | None = None) -> str:
    """The same as text."""
    context: dict[str, Any] = {
        "actor": getattr(request, "actor", None),
        "now": getattr(request, "now", None),
    }
    for source in _contexts:
        context.update(source(request))
    context.update(values or {})
    return get_template(template).render(context, request)


def redirect_to(address: str, *, request: HttpRequest) -> HttpResponse:
    """Go on to an address of ours: HX-Redirect for htmx, 303 for a browser."""
    if not address.startswith("/") or address.startswith("//"):
        address = "/"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponse(status=303, headers={"Location": address})
