"""Handing over what one has prepared and may not do."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

from pydantic import Field, ValidationError

from practicum.kernel.actions import Command, Risk, RuleBroken, action
from practicum.kernel.actions.declare import AnyAction, find_action
from practicum.kernel.actions.fields import LongText, RequiredText
from practicum.kernel.actions.gate import patient_in
from practicum.kernel.actions.words import sentence
from practicum.kernel.base import Actor
from practicum.kernel.supervision.models import Handover
from practicum.kernel.supervision.work import HANDED_OVER
from practicum.kernel.worklist.public import open_item
from practicum.kernel.zone import practice_zone


class HandOver(Command):
    """Give what you have prepared, and may not do yourself, to a colleague who may."""

    action: RequiredText
    command: Annotated[str, Field(max_length=50_000, title="What was prepared")]
    note: Annotated[LongText, Field(title="A word to your colleague", max_length=500)] = ""


@action(stream=None, risk=Risk.ROUTINE, says="Hand over {action}", in_palette=False)
def hand_over(command: HandOver, *, by: Actor, now: datetime) -> Handover:
    """Keep what was prepared and put it on a manager's worklist."""
    wanted = find_action(command.action)
    prepared = _read(wanted, command.command)
    if wanted is None or prepared is None:
        raise RuleBroken("What was prepared can no longer be read. Prepare it again.")
    says = sentence(wanted, prepared.model_dump(mode="json"), zone=practice_zone())[:400]
    row = Handover.objects.create(
        action=wanted.name, command=prepared.model_dump(mode="json"), says=says, note=command.note,
        patient_id=patient_in(wanted, prepared), handed_by_id=by.staff_id, handed_at=now,
    )  # fmt: skip
    text = f"{by.name} hands over: {says}. {command.note}".strip()
    open_item(
        HANDED_OVER, says=text, subject_id=row.pk, patient_id=row.patient_id, key=f"handed:{row.pk}", now=now
    )
    return row


def _read(action_: AnyAction | None, text: str) -> Command | None:
    if action_ is None:
        return None
    try:
        found: Command = action_.command.model_validate(json.loads(text))
    except (ValueError, ValidationError):
        return None
    return found
