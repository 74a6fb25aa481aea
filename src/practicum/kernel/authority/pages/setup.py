"""The page behind a set-up link: one's own name, password and second factor."""

from __future__ import annotations

from dataclasses import fields

from django.http import HttpResponse

from practicum.kernel.authority import enrol
from practicum.kernel.authority.middleware import keep_signed_in, party_of, place_of
from practicum.kernel.practice import queries as practice_queries
from practicum.kernel.web import PracticeRequest, page, render, who


@page(
    "set-up/<str:token>/", name="set-up", who=who.anyone, methods=("GET", "POST"), title="Set up your sign-in"
)
def set_up(request: PracticeRequest, token: str) -> HttpResponse:
    """Show what is needed; take it; show the recovery codes once."""
    if request.method == "POST":
        form = enrol.Form(**{field.name: request.POST.get(field.name, "") for field in fields(enrol.Form)})
        answer = enrol.complete(
            token, form, party=party_of(request), place=place_of(request), now=request.now
        )
        if isinstance(answer, enrol.Wrong):
            return _ask(request, token, errors=answer.errors)
        response = render(request, "authority/set_up_done.html", {"codes": answer.codes})
        keep_signed_in(request, response, answer.signed_in.token)
        return _private(response)
    return _ask(request, token, errors={})


def _ask(request: PracticeRequest, token: str, *, errors: dict[str, str]) -> HttpResponse:
    invitation = enrol.open_invitation(token, now=request.now)
    if invitation is None:
        return _private(render(request, "authority/set_up_over.html", status=410))
    practice = practice_queries.practice()
    issuer = practice.name if practice else "Practicum"
    offer = enrol.begin(
        invitation, party=party_of(request), issuer=issuer, sealed=request.POST.get("sealed", "")
    )
    shown = {
        "offer": offer, "errors": errors, "practice_name": issuer,
        "username": request.POST.get("username", offer.username)[:64],
    }  # fmt: skip
    return _private(render(request, "authority/set_up.html", shown, status=422 if errors else 200))


def _private(response: HttpResponse) -> HttpResponse:
    """Secrets are on it: kept nowhere, and its address is told to nobody."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
