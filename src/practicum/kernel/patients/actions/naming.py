"""Names over time: what a patient is called, was called, and is also called."""

from __future__ import annotations

from datetime import date, datetime

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
from practicum.kernel.base import Actor
from practicum.kernel.patients.charts import open_chart, touch
from practicum.kernel.patients.fields import Affix, GivenName, OptionalName, PastDate
from practicum.kernel.patients.models import NameUse, Patient, PatientName
from practicum.kernel.patients.search_keys import rebuild_keys

NameRef = ref_type("patientname")


class ReopenName(Command):
    """Make the name before the present legal name the legal name again."""

    name: NameRef = Field(title="Name")  # type: ignore[valid-type]


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Take back the change of name to {name}",
    in_palette=False,
)  # fmt: skip
def reopen_name(command: ReopenName, *, by: Actor, now: datetime) -> PatientName:
    """Remove the new name and open the one it ended."""
    name = _current(command.name)
    patient = open_chart(name.patient_id)
    former = patient.names.filter(use=NameUse.OLD, end_date=name.start_date).order_by("-id").first()
    if name.use != NameUse.OFFICIAL or former is None:
        raise RuleBroken("There is no former name to go back to.")
    name.delete()
    former.use, former.end_date = NameUse.OFFICIAL, None
    former.save()
    _settle(patient, former, now=now)
    return former


class ChangeName(Command):
    """Give a patient a new legal name. The name until now is kept as a former name."""

    patient: PatientRef = Field(title="Patient")
    family_name: GivenName = Field(title="Family name")
    given_name: GivenName = Field(title="Given name")
    middle_name: OptionalName = Field("", title="Middle name")
    suffix: Affix = Field("", title="Suffix")
    since: PastDate | None = Field(None, title="Since", description="Today when empty.")


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE,
    says="Change the name of {patient} to {given_name} {family_name}",
    undo=Undo(reopen_name, lambda _command, name_id: ReopenName(name=name_id)),
)  # fmt: skip
def change_name(command: ChangeName, *, by: Actor, now: datetime) -> PatientName:
    """End the legal name and open the new one."""
    patient = open_chart(command.patient)
    since = command.since or now.date()
    for name in patient.names.filter(use=NameUse.OFFICIAL, end_date=None):
        if (name.family, name.given, name.middle) == (
            command.family_name,
            command.given_name,
            command.middle_name,
        ):
            raise RuleBroken("This is the patient's name already.", field="family_name")
        name.use, name.end_date = NameUse.OLD, since
        name.save()
    name = PatientName.objects.create(
        patient=patient, use=NameUse.OFFICIAL, family=command.family_name, given=command.given_name,
        middle=command.middle_name, suffix=command.suffix, start_date=since,
    )  # fmt: skip
    _settle(patient, name, now=now)
    return name


class EndName(Command):
    """Note that a patient does not use another name any more. It stays findable."""

    name: NameRef = Field(title="Name")  # type: ignore[valid-type]
    until: PastDate | None = Field(None, title="Until", description="Today when empty.")


@action(stream=Stream.INTAKE, risk=Risk.ROUTINE, says="End the name {name}", in_palette=False)
def end_name(command: EndName, *, by: Actor, now: datetime) -> PatientName:
    """Give the name an end. The legal name is changed, not ended."""
    name = _current(command.name)
    if name.use == NameUse.OFFICIAL:
        raise RuleBroken("Everybody has a legal name. Change it instead of ending it.")
    patient = open_chart(name.patient_id)
    name.end_date = command.until or _day(now)
    name.save(update_fields=["end_date"])
    touch(patient, now=now)
    return name


class AddName(Command):
    """Add another name a patient is or was known by."""

    patient: PatientRef = Field(title="Patient")
    use: NameUse = Field(NameUse.ALIAS, title="Kind of name")
    family_name: OptionalName = Field("", title="Family name")
    given_name: OptionalName = Field("", title="Given name")


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE,
    says="Add the name {given_name} {family_name} to {patient}",
    undo=Undo(end_name, lambda _command, name_id: EndName(name=name_id)),
)  # fmt: skip
def add_name(command: AddName, *, by: Actor, now: datetime) -> PatientName:
    """Add a name beside the legal one."""
    if command.use is NameUse.OFFICIAL:
        raise RuleBroken("A legal name is changed, not added.", field="use")
    if not (command.family_name or command.given_name):
        raise RuleBroken("Type a family name or a given name.", field="family_name")
    patient = open_chart(command.patient)
    name = PatientName.objects.create(
        patient=patient, use=command.use, family=command.family_name, given=command.given_name,
        start_date=_day(now),
    )  # fmt: skip
    rebuild_keys([patient.pk])
    touch(patient, now=now)
    return name


def _current(name_id: int) -> PatientName:
    name = PatientName.objects.filter(pk=name_id, end_date=None).first()
    if name is None:
        raise RuleBroken("This name is not there, or has ended already.")
    return name


def _settle(patient: Patient, name: PatientName, *, now: datetime) -> None:
    patient.family_name, patient.given_name = name.family, name.given
    patient.changed_at = now
    patient.save()
    touch(patient, now=now)
    rebuild_keys([patient.pk])


def _day(now: datetime) -> date:
    return now.date()
