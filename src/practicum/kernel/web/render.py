"""Turning templates into pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

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


def own_address(wish: str) -> str:
    """An address as a header carries it when it is one of ours, else home: no other host, no second header."""
    ours = (
        wish.startswith("/")
        and wish.isprintable()
        and url_has_allowed_host_and_scheme(wish, allowed_hosts=None)
    )
    if not ours:
        return "/"
    return wish if wish.isascii() else iri_to_uri(wish)


def redirect_to(address: str, *, request: HttpRequest) -> HttpResponse:
    """Go on to an address of ours: HX-Redirect for htmx, 303 for a browser."""
    address = own_address(address)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponse(status=303, headers={"Location": address})
