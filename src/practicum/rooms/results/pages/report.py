"""One result: its values, its history, and everything one can do with it."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from practicum.kernel.actions import Done, Level, Stream
from practicum.kernel.ledger.write import look
from practicum.kernel.web import who
from practicum.kernel.web.render import redirect_to, render
from practicum.kernel.web.request import PracticeRequest, me
from practicum.kernel.web.routes import page
from practicum.kernel.web.seeing import see
from practicum.kernel.web.submit import submit
from practicum.rooms.results import actions
from practicum.rooms.results.actions.inbox import is_clinician
from practicum.rooms.results.lifecycle import DeskTask
from practicum.rooms.results.pages import common
from practicum.rooms.results.pages.inbox import page_values
from practicum.rooms.results.queries import criticals, people, raw, report

RAW_READERS = who.stream(Stream.RESULTS, at_least=Level.PROFICIENT)


@page(
    "results/<int:report_id>/",
    name="results-report",
    who=common.RESULTS,
    title="Result",
    carries=["E7"],
)
def report_page(request: PracticeRequest, report_id: int) -> HttpResponse:
    """The result beside the inbox, or alone for htmx."""
    view = common.whose_inbox(request, me(request))
    if common.wants_fragment(request):
        return detail(request, report_id, view=view)
    values = page_values(request) | _values(request, report_id, view=view)
    return render(request, "results/inbox.html", values)


def detail(request: PracticeRequest, report_id: int, *, view: str) -> HttpResponse:
    """The open result by itself."""
    return render(request, "results/report.html", _values(request, report_id, view=view))


def _values(request: PracticeRequest, report_id: int, *, view: str) -> dict[str, object]:
    actor = me(request)
    shown = report.report_shown(report_id, now=request.now)
    if shown is None:
        raise Http404("There is no such result.")
    if shown.patient is not None:
        see(request, shown.patient.id, page="result")
    waiting = shown.waiting_for(actor.staff_id)
    critical = None
    if shown.open_critical_id is not None:
        critical = criticals.critical_shown(shown.open_critical_id, now=request.now)
    return {
        "shown": shown,
        "waiting": waiting,
        "may_settle": waiting is not None and (is_clinician(actor) or waiting.to_id == actor.staff_id),
        "critical": critical,
        "readers": people.readers(),
        "tasks": DeskTask.choices,
        "me": actor,
        "view": view,
        "may_see_raw": RAW_READERS.admits(actor),
    }


@page(
    "results/<int:report_id>/comment/",
    name="results-comment",
    who=common.RESULTS,
    methods=("POST",),
    carries=["E7"],
)
def comment(request: PracticeRequest, report_id: int) -> HttpResponse:
    """Keep a remark."""
    result = submit(request, actions.comment_result, {"report": report_id})
    return _again(request, report_id, result, "Comment kept")


@page(
    "results/<int:report_id>/ask/",
    name="results-ask",
    who=common.RESULTS,
    methods=("POST",),
    carries=["E7"],
)
def ask(request: PracticeRequest, report_id: int) -> HttpResponse:
    """Ask the desk."""
    result = submit(request, actions.ask_desk, {"report": report_id})
    return _again(request, report_id, result, "The desk has been asked")


@page(
    "results/<int:report_id>/send/",
    name="results-send",
    who=common.RESULTS,
    methods=("POST",),
    carries=["E7"],
)
def send(request: PracticeRequest, report_id: int) -> HttpResponse:
    """Send a result without a provider to a clinician."""
    result = submit(request, actions.send_result_to, {"report": report_id})
    return _again(request, report_id, result, "Sent")


@page(
    "results/<int:report_id>/unmatch/", name="results-unmatch", who=common.RESULTS, methods=("POST",),
    carries=["E7"],
)  # fmt: skip
def unmatch(request: PracticeRequest, report_id: int) -> HttpResponse:
    """Take a wrong match back."""
    found = report.message_of(report_id)
    result = submit(request, actions.unmatch_result, {"message": found})
    return _again(request, report_id, result, "The match is undone; the result waits on the matching desk")


def _again(request: PracticeRequest, report_id: int, result: object, said: str) -> HttpResponse:
    view = common.whose_inbox(request, me(request))
    address = f"/results/{report_id}/?view={view}"
    if not isinstance(result, Done) or result.reviewed:
        if request.htmx:
            return common.band_only(request, result)
        values = page_values(request) | _values(request, report_id, view=view) | {"result": result}
        return render(request, "results/inbox.html", values, status=200 if isinstance(result, Done) else 422)
    if not request.htmx:
        return redirect_to(address, request=request)
    return common.headers(
        request, detail(request, report_id, view=view), address=address, toast={"text": said}
    )


@page(
    "results/raw/<int:inbound_id>/",
    name="results-raw",
    who=RAW_READERS,
    title="Message as it came",
)
def raw_page(request: PracticeRequest, inbound_id: int) -> HttpResponse:
    """The kept message, segment by segment."""
    shown = raw.raw_shown(inbound_id)
    if shown is None:
        raise Http404("There is no such message of a laboratory.")
    look(
        by=me(request), page="laboratory message", now=request.now, also=shown.patient_ids,
        detail={"inbound": inbound_id},
    )  # fmt: skip
    return render(request, "results/raw.html", {"shown": shown})
