"""The supervision pages: what waits for my signature, what is to be reviewed, what is mine."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse

from practicum.kernel.actions import Done, perform
from practicum.kernel.actions.declare import find_action
from practicum.kernel.ledger.write import look
from practicum.kernel.supervision import queries
from practicum.kernel.supervision.actions import (
    ApproveReview,
    DeclineProposal,
    ReplaceProposal,
    WithdrawProposal,
    approve_review,
    decline_proposal,
    replace_proposal,
    withdraw_proposal,
)
from practicum.kernel.supervision.correct import correct
from practicum.kernel.supervision.countersign import countersign
from practicum.kernel.supervision.here import countersign_here
from practicum.kernel.supervision.models import Handover, Proposal
from practicum.kernel.supervision.permissions import can_supervise
from practicum.kernel.web import PracticeRequest, me, page, redirect_to, render, see, who
from practicum.kernel.web.forms import posted_fields
from practicum.kernel.web.submit import Invalid, read_command

VIEWS = ("proposals", "reviews", "mine")


@page("supervision/", name="supervision", who=who.signed_in, title="Supervision", rail="pen-line", keys="v",
      in_palette=True)  # fmt: skip
def queue(request: PracticeRequest) -> HttpResponse:
    """What waits for this person's signature or review, and what of theirs waits for others."""
    return render(request, "supervision/queue.html", _lists(request))


def _lists(request: PracticeRequest, **more: Any) -> dict[str, Any]:
    by, show = me(request), request.GET.get("show", "proposals")
    person = request.GET.get("person", "")
    person_id = int(person) if person.isascii() and person.isdigit() and len(person) < 19 else None
    proposals = queries.waiting_for(by=by, now=request.now, person_id=person_id)
    reviews = queries.to_review(by=by, now=request.now, person_id=person_id)
    my_proposals, my_reviews = queries.mine(by=by)
    if not who.with_patients.admits(by):  # somebody who worked with patients once
        my_proposals = [row for row in my_proposals if row.patient_id is None]
        my_reviews = [row for row in my_reviews if row.patient_id is None]
    _looked(request, [*proposals, *reviews, *my_proposals, *my_reviews])
    return {
        "show": show if show in VIEWS else "proposals", "proposals": proposals, "reviews": reviews,
        "my_proposals": my_proposals, "my_reviews": my_reviews, "person_id": person_id, **more,
    }  # fmt: skip


def _looked(request: PracticeRequest, rows: list[Any]) -> None:
    patients = sorted({row.patient_id for row in rows if row.patient_id})
    if patients:
        look(by=me(request), page="supervision", now=request.now, also=patients)


@page("supervision/list/", name="supervision-list", who=who.signed_in)
def live_list(request: PracticeRequest) -> HttpResponse:
    """The inside of the list, fetched again when something changed."""
    return render(request, "supervision/list.html", _lists(request))


@page("supervision/mine/", name="supervision-mine", who=who.signed_in)
def mine(request: PracticeRequest) -> HttpResponse:
    """What this person proposed and had reviewed."""
    return redirect_to("/supervision/?show=mine", request=request)


@page("supervision/<int:number>/", name="proposal", who=who.signed_in)
def proposal(request: PracticeRequest, number: int) -> HttpResponse:
    """One proposal: what would change, and what can be done about it."""
    return _show_proposal(request, number)


def _show_proposal(request: PracticeRequest, number: int, result: Any = None) -> HttpResponse:
    row = queries.one_proposal(number)
    by = me(request)
    may = row is not None and can_supervise(by=by, stream=row.stream, risk=row.risk, now=request.now)
    if row is None or not (may or row.who_id == by.staff_id):
        raise Http404("There is no such proposal, or it is not yours to see.")
    if row.patient_id:
        see(request, row.patient_id, page="proposal")
    shown = {
        "row": row, "result": result, "own": row.who_id == by.staff_id, "open": row.state == "waiting",
        "may": may and row.who_id != by.staff_id,
    }  # fmt: skip
    if request.htmx:
        return render(request, "supervision/proposal.html", shown)
    return render(
        request, "supervision/queue.html", _lists(request, item="supervision/proposal.html", **shown)
    )


@page("supervision/<int:number>/countersign/", name="countersign", who=who.signed_in, methods=("POST",))
def sign(request: PracticeRequest, number: int) -> HttpResponse:
    """Countersign from the queue."""
    return _show_proposal(request, number, countersign(proposal_id=number, by=me(request), now=request.now))


@page("supervision/<int:number>/decline/", name="decline", who=who.signed_in, methods=("POST",))
def decline(request: PracticeRequest, number: int) -> HttpResponse:
    """Say no, and why."""
    command = read_command(decline_proposal, {"proposal": number, "reason": request.POST.get("reason", "")})
    done = perform(decline_proposal, command, by=me(request), now=request.now) if isinstance(
        command, DeclineProposal) else command  # fmt: skip
    return _show_proposal(request, number, done)


@page("supervision/<int:number>/withdraw/", name="withdraw", who=who.signed_in, methods=("POST",))
def withdraw(request: PracticeRequest, number: int) -> HttpResponse:
    """Take one's own proposal back."""
    done = perform(withdraw_proposal, WithdrawProposal(proposal=number), by=me(request), now=request.now)
    return _show_proposal(request, number, done)


@page("supervision/<int:number>/change/", name="change-proposal", who=who.signed_in, methods=("POST",))
def change(request: PracticeRequest, number: int) -> HttpResponse:
    """Take one's own proposal back and open its form again, filled in as it was."""
    done = perform(replace_proposal, ReplaceProposal(proposal=number), by=me(request), now=request.now)
    row = Proposal.objects.filter(pk=number).first()
    action = find_action(row.action) if row else None
    if not isinstance(done, Done) or row is None or action is None:
        return _show_proposal(request, number, done)
    command = read_command(action, row.command)
    if isinstance(command, Invalid):  # the form has changed since: begin anew
        return redirect_to(f"/do/{action.name}/", request=request)
    return redirect_to(f"/do/{action.name}/?{urlencode(list(posted_fields(command)))}", request=request)


@page("supervision/<int:number>/here/", name="countersign-here", who=who.signed_in, methods=("GET", "POST"))
def here(request: PracticeRequest, number: int) -> HttpResponse:
    """Countersign at the proposer's own screen, with the supervisor's own sign-in for this one act."""
    row = queries.one_proposal(number)
    if row is None or row.who_id != me(request).staff_id:
        raise Http404("There is no such proposal of yours.")
    if row.patient_id:
        see(request, row.patient_id, page="countersign here")
    error, result = "", None
    if request.method == "POST":
        result, error = countersign_here(request, number)
    shown = {"row": row, "error": error, "result": result, "username": request.POST.get("username", "")}
    if request.htmx:
        return render(request, "supervision/here.html", shown)
    return render(request, "supervision/here_page.html", shown)


@page("supervision/reviews/<int:number>/", name="review", who=who.signed_in)
def review(request: PracticeRequest, number: int) -> HttpResponse:
    """One done thing, to approve or to correct."""
    return _show_review(request, number)


def _show_review(request: PracticeRequest, number: int, result: Any = None) -> HttpResponse:
    row = queries.one_review(number)
    by = me(request)
    may = row is not None and can_supervise(by=by, stream=row.stream, risk=row.risk, now=request.now)
    if row is None or not (may or row.who_id == by.staff_id):
        raise Http404("There is no such review, or it is not yours to see.")
    if row.patient_id:
        see(request, row.patient_id, page="review")
    shown = {
        "row": row, "result": result, "open": row.state == "waiting", "may": may and row.who_id != by.staff_id,
        "following": _next_review(request, number),
    }  # fmt: skip
    if request.htmx:
        return render(request, "supervision/review.html", shown)
    return render(request, "supervision/queue.html", _lists(request, item="supervision/review.html", **shown))


def _next_review(request: PracticeRequest, number: int) -> int | None:
    rows = queries.to_review(by=me(request), now=request.now)
    later = [row.id for row in rows if row.id > number] or [row.id for row in rows if row.id != number]
    return later[0] if later else None


@page(
    "supervision/reviews/<int:number>/approve/", name="approve-review", who=who.signed_in, methods=("POST",)
)
def approve(request: PracticeRequest, number: int) -> HttpResponse:
    """Say that it is right."""
    command = read_command(approve_review, {"review": number, "note": request.POST.get("note", "")})
    done = perform(approve_review, command, by=me(request), now=request.now) if isinstance(
        command, ApproveReview) else command  # fmt: skip
    return _show_review(request, number, done)


@page(
    "supervision/reviews/<int:number>/correct/", name="correct-review", who=who.signed_in, methods=("POST",)
)
def put_right(request: PracticeRequest, number: int) -> HttpResponse:
    """Undo it in one step, and tell whoever did it."""
    typed = request.POST.get("note", "").strip()[:500]
    note = "".join(character for character in typed if character.isprintable() or character == "\n")
    return _show_review(
        request, number, correct(review_id=number, by=me(request), now=request.now, note=note)
    )


@page("supervision/handed/<int:number>/", name="handed-over", who=who.signed_in)
def handed_over(request: PracticeRequest, number: int) -> HttpResponse:
    """What a colleague prepared and may not do, with its form filled in as they left it."""
    row = Handover.objects.select_related("handed_by").filter(pk=number).first()
    action = find_action(row.action) if row else None
    if row is None or action is None:
        raise Http404("There is no such handover.")
    own = row.handed_by_id == me(request).staff_id
    if not own and not can_supervise(by=me(request), stream=action.stream or "operations", risk=action.risk,
                                     now=request.now):  # fmt: skip
        raise Http404("This handover is not yours to see.")
    if row.patient_id:
        see(request, row.patient_id, page="handover")
    command = read_command(action, row.command)
    fields = "" if isinstance(command, Invalid) else urlencode(list(posted_fields(command)))
    return render(
        request, "supervision/handed.html", {"row": row, "action": action, "own": own, "fields": fields}
    )
