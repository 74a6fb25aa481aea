"""Who the patient is and how they wish to be treated."""

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
    ref_type,
)
from practicum.kernel.actions.fields import ShortText
from practicum.kernel.base import Actor
from practicum.kernel.patients.charts import change_fields, from_json, open_chart
from practicum.kernel.patients.fields import BirthDate, Language, OptionalName
from practicum.kernel.patients.models import Channel, Patient, PatientChange, Sex
from practicum.kernel.patients.search_keys import rebuild_keys

ChangeRef = ref_type("patientchange")


class RestoreDemographics(Command):
    """Put back what one change of a patient's details replaced."""

    change: ChangeRef = Field(title="Change")  # type: ignore[valid-type]


@action(stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Put back a patient's {change}", in_palette=False)
def restore_demographics(command: RestoreDemographics, *, by: Actor, now: datetime) -> PatientChange:
    """Undo one change, unless the same fields have changed again since."""
    change = PatientChange.objects.filter(pk=command.change, undone_at=None).first()
    if change is None:
        raise RuleBroken("This change is not there, or was put back already.")
    patient = open_chart(change.patient_id)
    for name, value in change.after.items():
        if getattr(patient, name) != from_json(name, value):
            raise RuleBroken(f"The {name.replace('_', ' ')} was changed again since. Change it by hand.")
    restored = {name: from_json(name, value) for name, value in change.before.items()}
    done = change_fields(patient, restored, by=by, now=now)
    change.undone_at = now
    change.save(update_fields=["undone_at"])
    rebuild_keys([patient.pk])
    return done


def _restore(_command: Command, change_id: int | None) -> RestoreDemographics:
    return RestoreDemographics(change=change_id)


class ChangeDemographics(Command):
    """Correct a patient's birth date, sex, or what they go by. Names are changed apart."""

    patient: PatientRef = Field(title="Patient")
    birth_date: BirthDate | None = Field(None, title="Birth date")
    sex: Sex | None = Field(None, title="Sex")
    preferred_name: OptionalName | None = Field(None, title="Goes by")
    gender_identity: ShortText | None = Field(None, title="Gender identity", max_length=60)
    pronouns: ShortText | None = Field(None, title="Pronouns", max_length=30)


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Change the details of {patient}",
    undo=Undo(restore_demographics, _restore),
)  # fmt: skip
def change_demographics(command: ChangeDemographics, *, by: Actor, now: datetime) -> PatientChange:
    """Change what was given; what is left out stays."""
    patient = open_chart(command.patient)
    change = change_fields(patient, _given(command), by=by, now=now)
    rebuild_keys([patient.pk])
    return change


class SetPreferences(Command):
    """Set the language a patient speaks and how they are reached best."""

    patient: PatientRef = Field(title="Patient")
    preferred_language: Language | None = Field(None, title="Language")
    needs_interpreter: bool | None = Field(None, title="Needs an interpreter")
    preferred_channel: Channel | None = Field(None, title="Reached best by")


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, carries=["E2"], says="Set the preferences of {patient}",
    undo=Undo(restore_demographics, _restore),
)  # fmt: skip
def set_preferences(command: SetPreferences, *, by: Actor, now: datetime) -> PatientChange:
    """Set what was given; what is left out stays."""
    patient = open_chart(command.patient)
    return change_fields(patient, _given(command), by=by, now=now)


class ConfirmDemographics(Command):
    """The patient has been asked, and what is on record is right."""

    patient: PatientRef = Field(title="Patient")


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Confirm the details of {patient}",
    in_palette=False,
)  # fmt: skip
def confirm_demographics(command: ConfirmDemographics, *, by: Actor, now: datetime) -> Patient:
    """Note when the details were last confirmed."""
    return confirm(command.patient, now=now)


def confirm(patient_id: int, *, now: datetime) -> Patient:
    """Note that the details were confirmed; for actions that do so on the way, such as a check-in."""
    patient = open_chart(patient_id)
    patient.demographics_confirmed_at = now
    patient.save(update_fields=["demographics_confirmed_at"])
    return patient


def _given(command: Command) -> dict[str, object]:
    values = command.model_dump(exclude={"patient"}, exclude_none=True)
    if not values:
        raise RuleBroken("Nothing was filled in.")
    return {name: getattr(value, "value", value) for name, value in values.items()}
