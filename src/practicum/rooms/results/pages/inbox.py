"""The inbox: what a clinician works through with two keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse

from practicum.kernel.base import Actor
from practicum.kernel.ledger.write import look
from practicum.kernel.web import redirect_to
from practicum.kernel.web.render import render
from practicum.kernel.web.request import PracticeRequest, me
from practicum.kernel.web.routes import page
from practicum.kernel.worklist.public import Elsewhere, register_elsewhere
from practicum.lib.words import plural
from practicum.rooms.results.pages import common
from practicum.rooms.results.queries import criticals, desk, inbox, people


def people_of(view: str, actor: Actor, request: PracticeRequest) -> tuple[int, ...] | None:
    """Whose inboxes a view holds; None is everybody's."""
    if view == "all":
        return None
    if view.isdigit():
        return (int(view),)
    return (actor.staff_id, *people.covered_by(actor.staff_id, now=request.now))


def list_values(request: PracticeRequest) -> dict[str, Any]:
    """What the list shows; one look is entered for everybody on it."""
    actor = me(request)
    view = common.whose_inbox(request, actor)
    start = common.start_of(request)
    whose = people_of(view, actor, request)
    if view == "done":
        rows = inbox.settled(to=whose, now=request.now, start=start)
        shown = inbox.Inbox(rows, 0, 0, 0, start)
    else:
        shown = inbox.waiting(to=whose, now=request.now, start=start)
    if shown.patient_ids:
        look(by=actor, page="results inbox", now=request.now, also=shown.patient_ids)
    return {"inbox": shown, "view": view, "page_size": inbox.PAGE}


def inbox_counts() -> dict[str, Any]:
    """What the tabs of every page of the room count."""
    return {"unmatched": desk.count_waiting(), "open_criticals": criticals.count_open()}


def page_values(request: PracticeRequest) -> dict[str, Any]:
    """The list with what stands around it."""
    values = list_values(request)
    return values | {
        "readers": people.readers(),
        **inbox_counts(),
        "me": me(request),
        "shown": None,
    }


def waiting_in_inbox(by: Actor, now: datetime) -> Elsewhere | None:
    """For everybody's first page: what waits in one's own inbox and those one stands in for."""
    if not by.has_role(*common.CLINICIANS, "nurse") or not common.RESULTS.admits(by):
        return None
    critical, abnormal, normal = inbox.counts(to=(by.staff_id, *people.covered_by(by.staff_id, now=now)))
    total = critical + abnormal + normal
    if not total:
        return None
    worst = f", {critical} critical" if critical else f", {abnormal} abnormal" if abnormal else ""
    says = f"{plural(total, 'result')} in your inbox{worst}"
    return Elsewhere(says=says, href="/results/", icon="flask-conical", presses=bool(critical))


register_elsewhere("results", waiting_in_inbox)


@page(
    "results/", name="results-inbox", who=common.RESULTS, title="Results", carries=["E7", "P6"],
    rail="flask-conical", keys="r", in_palette=True,
)  # fmt: skip
def inbox_page(request: PracticeRequest) -> HttpResponse:
    """The whole page, or the list alone when it looks again. The desk starts with what the desk settles."""
    if not request.htmx and "view" not in request.GET and me(request).roles <= common.DESK:
        return redirect_to("/results/unmatched/", request=request)
    if request.htmx and request.headers.get("HX-Target") == "inbox-list":
        return render(request, "results/inbox_list.html", list_values(request))
    return render(request, "results/inbox.html", page_values(request))
