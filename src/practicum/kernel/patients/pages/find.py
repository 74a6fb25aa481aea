"""The page to find a patient: as one types, by anything they say."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse

from practicum.kernel.ledger.write import look
from practicum.kernel.patients.languages import said_language
from practicum.kernel.patients.pages.access import SEES_PATIENTS, covered, today_of
from practicum.kernel.patients.panels import photos_of
from practicum.kernel.patients.queries import recent_patients
from practicum.kernel.patients.search import Found, search
from practicum.kernel.patients.search_text import MAX_LENGTH
from practicum.kernel.web import PracticeRequest, me, page, render
from practicum.lib.words import age


@page(
    "patients/", name="patients", who=SEES_PATIENTS, title="Patients", rail="users", keys="p", in_palette=True,
    carries=["E2"],
)  # fmt: skip
def find_patients(request: PracticeRequest) -> HttpResponse:
    """Everybody who fits what was typed, or those this person opened last."""
    typed = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:MAX_LENGTH]
    shown = _found(request, typed) if typed else _recent(request)
    hits = shown["hits"]
    if hits:
        ids = [hit.patient_id for hit in hits]
        look(by=me(request), page="patient search", now=request.now, also=ids)
    shown |= {
        "typed": typed,
        "photos": photos_of([hit.patient_id for hit in hits]),
        "today": today_of(request.now),
    }
    shown |= {"said_age": said_age, "said_language": said_language}
    part = bool(request.htmx) and request.htmx.target == "found"
    return render(request, "patients/found.html" if part else "patients/find.html", shown)


def said_age(birth_date: date, today: date) -> str:
    """An age as a clinic says it."""
    return age(birth_date, on=today)


def _found(request: PracticeRequest, typed: str) -> dict[str, Any]:
    found: Found = search(typed, today=today_of(request.now), limit=25)
    hits = covered(found.hits, by=me(request), now=request.now)
    return {"hits": hits, "found": found}


def _recent(request: PracticeRequest) -> dict[str, Any]:
    hits = recent_patients(by=me(request), now=request.now)
    return {"hits": covered(hits, by=me(request), now=request.now), "found": None}
