"""Critical results: the clock of each, and the one way to close it."""

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
from practicum.rooms.results.actions.criticals import MAY_RECEIVE
from practicum.rooms.results.lifecycle import ATTEMPTS
from practicum.rooms.results.pages import common
from practicum.rooms.results.pages.inbox import inbox_counts
from practicum.rooms.results.queries import criticals, people


def _list(request: PracticeRequest) -> dict[str, Any]:
    waiting = criticals.open_criticals(now=request.now)
    closed = criticals.closed_criticals(now=request.now)
    seen = {c.patient.id for c in (*waiting, *closed) if c.patient}
    if seen:
        look(by=me(request), page="critical results", now=request.now, also=sorted(seen))
    return {"waiting_criticals": waiting, "closed": closed, "shown": None}


@page(
    "results/critical/", name="results-critical", who=common.RESULTS, title="Critical results", carries=["P6"],
    in_palette=True,
)  # fmt: skip
def criticals_page(request: PracticeRequest) -> HttpResponse:
    """What waits for a read-back, and what was closed lately."""
    if request.htmx and request.headers.get("HX-Target") == "critical-list":
        return render(request, "results/critical_list.html", _list(request))
    return render(request, "results/criticals.html", _list(request) | inbox_counts())


@page(
    "results/critical/<int:critical_id>/", name="results-critical-one", who=common.RESULTS, title="Critical result",
    carries=["P6"],
)  # fmt: skip
def critical_page(request: PracticeRequest, critical_id: int) -> HttpResponse:
    """One critical result with its climb and its log."""
    if common.wants_fragment(request):
        return render(request, "results/critical.html", _values(request, critical_id))
    values = _list(request) | inbox_counts() | _values(request, critical_id)
    return render(request, "results/criticals.html", values)


def _values(request: PracticeRequest, critical_id: int) -> dict[str, Any]:
    actor = me(request)
    shown = criticals.critical_shown(critical_id, now=request.now)
    if shown is None:
        raise Http404("There is no such critical result.")
    if shown.patient is not None:
        look(by=actor, page="critical result", now=request.now, patient_id=shown.patient.id)
    return {
        "shown": shown,
        "critical": shown,
        "readers": people.readers(),
        "attempts": [(kind.value, kind.label) for kind in ATTEMPTS],
        "me": actor,
        "may_receive": actor.has_role(*MAY_RECEIVE),
    }


@page(
    "results/critical/<int:critical_id>/read-back/", name="results-read-back", who=common.RESULTS,
    methods=("POST",), carries=["P6"],
)  # fmt: skip
def read_back(request: PracticeRequest, critical_id: int) -> HttpResponse:
    """Record a read-back."""
    result = submit(request, actions.read_back_critical, {"critical": critical_id})
    return _again(request, critical_id, result, "Read back. The loop is closed.")


@page(
    "results/critical/<int:critical_id>/tried/", name="results-tried", who=common.RESULTS, methods=("POST",),
    carries=["P6"],
)  # fmt: skip
def tried(request: PracticeRequest, critical_id: int) -> HttpResponse:
    """Record that somebody was not reached."""
    result = submit(request, actions.log_attempt, {"critical": critical_id})
    return _again(request, critical_id, result, "Recorded. It stays open.")


@page(
    "results/critical/<int:critical_id>/take/", name="results-take", who=common.RESULTS, methods=("POST",),
    carries=["P6"],
)  # fmt: skip
def take(request: PracticeRequest, critical_id: int) -> HttpResponse:
    """Take it in hand."""
    result = submit(request, actions.take_critical, {"critical": critical_id})
    return _again(request, critical_id, result, "It is yours now. The clock runs on.")


def _again(request: PracticeRequest, critical_id: int, result: Any, said: str) -> HttpResponse:
    address = f"/results/critical/{critical_id}/"
    if not isinstance(result, Done):
        if request.htmx:
            return common.band_only(request, result)
        values = _list(request) | inbox_counts() | _values(request, critical_id) | {"result": result}
        return render(request, "results/criticals.html", values, status=422)
    if not request.htmx:
        return redirect_to(address, request=request)
    answer = render(request, "results/critical.html", _values(request, critical_id))
    return common.headers(request, answer, address=address, toast={"text": said})


@page("results/banner/", name="results-banner", who=common.RESULTS, carries=["P6"])
def banner(request: PracticeRequest) -> HttpResponse:
    """What hangs over every page of whoever must read a critical value back; empty for anybody else."""
    actor = me(request)
    mine: tuple[criticals.CriticalShown, ...] = ()
    if actor.has_role(*MAY_RECEIVE):
        mine = criticals.open_criticals(now=request.now, for_staff=actor.staff_id)
    return render(request, "results/banner.html", {"mine": mine})
