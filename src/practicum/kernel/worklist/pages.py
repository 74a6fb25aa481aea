"""The worklist: everybody's first stop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse

from practicum.kernel.actions import Done
from practicum.kernel.actions.declare import AnyAction
from practicum.kernel.ledger.write import look
from practicum.kernel.practice.models import Role
from practicum.kernel.web import PracticeRequest, Turned, me, page, render, who
from practicum.kernel.web.submit import Invalid, submit
from practicum.kernel.web.templating import band
from practicum.kernel.worklist import actions
from practicum.kernel.worklist.elsewhere import waiting_elsewhere
from practicum.kernel.worklist.loads import AGES, ages, loads
from practicum.kernel.worklist.looks import look_at_list
from practicum.kernel.worklist.permissions import sees_everything
from practicum.kernel.worklist.queries import PAGE, SCOPES, Filters, work_page
from practicum.kernel.worklist.trail import item_card
from practicum.kernel.zone import practice_zone

LIST_ID = "work-list"
_TABS = {
    "all": "Mine and my roles'",
    "mine": "Mine",
    "roles": "My roles'",
    "everyone": "Everyone's",
    "snoozed": "Snoozed",
}
_MOVES: dict[str, AnyAction] = {
    "claim": actions.claim_item, "release": actions.release_item, "hand-over": actions.hand_over_item,
    "snooze": actions.snooze_item, "finish": actions.finish_item, "note": actions.note_item,
    "try-again": actions.try_again,
}  # fmt: skip


@page("", name="home", who=who.signed_in, title="Worklist")
def home(request: PracticeRequest) -> HttpResponse:
    """What needs me now."""
    return _whole(request)


@page(
    "work/", name="work", who=who.signed_in, title="Worklist", rail="list-checks", keys="w", in_palette=True
)
def work(request: PracticeRequest) -> HttpResponse:
    """The same by its own address; a filter that was typed asks for the list alone."""
    if request.htmx and request.htmx.target == LIST_ID:
        return _list(request, fresh=True)
    return _whole(request)


@page("work/list/", name="work-list", who=who.signed_in)
def live_list(request: PracticeRequest) -> HttpResponse:
    """The inside of the list, fetched again when something changed."""
    return _list(request, fresh=False)


@page("work/<int:number>/", name="work-item", who=who.signed_in)
def item(request: PracticeRequest, number: int) -> HttpResponse:
    """One item beside the list."""
    shown = _card(request, number)
    if request.htmx:
        return render(request, "worklist/detail.html", shown)
    return _whole(request, **shown)


@page("work/<int:number>/now/", name="work-item-now", who=who.signed_in)
def item_now(request: PracticeRequest, number: int) -> HttpResponse:
    """How an open item stands, fetched again when something changed; nothing typed beside it is lost."""
    return render(request, "worklist/now.html", _card(request, number, looked=True))


@page("work/<int:number>/<slug:move>/", name="work-move", who=who.signed_in, methods=("POST",))
def move(request: PracticeRequest, number: int, move: str) -> HttpResponse:
    """Claim, release, hand over, snooze, finish, note, try again."""
    action = _MOVES.get(move)
    if action is None:
        raise Http404("There is no such move.")
    result = submit(request, action, extra={"item": number})
    if not request.htmx:
        return _whole(request, **_card(request, number, result=result))
    if request.htmx.target == "aside":
        answer = render(request, "worklist/detail.html", _card(request, number, result=result, tried=move))
    else:
        answer = HttpResponse(band(request, result))
    if isinstance(result, Done):
        answer["HX-Trigger"] = '{"live:worklist": true}'
    return answer


@page("work/load/", name="work-load", who=who.role("manager"), title="Load", in_palette=True)
def load(request: PracticeRequest) -> HttpResponse:
    """How the work lies: by person and role, and how long it has waited."""
    midnight = request.now.astimezone(practice_zone()).replace(hour=0, minute=0, second=0, microsecond=0)
    shown = {
        "loads": loads(now=request.now, since=midnight), "ages": ages(now=request.now),
        "age_names": [name for name, _ in AGES],
    }  # fmt: skip
    return render(request, "worklist/load.html", shown)


def _whole(request: PracticeRequest, **more: Any) -> HttpResponse:
    return render(request, "worklist/home.html", _listed(request, fresh=True) | more)


def _list(request: PracticeRequest, *, fresh: bool) -> HttpResponse:
    return render(request, "worklist/list.html", _listed(request, fresh=fresh) | {"live": True})


def _listed(request: PracticeRequest, *, fresh: bool) -> dict[str, Any]:
    by, filters = me(request), _filters(request)
    found = work_page(by=by, now=request.now, filters=filters)
    if not who.with_patients.admits(by):
        found = replace(found, rows=tuple(row for row in found.rows if row.patient_id is None))
    look_at_list(
        by=by, patients=[r.patient_id for r in found.rows if r.patient_id], now=request.now, fresh=fresh
    )
    first = (found.page - 1) * PAGE + 1
    return {
        "found": found, "filters": filters, "query": _query(filters), "asked": _asker(filters),
        "tabs": [
            {"label": _TABS[s], "href": f"/work/?{_query(filters, scope=s, kind='', late=False, page=1)}",
             "current": s == filters.scope, "n": n}
            for s, n in found.scopes.items()
        ],
        "first": first, "last": min(first + PAGE - 1, found.total), "manages": sees_everything(by), "card": None,
        "result": None, "elsewhere": waiting_elsewhere(by=by, now=request.now),
    }  # fmt: skip


def _filters(request: HttpRequest) -> Filters:
    asked = request.GET
    scope, number = asked.get("scope", "all"), asked.get("page", "1")
    return Filters(
        scope=scope if scope in SCOPES else "all", late=asked.get("late") == "1",
        kind=asked.get("kind", "").replace("\x00", "")[:80],
        text=" ".join(asked.get("q", "").replace("\x00", "").split())[:100],
        page=int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1,
    )  # fmt: skip


def _query(filters: Filters, **other: Any) -> str:
    """The filters as an address carries them, some of them changed."""
    values = {"scope": filters.scope, "kind": filters.kind, "late": filters.late, "q": filters.text,
              "page": filters.page} | other  # fmt: skip
    plain = {"scope": "all", "kind": "", "late": False, "q": "", "page": 1}
    return urlencode({k: 1 if v is True else v for k, v in values.items() if v != plain[k]})


def _asker(filters: Filters) -> Any:
    return lambda **other: f"/work/?{_query(filters, **({'page': 1} | other))}"


def _card(
    request: PracticeRequest, number: int, *, result: Any = None, tried: str = "", looked: bool = False
) -> dict[str, Any]:
    by, filters = me(request), _filters(request)
    card = item_card(number, by=by, now=request.now)
    if card is None:
        raise Http404("There is no such work item, or it is not yours to see.")
    if card.row.patient_id and not who.with_patients.admits(by):
        raise Turned(f"This is for {who.with_patients.words}.")
    if card.row.patient_id and not looked:
        look(by=by, page="work item", patient_id=card.row.patient_id, now=request.now)
    failed = not isinstance(result, Done) and result is not None
    return {
        "card": card, "result": result, "query": _query(filters), "roles": Role.choices,
        "tried": tried if failed else "", "values": request.POST if failed else {},
        "errors": _errors(result),
    }  # fmt: skip


def _errors(result: Any) -> dict[str, str]:
    if isinstance(result, Invalid):
        return result.errors
    field = getattr(result, "field", None)
    return {field: result.reason} if field else {}
