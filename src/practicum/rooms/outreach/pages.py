"""The messages page: what left, what waits, what failed, with the proof."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from practicum.kernel.actions import Action
from practicum.kernel.base import Stream
from practicum.kernel.ledger.write import look
from practicum.kernel.web import me, page, render, who
from practicum.kernel.web.seeing import check_open_of, see
from practicum.kernel.web.submit import submit
from practicum.rooms.outreach import queries
from practicum.rooms.outreach.actions import cancel_message, finish_notice, retry_message
from practicum.rooms.scheduling.public import reach

SEES_MESSAGES = who.any_stream(Stream.OUTREACH, Stream.SCHEDULING, Stream.FRONTDESK)
ACTS: dict[str, Action[Any, Any]] = {"retry": retry_message, "cancel": cancel_message}


def _listed(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET
    state = asked.get("state", "")
    before = asked.get("before", "")
    found = queries.messages(
        state=state if state in {"queued", "sent", "dead", "cancelled"} else "",
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
    )
    hand = queries.by_hand()
    listed = [one.patient_id for one in found.messages] + [one.patient_id for one in hand]
    seen = sorted({one for one in listed if one})
    if seen:
        look(by=me(request), page="messages", now=request.now, also=seen)  # type: ignore[attr-defined]
    return {
        "listed": found,
        "by_hand": hand,
        "state": state,
        "last": found.messages[-1].id if found.messages else None,
    }


@page(
    "outreach/", name="messages", who=SEES_MESSAGES, carries=["E2"], title="Messages", in_palette=True, rail="send",
    keys="m",
)  # fmt: skip
def messages(request: HttpRequest) -> HttpResponse:
    """Messages to patients about their visits."""
    return render(request, "outreach/messages.html", _listed(request))


@page("outreach/list/", name="messages-list", who=SEES_MESSAGES, carries=["E2"])
def messages_list(request: HttpRequest) -> HttpResponse:
    """The list alone, fetched again when something was sent."""
    return render(request, "outreach/list.html", _listed(request))


@page(
    "outreach/message/<int:number>/", name="message", who=SEES_MESSAGES, carries=["E2"], title="Message",
    methods=("GET", "POST"),
)  # fmt: skip
def message(request: HttpRequest, number: int) -> HttpResponse:
    """One message with its proof; posting tries it again or stops it."""
    result: Any = None
    if request.method == "POST":
        act = ACTS.get(request.POST.get("_act", ""))
        if act is None:
            raise Http404("There is no such act.")
        check_open_of(request, "message", number)
        result = submit(request, act, {"message": number})
    found = queries.message(number)
    if found is None:
        raise Http404("There is no such message.")
    if found.patient_id is not None:
        see(request, found.patient_id, page="message")
    values = {"message": found, "result": result}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "outreach/message.html", values)
    return render(
        request, "outreach/messages.html", _listed(request) | values | {"beside": "outreach/message.html"}
    )


@page(
    "outreach/notice/<int:number>/", name="notice", who=SEES_MESSAGES, carries=["E2"], title="Call or letter",
    methods=("GET", "POST"),
)  # fmt: skip
def notice(request: HttpRequest, number: int) -> HttpResponse:
    """A call to make or a letter to print; posting says that it is done."""
    result: Any = None
    if request.method == "POST":
        check_open_of(request, "notice", number)
        result = submit(request, finish_notice, {"notice": number})
    found = queries.notice(number)
    if found is None:
        raise Http404("There is no such notice.")
    see(request, found.patient_id, page="notice")
    values = {"notice": found, "result": result, "reach": reach(found.patient_id)}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "outreach/notice.html", values)
    return render(
        request, "outreach/messages.html", _listed(request) | values | {"beside": "outreach/notice.html"}
    )
