"""Who works how far alone in which stream, and who can sign in: the manager's pages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from practicum.kernel.actions import Done
from practicum.kernel.actions.declare import AnyAction
from practicum.kernel.authority import bootstrap, queries
from practicum.kernel.authority.actions import (
    end_session,
    give_level,
    invite_staff,
    issue_token,
    revoke_token,
    unlock_account,
)
from practicum.kernel.authority.permissions import can_manage
from practicum.kernel.authority.standard import SAYS
from practicum.kernel.base import Level, Risk, Stream
from practicum.kernel.practice.models import Staff, StaffKind
from practicum.kernel.web import PracticeRequest, me, page, render, who
from practicum.kernel.web.submit import Invalid, form_values, submit

_MANAGERS = who.role("manager")
_READERS = who.role("manager", "privacy_officer")
LEVEL_WORDS = ("none", *(level.words for level in Level))


@page("people/", name="people", who=_READERS, title="Levels", rail="graduation-cap", in_palette=True)
def people(request: PracticeRequest) -> HttpResponse:
    """The matrix of people and streams."""
    return render(request, "authority/people.html", _matrix(request))


def _matrix(request: PracticeRequest, **more: Any) -> dict[str, Any]:
    text = request.GET.get("q", "").replace("\0", "")[:100]
    double = queries.concurrent_sign_ins(now=request.now)
    return {
        "rows": queries.matrix(now=request.now, text=text), "streams": [stream.value for stream in Stream],
        "words": LEVEL_WORDS, "q": text, "double": double,
        "manages": me(request).has_role("manager"), "staff_id": None, "stream": None, **more,
    }  # fmt: skip


def _staff(number: int) -> Staff:
    staff = Staff.objects.filter(id=number, id__gt=0).exclude(kind=StaffKind.SYSTEM).first()
    if staff is None:
        raise Http404("There is no such person here.")
    return staff


@page(
    "people/<int:number>/<slug:stream>/",
    name="person-level",
    who=_READERS,
    methods=("GET", "POST"),
    title="Level",
)
def level(request: PracticeRequest, number: int, stream: str) -> HttpResponse:
    """One cell of the matrix: what was given, on what evidence, and the form to give another."""
    if stream not in set(Stream):
        raise Http404("There is no such stream.")
    staff = _staff(number)
    result: Any = None
    if request.method == "POST":
        result = submit(request, give_level, {"staff": staff.id, "stream": stream})
    _, table = queries.standard_in_force(now=request.now)
    current = queries.levels_now(now=request.now, staff_ids=[staff.id]).get(staff.id, {}).get(stream, 0)
    invalid = isinstance(result, Invalid)
    values = (
        form_values(request, give_level.command)
        if request.method == "POST" and not isinstance(result, Done)
        else {}
    )
    shown = {
        "staff": staff, "staff_id": staff.id, "stream": stream, "current": LEVEL_WORDS[current], "result": result,
        "history": queries.history(staff.id, stream=stream), "words": LEVEL_WORDS, "give_level": give_level,
        "values": {"level": LEVEL_WORDS[current]} | values | {"staff": staff.id, "stream": stream},
        "errors": result.errors if invalid else {}, "own": staff.id == me(request).staff_id,
        "may": can_manage(by=me(request)),
        "ways": [(risk, SAYS[table[risk, Level(current)]]) for risk in Risk] if current else [],
    }  # fmt: skip
    status = 422 if invalid else 200
    if request.htmx:
        return render(request, "authority/level.html", shown, status=status)
    whole = _matrix(request, item="authority/level.html", **shown)
    return render(request, "authority/people.html", whole, status=status)


@page("people/<int:number>/", name="person-access", who=_MANAGERS, title="Sign-in and levels")
def person(request: PracticeRequest, number: int) -> HttpResponse:
    """One person's sign-in and levels."""
    return _person(request, number)


def _person(request: PracticeRequest, number: int, *, result: Any = None, **more: Any) -> HttpResponse:
    staff = _staff(number)
    held = queries.levels_now(now=request.now, staff_ids=[staff.id]).get(staff.id, {})
    shown = {
        "staff": staff, "access": queries.access_of(staff.id, now=request.now), "result": result,
        "levels": [(stream.value, held.get(stream.value, 0)) for stream in Stream], "words": LEVEL_WORDS,
        "history": queries.history(staff.id)[:30], "own": staff.id == me(request).staff_id,
        "errors": result.errors if isinstance(result, Invalid) else {}, "link": "", "secret": "", **more,
    }  # fmt: skip
    response = render(request, "authority/person.html", shown)
    response.headers["Cache-Control"] = "no-store"
    return response


@page(
    "people/<int:number>/invite/", name="person-invite", who=_MANAGERS, methods=("POST",), title="Set-up link"
)
def invite(request: PracticeRequest, number: int) -> HttpResponse:
    """Make a set-up link and show it, once."""
    result = submit(request, invite_staff, {"staff": number})
    token = getattr(getattr(result, "outcome", None), "token", "")
    link = request.build_absolute_uri(bootstrap.set_up_path(token)) if token else ""
    return _person(request, number, result=result, link=link)


@page("people/<int:number>/token/", name="person-token", who=_MANAGERS, methods=("POST",), title="Token")
def token(request: PracticeRequest, number: int) -> HttpResponse:
    """Issue a token to a software assistant and show it, once."""
    result = submit(request, issue_token, {"staff": number})
    return _person(
        request, number, result=result, secret=getattr(getattr(result, "outcome", None), "secret", "")
    )


@page("people/<int:number>/unlock/", name="person-unlock", who=_MANAGERS, methods=("POST",), title="Unlock")
def unlock(request: PracticeRequest, number: int) -> HttpResponse:
    """Let a locked name try again."""
    return _person(request, number, result=_submit(request, unlock_account, staff=number))


@page("people/<int:number>/sessions/<int:session>/end/", name="person-session-end", who=_MANAGERS, methods=("POST",),
      title="End a sign-in")  # fmt: skip
def end(request: PracticeRequest, number: int, session: int) -> HttpResponse:
    """End one of the person's sign-ins."""
    return _person(request, number, result=_submit(request, end_session, session=session))


@page("people/<int:number>/tokens/<int:token_id>/revoke/", name="person-token-revoke", who=_MANAGERS,
      methods=("POST",), title="Revoke a token")  # fmt: skip
def revoke(request: PracticeRequest, number: int, token_id: int) -> HttpResponse:
    """Stop one of the assistant's tokens."""
    return _person(request, number, result=_submit(request, revoke_token, token=token_id))


def _submit(request: PracticeRequest, action: AnyAction, **fixed: int) -> Any:
    return submit(request, action, fixed)
