"""The shell's own pages: palette, references, search, help, and the page of all parts."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from practicum.kernel.web import me, page, render, who
from practicum.kernel.web.seeing import choices
from practicum.kernel.web.templating import address_or_none
from practicum.site import palette, shell, styleguide

_LONGEST = 200
_MOST = 12


def asked(request: HttpRequest) -> str:
    """The text looked for: one line, of bearable length, without what no database takes."""
    return " ".join(request.GET.get("q", "").replace("\0", " ").split())[:_LONGEST]


@page("palette/", name="palette", who=who.signed_in, api=True)
def palette_page(request: HttpRequest) -> JsonResponse:
    """Everything this person may open or do."""
    return JsonResponse({"items": palette.entries(me(request))})


@page("refs/<slug:kind>/", name="refs", who=who.signed_in, api=True)
def refs(request: HttpRequest, kind: str) -> JsonResponse:
    """What a picker offers for the text typed so far."""
    found = choices(request, kind, asked(request), page="picker")
    if found is None:
        return JsonResponse(
            {"status": "refused", "reason": "There is nothing of that kind to pick."}, status=404
        )
    return JsonResponse({"choices": [{"id": c.id, "label": c.label, "hint": c.hint} for c in found[:_MOST]]})


@page("search/suggest/", name="search-suggest", who=who.signed_in, api=True)
def suggest(request: HttpRequest) -> JsonResponse:
    """The first few patients for the field on top."""
    return JsonResponse({"items": _patients(request, asked(request), page="suggestions")[:8]})


@page("search/", name="search", who=who.signed_in, title="Search")
def search(request: HttpRequest) -> HttpResponse:
    """All that was found: patients first, then pages and actions of that name."""
    text = asked(request)
    patients = _patients(request, text, page="search")
    words = text.lower().split()
    entries = [
        e for e in palette.entries(me(request)) if words and all(w in e["label"].lower() for w in words)
    ]
    return render(request, "search.html", {"text": text, "patients": patients, "entries": entries[:20]})


def _patients(request: HttpRequest, text: str, *, page: str) -> list[dict[str, Any]]:
    if len(text) < 2:
        return []
    found = choices(request, "patient", text, page=page) or []
    return [
        {"id": c.id, "label": c.label, "hint": c.hint, "url": address_or_none("patient", c.id) or "/"}
        for c in found
    ]


@page("shell/work/", name="shell-work", who=who.signed_in, api=True)
def work(request: HttpRequest) -> JsonResponse:
    """The count of open work, for the badge."""
    count, late = shell.work_open(request) or (0, 0)
    return JsonResponse({"count": count, "late": late})


@page("shell/awake/", name="shell-awake", who=who.signed_in, methods=("POST",), api=True)
def awake(request: HttpRequest) -> HttpResponse:
    """Somebody is at the keyboard. That the request came is all: signing in keeps the time."""
    return HttpResponse(status=204)


@page("help/shortcuts/", name="shortcuts", who=who.signed_in, title="Keyboard shortcuts", in_palette=True)
def shortcuts(request: HttpRequest) -> HttpResponse:
    """The keys, as a page and as the dialog of `?`."""
    part = request.headers.get("HX-Request") == "true"
    return render(request, "shortcuts_part.html" if part else "shortcuts.html", {})


@page("styleguide/", name="styleguide", who=who.signed_in, title="Parts of the pages", in_palette=True)
def style_page(request: HttpRequest) -> HttpResponse:
    """Every part in every state: looked at by people and by tests."""
    if request.GET.get("open") == "1" and request.headers.get("HX-Request"):
        return render(request, "styleguide_item.html", styleguide.samples(request))
    if request.GET.get("plain") == "1":
        return render(request, "styleguide_plain.html", {})
    return render(request, "styleguide.html", styleguide.samples(request))


@page("styleguide/band/<slug:kind>/", name="styleguide-band", who=who.signed_in)
def style_band(request: HttpRequest, kind: str) -> HttpResponse:
    """One band, with a toast, to try both."""
    result = styleguide.results().get(kind)
    if result is None:
        raise Http404("There is no such band.")
    shown = render(request, "styleguide_band.html", {"result": result})
    shown["HX-Trigger"] = json.dumps({"toast": {"text": "A toast says what happened"}})
    return shown
