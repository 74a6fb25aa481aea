"""The matching desk: one key decides whose a result is."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from practicum.kernel.actions import Done
from practicum.kernel.ledger.write import look
from practicum.kernel.web.render import redirect_to, render
from practicum.kernel.web.request import PracticeRequest, me
from practicum.kernel.web.routes import page
from practicum.kernel.web.submit import submit
from practicum.rooms.results import actions
from practicum.rooms.results.models import LabMessage
from practicum.rooms.results.pages import common
from practicum.rooms.results.pages.inbox import inbox_counts
from practicum.rooms.results.pages.report import RAW_READERS
from practicum.rooms.results.queries import desk


def _list(request: PracticeRequest) -> dict[str, Any]:
    start = common.start_of(request)
    rows, total = desk.waiting(start=start)
    return {"rows": rows, "total": total, "start": start, "page_size": desk.PAGE, "shown": None}


@page(
    "results/unmatched/", name="results-unmatched", who=common.RESULTS, title="Results without a patient",
    carries=["E7"], in_palette=True,
)  # fmt: skip
def desk_page(request: PracticeRequest) -> HttpResponse:
    """What waits for a patient."""
    if request.htmx and request.headers.get("HX-Target") == "desk-list":
        return render(request, "results/desk_list.html", _list(request))
    return render(request, "results/desk.html", _list(request) | inbox_counts())


@page(
    "results/unmatched/<int:message_id>/", name="results-match", who=common.RESULTS, title="Whose result is it?",
    methods=("GET", "POST"), carries=["E7"],
)  # fmt: skip
def match_page(request: PracticeRequest, message_id: int) -> HttpResponse:
    """The candidates side by side; a POST decides."""
    if request.method == "POST":
        return _decide(request, message_id)
    if common.wants_fragment(request):
        return _detail(request, message_id)
    return render(
        request, "results/desk.html", _list(request) | inbox_counts() | _values(request, message_id)
    )


def _values(request: PracticeRequest, message_id: int) -> dict[str, Any]:
    shown = desk.message_shown(message_id, now=request.now)
    if shown is None:
        raise Http404("There is no such result.")
    people = [candidate.patient.id for candidate in shown.candidates]
    if shown.patient is not None:
        people.append(shown.patient.id)
    if people:
        look(
            by=me(request), page="matching desk", now=request.now, also=people, detail={"message": message_id}
        )
    return {"shown": shown, "may_see_raw": RAW_READERS.admits(me(request))}


def _detail(request: PracticeRequest, message_id: int) -> HttpResponse:
    return render(request, "results/match.html", _values(request, message_id))


def _decide(request: PracticeRequest, message_id: int) -> HttpResponse:
    result = submit(request, actions.match_result, {"message": message_id})
    if not isinstance(result, Done):
        if request.htmx:
            return common.band_only(request, result)
        values = _list(request) | inbox_counts() | _values(request, message_id) | {"result": result}
        return render(request, "results/desk.html", values, status=422)
    message = LabMessage.objects.select_related("patient").get(pk=message_id)
    following = desk.next_waiting(message)
    address = f"/results/unmatched/{following.pk}/" if following else "/results/unmatched/"
    if not request.htmx:
        return redirect_to(address, request=request)
    answer = _detail(request, following.pk) if following else HttpResponse("")
    toast = {
        "text": f"Given to {message.patient}",
        "undo": {
            "url": "/do/results.unmatch_result/",
            "fields": {"message": message_id, "reason": "Matched by mistake"},
        },
    }
    return common.headers(request, answer, address=address, toast=toast)
