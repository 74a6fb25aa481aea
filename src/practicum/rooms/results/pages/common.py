"""What the room's pages share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from practicum.kernel.actions import Done, Stream
from practicum.kernel.base import Actor
from practicum.kernel.web import who
from practicum.kernel.web.request import PracticeRequest
from practicum.kernel.web.templating import band

RESULTS = who.stream(Stream.RESULTS)
CLINICIANS = ("physician", "nurse_practitioner")
DESK = frozenset({"front_desk", "scheduler", "records_clerk"})


def whose_inbox(request: PracticeRequest, actor: Actor) -> str:
    """Which inbox the page shows: "mine", "all", "done" or somebody's number; clinicians start with theirs."""
    wish = request.GET.get("view", "") or request.POST.get("view", "")
    if wish in {"mine", "all", "done"} or (wish.isascii() and wish.isdigit() and len(wish) < 12):
        return wish
    return "mine" if actor.has_role(*CLINICIANS, "nurse") else "all"


def start_of(request: PracticeRequest) -> int:
    """Where the page of a list starts."""
    text = request.GET.get("start", "")
    return min(int(text), 1_000_000) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def headers(
    request: HttpRequest, answer: HttpResponse, *, address: str, toast: Mapping[str, Any]
) -> HttpResponse:
    """Tell htmx the address of what is open now, the lists to look again, and the person what happened."""
    answer["HX-Push-Url"] = address
    answer["HX-Trigger"] = json.dumps({"live:inbox": "", "toast": dict(toast)})
    return answer


def band_only(request: HttpRequest, result: Any) -> HttpResponse:
    """The band by itself, shown in the page's own place for it."""
    answer = HttpResponse(band(request, result), status=200 if isinstance(result, Done) else 422)
    answer["HX-Retarget"] = "#band"
    answer["HX-Reswap"] = "innerHTML"
    return answer


def wants_fragment(request: PracticeRequest) -> bool:
    """Whether htmx asked for the open item only."""
    return bool(request.htmx) and request.headers.get("HX-Target", "") == "aside"
