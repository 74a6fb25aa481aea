"""Who lives together and who answers for the bill."""

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
from practicum.kernel.actions.fields import RequiredText
from practicum.kernel.base import Actor
from practicum.kernel.patients.charts import change_fields, open_chart
from practicum.kernel.patients.fields import OptionalName, PhoneNumber
from practicum.kernel.patients.models import Guarantor, Household, PatientChange

GuarantorRef = ref_type("guarantor")


class LeaveHousehold(Command):
    """Note that a patient does not live with the others any more."""

    patient: PatientRef = Field(title="Patient")


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Take {patient} out of the household",
    in_palette=False,
)  # fmt: skip
def leave_household(command: LeaveHousehold, *, by: Actor, now: datetime) -> PatientChange:
    """Take the patient out."""
    return change_fields(open_chart(command.patient), {"household_id": None}, by=by, now=now)


class SetHousehold(Command):
    """Note that a patient lives with another patient."""

    patient: PatientRef = Field(title="Patient")
    lives_with: PatientRef = Field(title="Lives with")


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Note that {patient} lives with {lives_with}",
    undo=Undo(leave_household, lambda command, _id: LeaveHousehold(patient=command.patient)),
)  # fmt: skip
def set_household(command: SetHousehold, *, by: Actor, now: datetime) -> PatientChange:
    """Put the patient into the other's household, made if need be."""
    if command.patient == command.lives_with:
        raise RuleBroken("Choose the other person.", field="lives_with")
    first, second = (open_chart(i) for i in sorted((command.patient, command.lives_with)))
    patient, other = (first, second) if first.pk == command.patient else (second, first)
    if other.household_id is None:
        household = Household.objects.create(name=other.family_name)
        change_fields(other, {"household_id": household.pk}, by=by, now=now)
    return change_fields(patient, {"household_id": other.household_id}, by=by, now=now)


class EndGuarantor(Command):
    """Note that a patient answers for their own bills from now on."""

    guarantor: GuarantorRef = Field(title="Guarantor")  # type: ignore[valid-type]


@action(stream=Stream.INTAKE, risk=Risk.ROUTINE, says="End the guarantee of {guarantor}",
        in_palette=False)  # fmt: skip
def end_guarantor(command: EndGuarantor, *, by: Actor, now: datetime) -> Guarantor:
    """Give it an end."""
    guarantor = Guarantor.objects.filter(pk=command.guarantor, end_date=None).first()
    if guarantor is None:
        raise RuleBroken("This guarantor is not there, or has ended already.")
    open_chart(guarantor.patient_id)
    guarantor.end_date = now.date()
    guarantor.save(update_fields=["end_date"])
    return guarantor


class SetGuarantor(Command):
    """Say who answers for a patient's bills when it is somebody else: a patient or an outsider."""

    patient: PatientRef = Field(title="Patient")
    person: PatientRef | None = Field(None, title="Guarantor, if a patient")
    name: OptionalName = Field("", title="Guarantor's name, if not")
    phone: PhoneNumber | None = Field(None, title="Guarantor's phone")
    relation: RequiredText = Field("parent", title="Relation", max_length=30)


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Set the guarantor of {patient}",
    undo=Undo(end_guarantor, lambda _command, guarantor_id: EndGuarantor(guarantor=guarantor_id)),
)  # fmt: skip
def set_guarantor(command: SetGuarantor, *, by: Actor, now: datetime) -> Guarantor:
    """End the one there is and set the new one."""
    patient = open_chart(command.patient)
    if command.person == command.patient:
        raise RuleBroken(
            "Patients answer for themselves unless told otherwise: choose somebody else.", field="person"
        )
    for former in patient.guarantors.filter(end_date=None):
        former.end_date = now.date()
        former.save(update_fields=["end_date"])
    return Guarantor.objects.create(
        patient=patient, person_id=command.person, name=command.name, phone=command.phone or "",
        relation=command.relation, start_date=now.date(),
    )  # fmt: skip
