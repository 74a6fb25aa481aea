"""Pages and endpoints, declared where they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, TypeVar
from urllib.parse import quote

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.urls import URLPattern, path

from practicum.kernel.web.request import PracticeRequest, Turned
from practicum.kernel.web.who import Who, signed_in

View = TypeVar("View", bound=Callable[..., Any])
SIGN_IN = "/sign-in/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One declared route."""

    route: str
    name: str
    who: Who
    view: Callable[..., Any]
    title: str = ""
    methods: tuple[str, ...] = ("GET",)
    carries: tuple[str, ...] = ()
    in_palette: bool = False
    rail: str = ""
    keys: str = ""


_pages: dict[str, Page] = {}


def page(  # noqa: PLR0913  one declaration says all there is to say of a route
    route: str,
    *,
    name: str,
    who: Who,
    title: str = "",
    methods: Sequence[str] = ("GET",),
    carries: Sequence[str] = (),
    in_palette: bool = False,
    rail: str = "",
    keys: str = "",
    api: bool = False,
) -> Callable[[View], View]:
    """Declare a route: `route` as Django's path() reads it, without the leading slash.

    in_palette: the palette offers it by its title. rail: the icon of its place in the left rail.
    keys: the letter that follows `g`. api: those turned away get JSON and no redirect.
    """

    def declare(view: View) -> View:
        guarded = _guard(view, who=who, methods=tuple(methods), api=api)
        if name in _pages and _pages[name].view.__module__ != view.__module__:
            raise RuntimeError(f"Two pages are called {name}.")
        _pages[name] = Page(
            route=route, name=name, who=who, view=guarded, title=title, methods=tuple(methods),
            carries=tuple(carries), in_palette=in_palette, rail=rail, keys=keys,
        )  # fmt: skip
        return view

    return declare


def all_pages() -> list[Page]:
    """Every declared route, by name."""
    return [_pages[name] for name in sorted(_pages)]


def urlpatterns() -> list[URLPattern]:
    """Django's patterns for every declared route, the more specific first."""
    ordered = sorted(_pages.values(), key=lambda p: (re.sub(r"<[^>]*>", "~", p.route), p.name))
    return [path(p.route, p.view, name=p.name) for p in ordered]


def _guard(view: Callable[..., Any], *, who: Who, methods: tuple[str, ...], api: bool) -> Callable[..., Any]:
    allowed = {*methods, "HEAD"} if "GET" in methods else set(methods)

    def refusal(request: HttpRequest, ids: Mapping[str, Any]) -> HttpResponseBase | None:
        if any(isinstance(number, int) and not 0 < number < 2**63 for number in ids.values()):
            raise Http404("There is nothing of that number.")
        if request.method not in allowed:
            return HttpResponseNotAllowed(sorted(allowed))
        actor = getattr(request, "actor", None)
        return None if who.admits(actor) else _turn_away(request, who, known=actor is not None, api=api)

    if iscoroutinefunction(view):

        @wraps(view)
        async def guarded_async(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return refusal(request, kwargs) or await view(request, *args, **kwargs)

        guarded: Callable[..., Any] = guarded_async
    else:

        @wraps(view)
        def guarded_sync(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            turned = refusal(request, kwargs)
            if turned is not None:
                return turned
            response: HttpResponseBase = view(request, *args, **kwargs)
            return response

        guarded = guarded_sync
    guarded.who = who  # type: ignore[attr-defined]
    return guarded


def _turn_away(request: HttpRequest, who: Who, *, known: bool, api: bool) -> HttpResponse:
    sentence = f"This is for {who.words}." if known else "Sign in first."
    if api:
        return JsonResponse({"status": "refused", "reason": sentence}, status=403 if known else 401)
    if known:
        raise Turned(sentence)
    back = f"{SIGN_IN}?next={quote(request.get_full_path())}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": back})
    return HttpResponse(status=302, headers={"Location": back})


__all__ = ["Page", "PracticeRequest", "all_pages", "page", "signed_in", "urlpatterns"]
