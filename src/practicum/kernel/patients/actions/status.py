"""Death, and charts that only some may open."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from practicum.kernel.actions import (
    Command,
    PatientRef,
    Risk,
    RuleBroken,
    Stream,
    Undo,
    action,
    record,
)
from practicum.kernel.actions.fields import Reason
from practicum.kernel.base import Actor
from practicum.kernel.patients.charts import change_fields, open_chart
from practicum.kernel.patients.events import PatientDied
from practicum.kernel.patients.fields import PastDate
from practicum.kernel.patients.models import PatientChange


class UnmarkDeceased(Command):
    """A patient was marked as deceased by mistake."""

    patient: PatientRef = Field(title="Patient")


@action(
    stream=Stream.RECORDS, risk=Risk.CONSEQUENTIAL, says="Correct that {patient} is alive",
    in_palette=False,
)  # fmt: skip
def unmark_deceased(command: UnmarkDeceased, *, by: Actor, now: datetime) -> PatientChange:
    """Take the mark away."""
    return change_fields(
        open_chart(command.patient), {"deceased": False, "deceased_date": None}, by=by, now=now
    )


class MarkDeceased(Command):
    """Note a patient's death. Reminders and recalls stop."""

    patient: PatientRef = Field(title="Patient")
    deceased_date: PastDate | None = Field(
        None, title="Date of death", description="Leave empty if not known."
    )


@action(
    stream=Stream.RECORDS, risk=Risk.CONSEQUENTIAL, says="Mark {patient} as deceased",
    undo=Undo(unmark_deceased, lambda command, _id: UnmarkDeceased(patient=command.patient)),
)  # fmt: skip
def mark_deceased(command: MarkDeceased, *, by: Actor, now: datetime) -> PatientChange:
    """Mark it, and tell the rooms."""
    patient = open_chart(command.patient)
    if command.deceased_date and command.deceased_date < patient.birth_date:
        raise RuleBroken("The date of death is before the birth date.", field="deceased_date")
    values = {"deceased": True, "deceased_date": command.deceased_date}
    change = change_fields(patient, values, by=by, now=now)
    record(PatientDied(patient_id=patient.pk, occurred_at=now))
    return change


class LiftRestriction(Command):
    """Open a restricted chart to everybody who works with patients again."""

    patient: PatientRef = Field(title="Patient")


@action(
    stream=Stream.COMPLIANCE, risk=Risk.CONSEQUENTIAL, says="Lift the restriction of {patient}",
    in_palette=False,
)  # fmt: skip
def lift_restriction(command: LiftRestriction, *, by: Actor, now: datetime) -> PatientChange:
    """Lift it."""
    return change_fields(
        open_chart(command.patient), {"restricted": False, "restricted_reason": ""}, by=by, now=now
    )


class RestrictChart(Command):
    """Close a chart to all but those who need it: a colleague, a public person, somebody in danger."""

    patient: PatientRef = Field(title="Patient")
    reason: Reason = Field(title="Why")


@action(
    stream=Stream.COMPLIANCE, risk=Risk.ROUTINE, says="Restrict the chart of {patient}",
    undo=Undo(lift_restriction, lambda command, _id: LiftRestriction(patient=command.patient)),
)  # fmt: skip
def restrict_chart(command: RestrictChart, *, by: Actor, now: datetime) -> PatientChange:
    """Restrict it: opening it takes a reason, and somebody reviews it."""
    return change_fields(
        open_chart(command.patient), {"restricted": True, "restricted_reason": command.reason}, by=by, now=now
    )
