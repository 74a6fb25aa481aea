"""Signing in and out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from practicum.kernel.authority import passkeys, sessions, signin, totp
from practicum.kernel.authority.demonstration import DEMO_PASSWORD
from practicum.kernel.authority.middleware import (
    cookie_name,
    keep_signed_in,
    party_of,
    place_of,
    set_cookie,
    step_cookie_name,
)
from practicum.kernel.authority.models import Account, Challenge, Session
from practicum.kernel.practice import queries as practice_queries
from practicum.kernel.web import PracticeRequest, me, page, redirect_to, render, who
from practicum.kernel.web.render import own_address

_STEP = timedelta(minutes=5)
_OVER: dict[str, str] = {
    Session.End.IDLE: "You were signed out because nothing happened for a while.",
    Session.End.TOO_LONG: "You were signed in for twelve hours. Sign in again to go on.",
    Session.End.ROLE_CHANGED: "What you may do has changed. Sign in again, and it holds.",
    Session.End.PASSWORD_CHANGED: "Your password or second factor was changed. Sign in with the new one.",
    Session.End.ENDED_ELSEWHERE: "This sign-in was ended from another one.",
    Session.End.ENDED_BY_MANAGER: "A manager ended this sign-in.",
}


def safe_next(request: HttpRequest) -> str:
    """Where to go afterwards: an address of ours, or home."""
    wish = own_address(request.POST.get("next") or request.GET.get("next") or "/")
    return "/" if wish.startswith(("/sign-", "/live/", "/api/")) else wish


@page("sign-in/", name="sign-in", who=who.anyone, methods=("GET", "POST"), title="Sign in")
def sign_in(request: PracticeRequest) -> HttpResponse:
    """Name and password; whoever is signed in already goes on."""
    goes_to = safe_next(request)
    if request.method == "GET":
        return redirect_to(goes_to, request=request) if request.actor else _ask(request, goes_to)
    answer = signin.start(
        username=request.POST.get("username", ""), password=request.POST.get("password", ""),
        place=place_of(request), now=request.now,
    )  # fmt: skip
    if isinstance(answer, signin.Refusal):
        return _ask(request, goes_to, error=answer.sentence, status=422)
    response = _ask_second(request, answer.token, goes_to)
    set_cookie(response, step_cookie_name(), answer.token, age=_STEP)
    return response


def _ask(request: PracticeRequest, goes_to: str, *, error: str = "", status: int = 200) -> HttpResponse:
    practice = practice_queries.practice()
    shown = {
        "next": goes_to, "error": error, "username": request.POST.get("username", "")[:64],
        "over": "" if error else _OVER.get(getattr(request, "session_over", ""), ""),
        "practice_name": practice.name if practice else "",
        "people": demo_people(request) if practice and practice.is_demo else [],
        "password": DEMO_PASSWORD if practice and practice.is_demo else "",
    }  # fmt: skip
    return render(request, "authority/sign_in.html", shown, status=status)


def demo_people(request: PracticeRequest) -> list[dict[str, Any]]:
    """Whom one may be in a demonstration, with the code that works now."""
    rows = Account.objects.select_related("staff").filter(staff__active=True).order_by("id")[:12]
    return [
        {
            "username": row.username, "name": row.staff.name, "title": row.staff.job_title,
            "code": totp.code_now(row, now=request.now),
        }
        for row in rows
    ]  # fmt: skip


def _ask_second(request: PracticeRequest, step: str, goes_to: str, *, error: str = "") -> HttpResponse:
    challenge = signin.waiting(step, Challenge.Purpose.SECOND_FACTOR, now=request.now)
    account = challenge.account if challenge else None
    if challenge is None or account is None:
        return _ask(request, goes_to, error=error or signin.TOO_LATE, status=422)
    has_passkeys = account.passkeys.exists()
    options = passkeys.authentication_options(
        party=party_of(request), challenge=bytes(challenge.challenge), account=account
    )
    practice = practice_queries.practice()
    shown = {
        "next": goes_to, "error": error, "options": options if has_passkeys else "",
        "has_app": account.totp_confirmed_at is not None, "name": account.staff.given_name or account.staff.name,
        "code": totp.code_now(account, now=request.now) if practice and practice.is_demo else "",
    }  # fmt: skip
    return render(request, "authority/second.html", shown, status=422 if error else 200)


@page("sign-in/second/", name="sign-in-second", who=who.anyone, methods=("GET", "POST"), title="Second step")
def second(request: PracticeRequest) -> HttpResponse:
    """The second factor opens the session."""
    goes_to, step = safe_next(request), request.COOKIES.get(step_cookie_name(), "")
    if request.method == "GET":
        return _ask_second(request, step, goes_to)
    answer = signin.finish(
        step=step, code=request.POST.get("code", ""), assertion=request.POST.get("passkey", ""),
        party=party_of(request), place=place_of(request), now=request.now,
    )  # fmt: skip
    if isinstance(answer, signin.Refusal):
        return _ask_second(request, step, goes_to, error=answer.sentence)
    return _signed_in(request, answer, goes_to)


def _signed_in(request: PracticeRequest, answer: signin.SignedIn, goes_to: str) -> HttpResponse:
    if request.session_row is not None:  # the browser had another sign-in: one at a time
        by = answer.actor
        sessions.end([request.session_row.id], Session.End.SIGNED_OUT, by=by, now=request.now)
    if answer.codes_left is not None and answer.codes_left <= 3:
        goes_to = "/me/?codes=few"
    response = HttpResponse(status=303, headers={"Location": goes_to})
    keep_signed_in(request, response, answer.token)
    return response


@page("sign-in/passkey/options/", name="sign-in-passkey-options", who=who.anyone, methods=("POST",), api=True)
def passkey_options(request: PracticeRequest) -> JsonResponse:
    """What a passkey has to sign to sign in by itself. Nothing is known of the person yet."""
    token, challenge = signin.new_challenge(Challenge.Purpose.PASSKEY_SIGN_IN, account=None, now=request.now)
    response = JsonResponse(
        {"options": passkeys.authentication_options(party=party_of(request), challenge=challenge)}
    )
    set_cookie(response, step_cookie_name(), token, age=_STEP)
    return response


@page("sign-in/passkey/", name="sign-in-passkey", who=who.anyone, methods=("POST",), title="Sign in")
def with_passkey(request: PracticeRequest) -> HttpResponse:
    """A passkey alone signs in."""
    goes_to = safe_next(request)
    answer = signin.finish_with_passkey(
        step=request.COOKIES.get(step_cookie_name(), ""), assertion=request.POST.get("passkey", ""),
        party=party_of(request), place=place_of(request), now=request.now,
    )  # fmt: skip
    if isinstance(answer, signin.Refusal):
        return _ask(request, goes_to, error=answer.sentence, status=422)
    return _signed_in(request, answer, goes_to)


@page("sign-out/", name="sign-out", who=who.anyone, methods=("GET", "POST"), title="Sign out")
def sign_out(request: PracticeRequest) -> HttpResponse:
    """End this sign-in. A mere link to here asks first, so that no other site signs anybody out."""
    if request.method == "GET":
        return render(request, "authority/sign_out.html")
    if request.session_row is not None:
        sessions.end([request.session_row.id], Session.End.SIGNED_OUT, by=me(request), now=request.now)
    response = HttpResponse(status=303, headers={"Location": "/sign-in/"})
    response.delete_cookie(cookie_name(), path="/", samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
