"""What is done with proposals and reviews, besides the countersign itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from practicum.kernel.actions import Command, Risk, RuleBroken, action, publish, ref_type
from practicum.kernel.actions.declare import find_action
from practicum.kernel.actions.fields import LongText, Reason
from practicum.kernel.base import Actor
from practicum.kernel.supervision.countersign import end, tell_proposer
from practicum.kernel.supervision.handing import hand_over
from practicum.kernel.supervision.keep import TOPIC
from practicum.kernel.supervision.models import Proposal, Review
from practicum.kernel.supervision.permissions import check_can_supervise
from practicum.kernel.supervision.work import REVIEW
from practicum.kernel.worklist.public import close_items

__all__ = [
    "ApproveReview", "DeclineProposal", "ReplaceProposal", "WithdrawProposal", "approve_review", "close_review",
    "decline_proposal", "hand_over", "lock_review", "replace_proposal", "withdraw_proposal",
]  # fmt: skip

if TYPE_CHECKING:
    ProposalRef = int
    ReviewRef = int
else:
    ProposalRef = ref_type("proposal")
    ReviewRef = ref_type("review")


class DeclineProposal(Command):
    """Say no to something a colleague proposed; what it kept free is free again, and they are told why."""

    proposal: ProposalRef
    reason: Annotated[Reason, Field(title="What should be different")]


@action(stream=None, risk=Risk.ROUTINE, says="Decline: {proposal}", in_palette=False)
def decline_proposal(command: DeclineProposal, *, by: Actor, now: datetime) -> Proposal:
    """End the proposal and tell its author."""
    proposal = _waiting(command.proposal)
    check_can_supervise(
        by=by, stream=proposal.stream, risk=proposal.risk, whose_id=proposal.proposed_by_id, now=now
    )
    _release(proposal)
    end(proposal, Proposal.State.DECLINED, by=by, now=now, reason=command.reason, outcome="Declined")
    tell_proposer(proposal, f"{by.name} declined: {proposal.says}. {command.reason}", now=now)
    return proposal


class WithdrawProposal(Command):
    """Take back something you proposed that has not been countersigned yet."""

    proposal: ProposalRef


@action(stream=None, risk=Risk.ROUTINE, says="Withdraw: {proposal}", in_palette=False)
def withdraw_proposal(command: WithdrawProposal, *, by: Actor, now: datetime) -> Proposal:
    """End the proposal at its author's wish."""
    proposal = _waiting(command.proposal)
    _check_own(proposal, by)
    _release(proposal)
    end(proposal, Proposal.State.WITHDRAWN, by=None, now=now, outcome=f"Withdrawn by {by.name}")
    return proposal


class ReplaceProposal(Command):
    """Take back a proposal because it is being proposed anew with other contents."""

    proposal: ProposalRef


@action(stream=None, risk=Risk.ROUTINE, says="Change and propose anew: {proposal}", in_palette=False)
def replace_proposal(command: ReplaceProposal, *, by: Actor, now: datetime) -> Proposal:
    """End the proposal as changed; what it kept free is free for the new one."""
    proposal = _waiting(command.proposal)
    _check_own(proposal, by)
    _release(proposal)
    reason = f"{by.name} changed it and proposes it anew."
    end(proposal, Proposal.State.CHANGED, by=None, now=now, reason=reason, outcome="Changed")
    return proposal


def _check_own(proposal: Proposal, by: Actor) -> None:
    if proposal.proposed_by_id != by.staff_id:
        raise RuleBroken("Only whoever proposed it can take it back. You can decline it.")


def _waiting(number: int) -> Proposal:
    proposal = Proposal.objects.select_for_update().filter(pk=number).first()
    if proposal is None:
        raise RuleBroken("There is no such proposal.")
    if proposal.state != Proposal.State.WAITING:
        raise RuleBroken(f"This no longer waits: it is {Proposal.State(proposal.state).label.lower()}.")
    return proposal


def _release(proposal: Proposal) -> None:
    action_ = find_action(proposal.action)
    if action_ is not None and action_.keeps_free is not None:
        action_.keeps_free.release(proposal_id=proposal.pk)


class ApproveReview(Command):
    """Say that what a colleague did is right."""

    review: ReviewRef
    note: Annotated[LongText, Field(title="A word to them", max_length=500)] = ""


@action(stream=None, risk=Risk.ROUTINE, says="Approve: {review}", in_palette=False)
def approve_review(command: ApproveReview, *, by: Actor, now: datetime) -> Review:
    """Close the review."""
    review = lock_review(command.review)
    check_can_supervise(by=by, stream=review.stream, risk=review.risk, whose_id=review.done_by_id, now=now)
    return close_review(review, Review.State.APPROVED, by=by, now=now, note=command.note)


def lock_review(number: int) -> Review:
    """The review, locked, or a refusal when it no longer waits."""
    review = Review.objects.select_for_update().filter(pk=number).first()
    if review is None:
        raise RuleBroken("There is no such review.")
    if review.state != Review.State.WAITING:
        raise RuleBroken(f"This no longer waits: it is {Review.State(review.state).label.lower()}.")
    return review


def close_review(review: Review, state: Review.State, *, by: Actor, now: datetime, note: str) -> Review:
    """Mark the review, and close the person's work item when nothing of theirs waits any more."""
    review.state, review.note, review.reviewed_by_id, review.reviewed_at = state, note[:500], by.staff_id, now
    review.save()
    if not Review.objects.filter(done_by_id=review.done_by_id, state=Review.State.WAITING).exists():
        close_items(REVIEW, subject_id=review.done_by_id, outcome="All reviewed", by=by, now=now)
    publish(TOPIC)
    return review
