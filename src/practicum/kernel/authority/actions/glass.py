"""Opening a restricted chart in need, and judging afterwards whether it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from practicum.kernel.actions import (
    Command,
    PatientRef,
    Risk,
    RuleBroken,
    Undo,
    about,
    action,
    publish,
    record,
)
from practicum.kernel.actions.command import ref_kind
from practicum.kernel.actions.fields import LongText, Reason
from practicum.kernel.authority.events import GlassBroken, GlassReviewed
from practicum.kernel.authority.models import BreakGlass
from practicum.kernel.authority.permissions import check_reviews_glass
from practicum.kernel.authority.refs import GlassRef
from practicum.kernel.base import Actor

_LASTS = timedelta(minutes=60)


class BreakGlassOpen(Command):
    """A restricted chart that you need now. The privacy officer is told at once, and reviews it."""

    patient: PatientRef = Field(title="Patient")
    reason: Annotated[Reason, Field(min_length=10)] = Field(
        title="Why you need it", description="In your own words; it is read by the privacy officer"
    )


class CloseGlass(Command):
    """A chart you opened in need and do not need any more."""

    opening: GlassRef = Field(title="Opening")


class ReviewGlass(Command):
    """Whether an emergency opening of a chart was justified."""

    opening: GlassRef = Field(title="Opening")
    finding: Literal["justified", "not_justified"] = Field(
        title="Finding", json_schema_extra={"widget": "radios"}
    )
    note: Annotated[LongText, Field(max_length=500)] = Field(default="", title="Note")


def _person_only(command: Command, *, by: Actor, now: datetime) -> None:
    if by.kind != "human":
        raise RuleBroken("Only a person opens a restricted chart. A colleague has to do this.")
    if not by.levels:
        raise RuleBroken("Only somebody who works with patients opens a restricted chart. Ask a colleague.")


@action(stream=None, risk=Risk.ROUTINE, says="Close the chart again: {opening}", in_palette=False)
def close_glass(command: CloseGlass, *, by: Actor, now: datetime) -> BreakGlass:
    """End one's own opening before its time."""
    opening = BreakGlass.objects.select_for_update().filter(id=command.opening, staff_id=by.staff_id).first()
    if opening is None:
        raise RuleBroken("There is no such opening of yours.", field="opening")
    if opening.closed_at is None and opening.until_at > now:
        opening.closed_at = now
        opening.save()
    return opening


def _undo(command: BreakGlassOpen, made: int | None) -> CloseGlass:
    return CloseGlass(opening=made or 0)


@action(
    stream=None,
    risk=Risk.ROUTINE,
    says="Open the restricted chart of {patient} in need: {reason}",
    allowed=_person_only,
    in_palette=False,
    undo=Undo(close_glass, _undo),
)
def break_glass(command: BreakGlassOpen, *, by: Actor, now: datetime) -> BreakGlass:
    """Open it for an hour, and tell who has to know. Opening again while it is open adds nothing."""
    known = ref_kind("patient")
    if known is None or command.patient not in known.label([command.patient]):
        raise RuleBroken("There is no such patient.", field="patient")
    mine = BreakGlass.objects.filter(staff_id=by.staff_id, patient_id=command.patient, closed_at=None)
    running = mine.filter(opened_at__lte=now, until_at__gt=now).first()
    if running is not None:
        return running
    opening = BreakGlass.objects.create(
        staff_id=by.staff_id,
        patient_id=command.patient,
        reason=command.reason,
        opened_at=now,
        until_at=now + _LASTS,
    )
    about(subject=("breakglass", opening.id))
    record(
        GlassBroken(
            break_glass_id=opening.id, staff_id=by.staff_id, patient_id=command.patient, occurred_at=now
        )
    )
    publish("glass")
    return opening


@action(
    stream=None,
    risk=Risk.ROUTINE,
    says="Judge {opening} as {finding}",
    allowed=check_reviews_glass,
    in_palette=False,
)
def review_glass(command: ReviewGlass, *, by: Actor, now: datetime) -> BreakGlass:
    """Write the finding, once, by somebody else than who opened it."""
    opening = BreakGlass.objects.select_for_update().filter(id=command.opening).first()
    if opening is None:
        raise RuleBroken("There is no such opening.", field="opening")
    if opening.staff_id == by.staff_id:
        raise RuleBroken("Nobody reviews their own access. A colleague has to.", field="opening")
    if opening.reviewed_at is not None:
        raise RuleBroken("Somebody has reviewed this already.", field="opening")
    if command.finding == "not_justified" and not command.note:
        raise RuleBroken("Write down what was wrong and what follows from it.", field="note")
    opening.finding, opening.review_note = command.finding, command.note
    opening.reviewed_at, opening.reviewed_by_id = now, by.staff_id
    opening.save()
    record(GlassReviewed(break_glass_id=opening.id, occurred_at=now))
    publish("glass")
    return opening
