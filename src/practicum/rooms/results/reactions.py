"""What the room does when a message arrives and when its work climbs."""

from __future__ import annotations

from datetime import datetime

from practicum.kernel.actions import Done, perform, publish
from practicum.kernel.base import Actor
from practicum.kernel.worklist.events import WorkItemClimbed
from practicum.kernel.worklist.models import WorkItem
from practicum.rooms.results import urgency
from practicum.rooms.results.actions import FileMessage, file_message
from practicum.rooms.results.lifecycle import CriticalState, StepKind
from practicum.rooms.results.models import CriticalResult
from practicum.rooms.results.work import CRITICAL


def take_in(inbound_id: int, raw: bytes, *, by: Actor, now: datetime) -> None:
    """Handle a message of a laboratory: file all of it, or fail so that it is tried again or handed over."""
    result = perform(file_message, FileMessage(inbound=inbound_id), by=by, now=now)
    if not isinstance(result, Done):
        raise RuntimeError(getattr(result, "reason", "The message could not be filed."))


def note_the_climb(event: WorkItemClimbed, *, by: Actor, now: datetime) -> None:
    """Write a critical result's climb into its own log, and call on more people with each step."""
    if event.kind != CRITICAL.name:
        return
    item = WorkItem.objects.select_related("owner").get(pk=event.work_item_id)
    loop = (
        CriticalResult.objects.select_for_update()
        .filter(pk=item.subject_id or 0, state=CriticalState.OPEN)
        .first()
    )
    if loop is None:
        return
    move = item.moves.filter(step=event.step).order_by("id").first()
    owner = move.to_owner.name if move and move.to_owner else ""
    role = (move.to_role if move else item.role).replace("_", " ")
    helpers = {1: ("nurse",), 2: ("nurse", "physician")}.get(event.step, ())
    whom = owner or f"any {role}"
    if helpers:
        whom += " and " + " and ".join(f"every {helper}" for helper in helpers)
    urgency.add_step(
        loop, StepKind.CLIMBED, by=None, now=event.occurred_at, whom=whom, says=move.why if move else ""
    )
    for helper in helpers:
        urgency.call_for_help(loop, role=helper, now=now)
    publish("inbox")
