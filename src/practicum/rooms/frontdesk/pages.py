"""The desk's list, the panel of one visit, and the board."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from practicum.kernel.actions import Action, Done, Held, Refused, perform
from practicum.kernel.base import Stream
from practicum.kernel.coverage.queries import active_coverage, copay_due
from practicum.kernel.ledger.write import look
from practicum.kernel.web import me, page, render, who
from practicum.kernel.web.seeing import check_open_of, see
from practicum.kernel.web.submit import KEY_FIELD, submit
from practicum.kernel.web.templating import band
from practicum.rooms.billing.public import payments_of_visits, take_copay
from practicum.rooms.frontdesk import queries, rules
from practicum.rooms.frontdesk.actions import (
    FinishCheckIn,
    arrive,
    check_in,
    finish_check_in,
    finish_visit,
    mark_left,
    mark_no_show,
    meet_provider,
    start_check_out,
    take_back_move,
    take_to_room,
)
from practicum.rooms.scheduling.public import EXPECTED, HERE, Status, reach, visit

SEES_DESK = who.any_stream(Stream.FRONTDESK, Stream.SCHEDULING) | who.role("nurse", "physician", "manager")

ACTS: dict[str, Action[Any, Any]] = {
    "arrive": arrive, "check_in": check_in, "finish_check_in": finish_check_in, "room": take_to_room,
    "meet": meet_provider, "check_out": start_check_out, "finish": finish_visit, "no_show": mark_no_show,
    "left": mark_left, "take_back": take_back_move,
}  # fmt: skip


def _site(request: HttpRequest) -> tuple[int, str, str] | None:
    wanted = request.GET.get("site", "")
    site_id = (
        int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else me(request).site_id
    )
    return queries.todays_site(site_id)


def _list(request: HttpRequest) -> dict[str, Any]:
    site = _site(request)
    now = request.now  # type: ignore[attr-defined]
    if site is None:
        return {"site": None}
    rows = queries.desk(site_id=site[0], zone=site[2], now=now)
    if rows:
        look(by=me(request), page="desk", now=now, also=sorted({one.visit.patient_id for one in rows}))
    groups = [(name, [one for one in rows if one.group is name]) for name in rules.ORDER]
    return {
        "site": site,
        "groups": [(name, some) for name, some in groups if some],
        "counts": {
            "expected": sum(one.visit.status in EXPECTED for one in rows),
            "here": sum(one.visit.status in HERE for one in rows),
            "late": sum(one.group is rules.Group.LATE for one in rows),
        },
    }


@page(
    "desk/", name="desk", who=SEES_DESK, title="Front desk", in_palette=True, rail="concierge-bell",
    keys="d",
)  # fmt: skip
def desk(request: HttpRequest) -> HttpResponse:
    """Today's arrivals: who needs the desk first is on top."""
    return render(request, "frontdesk/desk.html", _list(request))


@page("desk/list/", name="desk-list", who=SEES_DESK)
def desk_list(request: HttpRequest) -> HttpResponse:
    """The list alone, fetched again when a visit has moved."""
    return render(request, "frontdesk/list.html", _list(request))


def _panel(request: HttpRequest, number: int, **more: Any) -> dict[str, Any]:
    found = visit(number)
    if found is None:
        raise Http404("There is no such visit.")
    now = request.now  # type: ignore[attr-defined]
    see(request, found.patient_id, page="check-in")
    today = now.astimezone(found.zone).date()
    noted = queries.check_in_of(number)
    due = noted.copay_due_cents if noted else copay_due(found.patient_id, today, visit_kind=found.copay_kind)
    return {
        "visit": found, "reach": reach(found.patient_id), "coverages": active_coverage(found.patient_id, today),
        "check_in": noted, "copay": due, "payments": payments_of_visits([number]).get(number, []),
        "rooms": queries.free_rooms(found.site_id) if found.status in {"waiting", "checking_in"} else [],
        "room": queries.rooms_of([number]).get(number, ""), "identifiers": list(rules.IDENTIFIERS.items()),
        "expected": found.status in EXPECTED, "here": found.status in HERE, "started": found.starts_at <= now,
        "today": found.day == today, "result": None, "errors": {}, "entered": request.POST,
        "may_take": bool(me(request).level(Stream.BILLING)),
    } | more  # fmt: skip


@page(
    "desk/visit/<int:number>/", name="desk-visit", who=SEES_DESK, title="Check-in",
    methods=("GET", "POST"),
)  # fmt: skip
def desk_visit(request: HttpRequest, number: int) -> HttpResponse:
    """One visit at the desk; posting moves it and shows what became of it."""
    more: dict[str, Any] = {}
    if request.method == "POST":
        check_open_of(request, "appointment", number)
        result = _act(request, number)
        errors = dict(getattr(result, "errors", {}))
        if isinstance(result, Refused) and result.field:
            errors[result.field] = result.reason
        more = {"result": result, "errors": errors}
        if request.POST.get("_from") == "list":
            answer = HttpResponse(band(request, result))
            answer["HX-Trigger"] = "live:board"
            return answer
    values = _panel(request, number, **more)
    if request.htmx:  # type: ignore[attr-defined]
        response = render(request, "frontdesk/visit.html", values)
        if more:
            response["HX-Trigger"] = "live:board"
        return response
    return render(request, "frontdesk/desk.html", _list(request) | values)


def _act(request: HttpRequest, number: int) -> Any:
    name = request.POST.get("_act", "")
    if name == "copay":
        return _take_copay(request, number)
    act = ACTS.get(name)
    if act is None:
        raise Http404("There is no such act.")
    return submit(request, act, {"appointment": number})


def _take_copay(request: HttpRequest, number: int) -> Any:
    """The co-pay, and with it the end of the check-in: one press for both."""
    found = visit(number)
    if found is None:
        raise Http404("There is no such visit.")
    coverages = active_coverage(found.patient_id, found.day)
    extra = {"patient": found.patient_id, "visit": number, "site": found.site_id}
    if coverages:
        extra["coverage"] = coverages[0].id
    result = submit(request, take_copay, extra)
    if isinstance(result, Done | Held) and found.status == Status.CHECKING_IN:
        held = isinstance(result, Held)
        command = FinishCheckIn(appointment=number, no_copay_reason="Waits for a countersign" if held else "")
        key = request.POST.get(KEY_FIELD) or ""
        now = request.now  # type: ignore[attr-defined]
        perform(finish_check_in, command, by=me(request), now=now, key=f"{key}:seat" if key else None)
    return result


@page("desk/board/", name="board", who=SEES_DESK, title="Who is where", in_palette=True)
def board(request: HttpRequest) -> HttpResponse:
    """Everybody who is here, by stage, with how long."""
    return render(request, "frontdesk/board.html", _board(request))


@page("desk/board/columns/", name="board-columns", who=SEES_DESK)
def board_columns(request: HttpRequest) -> HttpResponse:
    """The board alone."""
    return render(request, "frontdesk/columns.html", _board(request))


def _board(request: HttpRequest) -> dict[str, Any]:
    site = _site(request)
    now = request.now  # type: ignore[attr-defined]
    if site is None:
        return {"site": None, "columns": []}
    columns = queries.board(site_id=site[0], zone=site[2], now=now)
    seen = sorted({card.visit.patient_id for column in columns for card in column.cards})
    if seen:
        look(by=me(request), page="board", now=now, also=seen)
    return {"site": site, "columns": columns}
