"""Who sent a request: one statement a request finds the session, the person, levels and practice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.utils.cache import patch_cache_control

from practicum.kernel import clock
from practicum.kernel.authority import assistants, sessions
from practicum.kernel.authority.passkeys import Party
from practicum.kernel.authority.signin import Place
from practicum.kernel.practice.zone import remember_zone

PASSIVE_PATHS = ("/live/", "/health")
PASSIVE_HEADER = "X-Background"  # sent by what a page fetches by itself, with nobody at the keys
_BEARER = "Bearer "
_UNTOUCHED = ("/static/", "/health")


def cookie_name() -> str:
    """The name of the session's cookie; over HTTPS one that a browser ties to this host alone."""
    return "__Host-practicum" if _https() else "practicum"


def step_cookie_name() -> str:
    """The name of the cookie that lives between the password and the second factor."""
    return "__Host-practicum-step" if _https() else "practicum-step"


def _https() -> bool:
    return bool(getattr(settings, "HTTPS", False))


def set_cookie(response: Any, name: str, value: str, *, age: timedelta) -> None:
    """Give the browser something that scripts cannot read and other sites cannot send."""
    response.set_cookie(
        name,
        value,
        max_age=int(age.total_seconds()),
        path="/",
        secure=_https(),
        httponly=True,
        samesite="Lax",
    )


def keep_signed_in(request: HttpRequest, response: Any, token: str) -> None:
    """Hand the browser its new session, with a fresh token against forged forms."""
    set_cookie(response, cookie_name(), token, age=sessions.LONGEST)
    response.delete_cookie(step_cookie_name(), path="/")
    rotate_token(request)


def place_of(request: HttpRequest) -> Place:
    """Where a request comes from. A proxy's word is taken only when there is one: over HTTPS."""
    address = request.META.get("REMOTE_ADDR") or ""
    if _https() and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR")):
        address = forwarded.rpartition(",")[2].strip()
    return Place(address=_plain_address(address), browser=request.META.get("HTTP_USER_AGENT", "")[:200])


def _plain_address(text: str) -> str | None:
    try:
        return str(ip_address(text.partition("%")[0]))
    except ValueError:
        return None


def party_of(request: HttpRequest) -> Party:
    """Who we are to a passkey: the host the browser shows."""
    host = request.get_host()
    name = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
    return Party(host=name, origin=f"{request.scheme}://{host}")


class SignInMiddleware:
    """Sets request.actor, session_row, practice, session_over and now; works for sync and async views."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Find out who it is, then go on."""
        if self._is_async:
            return self._later(request)
        recognise(request)
        return self._settle(request, cast(HttpResponseBase, self.get_response(request)))

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        await sync_to_async(recognise, thread_sensitive=True)(request)
        remember_zone(request.practice.zone if request.practice.name else "")  # type: ignore[attr-defined]
        return self._settle(request, await self.get_response(request))

    def _settle(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if getattr(request, "actor", None) is not None and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)  # nothing is left for the Back key
        return response


def recognise(request: HttpRequest) -> None:
    """Read the cookie or the bearer token; nothing is trusted but what the database says now."""
    given: Any = request
    given.now = clock.now()
    given.actor, given.session_row, given.session_over = None, None, ""
    given.practice = sessions.PracticeNow()
    remember_zone("")
    if request.path.startswith(_UNTOUCHED):
        return
    header = request.META.get("HTTP_AUTHORIZATION", "")
    if header.startswith(_BEARER) and request.path.startswith("/api/"):
        _recognise_assistant(given, header.removeprefix(_BEARER).strip())
        return
    token = request.COOKIES.get(cookie_name(), "")
    found = sessions.find(token, now=given.now, active=not _is_passive(request)) if token else None
    if found is not None:
        given.actor, given.session_row, given.session_over = found.actor, found.session, found.over
        given.practice = found.practice
        remember_zone(found.practice.zone if found.practice.name else "")


def _recognise_assistant(request: Any, token: str) -> None:
    found = assistants.actor_of(token, now=request.now)
    if found is not None:
        request.actor, request.practice = found
        request._dont_enforce_csrf_checks = True  # no cookie took part, so nothing can be forged
        remember_zone(request.practice.zone if request.practice.name else "")


def _is_passive(request: HttpRequest) -> bool:
    return request.path.startswith(PASSIVE_PATHS) or request.headers.get(PASSIVE_HEADER) == "1"
