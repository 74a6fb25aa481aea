"""Whose a result is, when the rule could not say, and taking a wrong answer back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from practicum.kernel.actions import (
    Command,
    PatientRef,
    Risk,
    RuleBroken,
    Stream,
    Undo,
    about,
    action,
    publish,
)
from practicum.kernel.actions.fields import Reason, ShortText
from practicum.kernel.base import Actor
from practicum.kernel.patients.models import Patient
from practicum.rooms.results import whose
from practicum.rooms.results.models import LabMessage, MatchDecision
from practicum.rooms.results.refs import MessageRef


class UnmatchResult(Command):
    """A match that was wrong is taken back. Its trail stays, and whoever acted on the result is told."""

    message: Annotated[MessageRef, Field(title="Result")]
    reason: Reason = Field(title="Why", description="What showed that it is not theirs")


@action(
    stream=Stream.RESULTS,
    risk=Risk.CONSEQUENTIAL,
    carries=["E7"],
    says="Take back whose {message} is: {reason}",
)
def unmatch_result(command: UnmatchResult, *, by: Actor, now: datetime) -> MatchDecision:
    """Undo the standing match of a message."""
    message = _locked(command.message)
    if message.patient_id is None:
        raise RuleBroken("This result has no patient now, so there is nothing to take back.")
    if not MatchDecision.objects.filter(message=message, undone_at__isnull=True).exists():
        raise RuleBroken("This message only repeats an earlier one. Take back the match of that one.")
    about(patient_id=message.patient_id, subject=("lab_message", message.pk))
    publish("inbox")
    return whose.unmatch(message, reason=command.reason, by=by, now=now)


class MatchResult(Command):
    """A result that the rule could not place is given to its patient."""

    message: Annotated[MessageRef, Field(title="Result")]
    patient: PatientRef = Field(title="Patient")
    reason: ShortText = Field(default="", title="How you know", description="Needed when little agrees")


@action(
    stream=Stream.RESULTS,
    risk=Risk.CONSEQUENTIAL,
    carries=["E7"],
    says="Give {message} to {patient}",
    undo=Undo(
        unmatch_result,
        lambda command, _: UnmatchResult(message=command.message, reason="Matched by mistake"),
    ),
)
def match_result(command: MatchResult, *, by: Actor, now: datetime) -> MatchDecision:
    """Match a waiting message to a patient."""
    message = _locked(command.message)
    if message.patient_id is not None:
        raise RuleBroken("Somebody has just matched this result. Look at whom it was given to.")
    patient = Patient.objects.filter(pk=command.patient).first()
    if patient is None:
        raise RuleBroken("There is no such patient. Look them up again.", field="patient")
    while patient.merged_into is not None:
        patient = patient.merged_into
    weighed = whose.score_one(message, patient)
    if weighed is not None and weighed.conflict and not command.reason:
        raise RuleBroken(f"Say how you know that it is theirs: {weighed.conflict}.", field="reason")
    publish("inbox")
    return whose.match_by_person(message, patient, reason=command.reason, by=by, now=now)


def _locked(message_id: int) -> LabMessage:
    message = LabMessage.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise RuleBroken(
            "There is no such result. It may have been opened from an old page.", field="message"
        )
    return message
