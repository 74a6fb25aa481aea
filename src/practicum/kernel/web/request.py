"""The request as our views see it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from practicum.kernel.base import Actor

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class PracticeRequest(HttpRequest):
    """A request with whoever sent it and when it came.

    Views behind `who.signed_in` or stricter may rely on `actor` not being None: use `me`.
    """

    actor: Actor | None
    now: datetime
    htmx: HtmxDetails
    session_row: Any


def me(request: HttpRequest) -> Actor:
    """The signed-in actor; an error on a route that anyone may use."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        raise PermissionDenied("Sign in first.")
    return actor


class Turned(PermissionDenied):
    """Somebody signed in was turned away; the text says whom the page is for."""
