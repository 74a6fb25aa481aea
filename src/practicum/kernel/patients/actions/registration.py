"""Registering a patient, and taking a mistaken registration back."""

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
    about,
    action,
)
from practicum.kernel.actions.fields import Email
from practicum.kernel.base import Actor
from practicum.kernel.patients.charts import open_chart
from practicum.kernel.patients.fields import (
    Affix,
    BirthDate,
    City,
    GivenName,
    Language,
    Line,
    OptionalName,
    PhoneNumber,
    PostalCode,
    State,
)
from practicum.kernel.patients.models import (
    Channel,
    ConsentPurpose,
    ContactUse,
    Patient,
    Sex,
)
from practicum.kernel.patients.people import NewAddress, NewPatient
from practicum.kernel.patients.registering import Doubt, register
from practicum.kernel.patients.withdrawing import in_use, withdraw
from practicum.lib.words import listing

DESK = "said at the desk"


class RegisterPatient(Command):
    """Take somebody on as a patient: who they are and how they are reached."""

    family_name: GivenName = Field(title="Family name")
    given_name: GivenName = Field(title="Given name")
    middle_name: OptionalName = Field("", title="Middle name")
    suffix: Affix = Field("", title="Suffix")
    preferred_name: OptionalName = Field("", title="Goes by")
    birth_date: BirthDate = Field(title="Birth date")
    sex: Sex = Field(Sex.UNKNOWN, title="Sex")
    phone: PhoneNumber | None = Field(None, title="Phone")
    phone_use: ContactUse = Field(ContactUse.MOBILE, title="Which phone")
    other_phone: PhoneNumber | None = Field(None, title="Other phone")
    email: Email | None = Field(None, title="E-mail")
    line1: Line = Field("", title="Street and number")
    line2: Line = Field("", title="Apartment")
    city: City = Field("", title="City")
    state: State = Field("", title="State")
    postal_code: PostalCode = Field("", title="ZIP code")
    preferred_language: Language = Field("en", title="Language")
    needs_interpreter: bool = Field(default=False, title="Needs an interpreter")
    preferred_channel: Channel = Field(Channel.VOICE, title="Reached best by")
    may_text: bool = Field(default=False, title="Agrees to text messages about appointments and care")
    may_email: bool = Field(default=False, title="Agrees to e-mail about appointments and care")
    lives_with: PatientRef | None = Field(None, title="Lives with")
    is_somebody_else: bool = Field(
        default=False,
        title="Not one of those shown",
        description="Tick after looking at the charts shown beside.",
    )


def new_patient(command: RegisterPatient) -> NewPatient:
    """What the command says, as the record keeps it."""
    if not command.line1 and (command.city or command.postal_code):
        raise RuleBroken(
            "An address needs its street and number. Fill it in, or leave all of it.", field="line1"
        )
    if command.line1 and not command.city:
        raise RuleBroken("An address needs its city.", field="city")
    phones = [(command.phone, command.phone_use.value), (command.other_phone, ContactUse.HOME.value)]
    allowed = [(Channel.SMS, command.may_text), (Channel.EMAIL, command.may_email)]
    _check_reach(command)
    return NewPatient(
        given=command.given_name, family=command.family_name, middle=command.middle_name, suffix=command.suffix,
        preferred_name=command.preferred_name, birth_date=command.birth_date, sex=command.sex.value,
        language=command.preferred_language, needs_interpreter=command.needs_interpreter,
        channel=command.preferred_channel.value,
        phones=tuple((value, use) for value, use in phones if value), email=command.email or "",
        address=_address(command),
        consents=tuple((channel.value, ConsentPurpose.HEALTH.value) for channel, yes in allowed if yes),
    )  # fmt: skip


def _check_reach(command: RegisterPatient) -> None:
    has_phone = bool(command.phone or command.other_phone)
    if (command.may_text or command.preferred_channel is Channel.SMS) and not has_phone:
        raise RuleBroken("Text messages need a phone number.", field="phone")
    if (command.may_email or command.preferred_channel is Channel.EMAIL) and not command.email:
        raise RuleBroken("E-mail needs an address.", field="email")


def _address(command: RegisterPatient) -> NewAddress | None:
    if not command.line1:
        return None
    return NewAddress(
        line1=command.line1, line2=command.line2, city=command.city, state=command.state,
        postal_code=command.postal_code,
    )  # fmt: skip


class WithdrawRegistration(Command):
    """Take back a registration made by mistake, while nothing has happened with the patient."""

    patient: PatientRef = Field(title="Patient")


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Withdraw the registration of {patient}",
    in_palette=False,
)  # fmt: skip
def withdraw_registration(command: WithdrawRegistration, *, by: Actor, now: datetime) -> int:
    """Remove a chart to which nothing refers."""
    patient = open_chart(command.patient)
    used = in_use([patient.pk]).get(patient.pk)
    if used:
        raise RuleBroken(
            f"There are {listing(used)} already, so the chart stays. Merge it if it is a double."
        )
    about(patient_id=patient.pk, record_number=patient.record_number)
    withdraw([patient.pk])
    return command.patient


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, carries=["E2"],
    says="Register {given_name} {family_name}, born {birth_date}",
    undo=Undo(withdraw_registration, lambda _command, patient_id: WithdrawRegistration(patient=patient_id)),
)  # fmt: skip
def register_patient(command: RegisterPatient, *, by: Actor, now: datetime) -> Patient:
    """Write the chart. Refuses somebody who is very likely on record, until told it is another person."""
    doubt = Doubt(is_somebody_else=command.is_somebody_else, lives_with=command.lives_with)
    return register(new_patient(command), source=DESK, doubt=doubt, now=now)
