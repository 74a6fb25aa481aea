"""Everybody's own page: password, second factors, sign-ins, levels and what they mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse

from practicum.kernel.actions import perform
from practicum.kernel.authority import credentials, queries, totp
from practicum.kernel.authority.actions import EndSession, end_session
from practicum.kernel.authority.credentials import Changed, Wrong
from practicum.kernel.authority.middleware import party_of, place_of
from practicum.kernel.authority.models import Account
from practicum.kernel.authority.standard import RISK_SAYS, SAYS
from practicum.kernel.base import Risk
from practicum.kernel.web import PracticeRequest, me, page, render, who


@page("me/", name="account", who=who.signed_in, title="Your account", in_palette=True)
def account(request: PracticeRequest) -> HttpResponse:
    """One's own sign-in and levels."""
    return _show(request)


def _show(
    request: PracticeRequest,
    *,
    open_form: str = "",
    outcome: Changed | Wrong | None = None,
    result: Any = None,
) -> HttpResponse:
    by = me(request)
    security = queries.security_of(by.staff_id, session_id=by.session_id, now=request.now)
    shown = {
        "security": security, "open_form": open_form, "result": result,
        "errors": outcome.errors if isinstance(outcome, Wrong) else {},
        "changed": outcome if isinstance(outcome, Changed) else None,
        "levels": levels_said(request), "few_codes": request.GET.get("codes") == "few",
        "risks": [(risk, RISK_SAYS[risk]) for risk in Risk], "history": queries.history(by.staff_id)[:20],
    }  # fmt: skip
    _offer(request, shown, open_form)
    return render(request, "authority/me.html", shown, status=422 if shown["errors"] else 200)


def levels_said(request: PracticeRequest) -> list[dict[str, Any]]:
    """The person's levels with how each risk proceeds."""
    _, table = queries.standard_in_force(now=request.now)
    return [
        {
            "stream": stream.value, "level": level.words, "number": int(level),
            "ways": [SAYS[table[risk, level]] for risk in Risk],
        }
        for stream, level in sorted(me(request).levels.items())
    ]  # fmt: skip


def _offer(request: PracticeRequest, shown: dict[str, Any], open_form: str) -> None:
    """What the open form needs: a picture to scan, or a challenge for a passkey."""
    own = credentials.account_of(me(request))
    if own is None:
        return
    if open_form == "authenticator":
        secret = credentials.secret_in(request.POST.get("sealed", ""))
        sealed = request.POST.get("sealed", "")
        if secret is None:
            secret, sealed = credentials.offer_totp()
        address = totp.setup_address(secret, username=own.username, issuer="Practicum")
        shown |= {"secret": secret, "sealed": sealed, "picture": totp.picture(address)}
    if open_form == "passkey":
        step, options = credentials.offer_passkey(own, party=party_of(request), now=request.now)
        shown |= {"step": step, "options": options}


def _own(request: PracticeRequest) -> Account:
    own = credentials.account_of(me(request))
    if own is None:
        raise Http404("You have no sign-in of your own.")
    return own


def _form(name: str, change: Callable[..., Changed | Wrong], *fields: str) -> Callable[..., HttpResponse]:
    """A form of this page: GET opens it, POST does it."""

    def view(request: PracticeRequest, **given: Any) -> HttpResponse:
        if request.method == "GET":
            return _show(request, open_form=name)
        values = {field: request.POST.get(field, "")[:20_000] for field in fields}
        outcome = change(
            _own(request), **values, **given, by=me(request), place=place_of(request), now=request.now
        )
        return _show(request, open_form=name if isinstance(outcome, Wrong) else "", outcome=outcome)

    return view


_BOTH = ("GET", "POST")


@page("me/password/", name="my-password", who=who.signed_in, methods=_BOTH, title="Change your password")
def password(request: PracticeRequest) -> HttpResponse:
    """A new password."""
    return _form("password", credentials.change_password, "current", "password", "again")(request)


@page(
    "me/authenticator/", name="my-authenticator", who=who.signed_in, methods=_BOTH, title="Authenticator app"
)
def authenticator(request: PracticeRequest) -> HttpResponse:
    """Another authenticator app."""
    return _form("authenticator", credentials.replace_totp, "current", "sealed", "code")(request)


@page("me/passkey/", name="my-passkey", who=who.signed_in, methods=_BOTH, title="Add a passkey")
def passkey(request: PracticeRequest) -> HttpResponse:
    """One more passkey."""
    form = _form("passkey", credentials.add_passkey, "current", "step", "answer", "name")
    return form(request, party=party_of(request)) if request.method == "POST" else form(request)


@page("me/passkey/<int:number>/remove/", name="my-passkey-remove", who=who.signed_in, methods=_BOTH,
      title="Remove a passkey")  # fmt: skip
def remove(request: PracticeRequest, number: int) -> HttpResponse:
    """Take one away."""
    form = _form(f"remove-{number}", credentials.remove_passkey, "current")
    return form(request, passkey_id=number) if request.method == "POST" else form(request)


@page("me/codes/", name="my-codes", who=who.signed_in, methods=_BOTH, title="Recovery codes")
def codes(request: PracticeRequest) -> HttpResponse:
    """Fresh recovery codes."""
    return _form("codes", credentials.new_recovery_codes, "current")(request)


@page(
    "me/sessions/<int:number>/end/", name="my-session-end", who=who.signed_in, methods=("POST",), title="End"
)
def end(request: PracticeRequest, number: int) -> HttpResponse:
    """End one of one's own sign-ins."""
    result = perform(end_session, EndSession(session=number or 1), by=me(request), now=request.now)
    return _show(request, result=result)
