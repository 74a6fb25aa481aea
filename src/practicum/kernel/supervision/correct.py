"""A reviewer's one-step correction: the action's own undo, done by the reviewer, and the doer told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from practicum.kernel.actions import Done, Held, Refused, RuleBroken, perform
from practicum.kernel.actions.declare import find_action
from practicum.kernel.actions.gate import Ran, enter_action, undo_of
from practicum.kernel.base import Actor
from practicum.kernel.events import collecting
from practicum.kernel.supervision.actions import close_review, lock_review
from practicum.kernel.supervision.countersign import actor_of
from practicum.kernel.supervision.models import Review
from practicum.kernel.supervision.permissions import check_can_supervise
from practicum.kernel.supervision.work import RETURNED
from practicum.kernel.worklist.public import open_item


def correct(*, review_id: int, by: Actor, now: datetime, note: str) -> Done[Any] | Held | Refused:
    """Undo what was done, close the review as corrected, and tell whoever did it why."""
    with transaction.atomic():
        try:
            review = lock_review(review_id)
            check_can_supervise(
                by=by, stream=review.stream, risk=review.risk, whose_id=review.done_by_id, now=now
            )
        except RuleBroken as broken:
            return Refused("supervision.correct", broken.sentence)
        action = find_action(review.action)
        command = action.command.model_validate(review.command) if action else None
        undo = undo_of(action, command, review.outcome_id) if action and command else None
        undoing = find_action(undo[0]) if undo else None
        if action is None or command is None or undo is None or undoing is None:
            reason = "This has no undo. Put it right where it stands, then approve it with a word to them."
            return Refused(review.action, reason)
        result = perform(undoing, undo[1], by=by, now=now)
        if not isinstance(result, Done):
            return result
        with collecting() as box:
            box.subject = ("review", review.pk)
            close_review(review, Review.State.CORRECTED, by=by, now=now, note=note)
            open_item(RETURNED, says=f"{by.name} corrected what you did. {note}".strip(), subject_kind="review",
                      subject_id=review.pk, owner_id=review.done_by_id, key=f"corrected:{review.pk}", now=now)  # fmt: skip
            box.flush(now=now)
        ran = Ran(None, review.pk, review.patient_id, box)
        enter_action(action, command, outcome="reviewed", by=actor_of(review.done_by), second=by, now=now, ran=ran,
                     detail={"review": review.pk, "corrected": True, "note": note})  # fmt: skip
        return result
