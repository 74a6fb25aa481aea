"""Registering with the insurance card in hand: one action writes both, or neither."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from practicum.kernel.actions import Risk, Stream, Undo, action, ref_type
from practicum.kernel.actions.fields import Cents, RequiredText, ShortText
from practicum.kernel.base import Actor
from practicum.kernel.coverage import covering
from practicum.kernel.coverage.covering import Card
from practicum.kernel.coverage.models import Relation
from practicum.kernel.patients.actions.registration import (
    DESK,
    RegisterPatient,
    WithdrawRegistration,
    new_patient,
    withdraw_registration,
)
from practicum.kernel.patients.fields import BirthDate, OptionalName
from practicum.kernel.patients.models import Patient
from practicum.kernel.patients.registering import Doubt, register

PayerRef, PlanRef = ref_type("payer"), ref_type("plan")


class RegisterInsured(RegisterPatient):
    """Take somebody on as a patient together with who pays for them."""

    payer: PayerRef = Field(title="Insurance")  # type: ignore[valid-type]
    plan: PlanRef | None = Field(None, title="Plan")  # type: ignore[valid-type]
    member_id: RequiredText = Field(title="Member number", max_length=80)
    group_number: ShortText = Field("", title="Group", max_length=60)
    relation: Relation = Field(Relation.SELF, title="The patient is the subscriber's")
    subscriber_name: OptionalName = Field("", title="Subscriber")
    subscriber_birth_date: BirthDate | None = Field(None, title="Subscriber's birth date")
    copay: Cents | None = Field(None, ge=0, title="Co-pay")


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, carries=["E2", "E10"], in_palette=False,
    says="Register {given_name} {family_name}, born {birth_date}, with {payer}",
    undo=Undo(withdraw_registration, lambda _command, patient_id: WithdrawRegistration(patient=patient_id)),
)  # fmt: skip
def register_insured(command: RegisterInsured, *, by: Actor, now: datetime) -> Patient:
    """Write the chart and its coverage."""
    doubt = Doubt(is_somebody_else=command.is_somebody_else, lives_with=command.lives_with)
    patient = register(new_patient(command), source=DESK, doubt=doubt, now=now)
    card = Card(
        payer=command.payer, plan=command.plan, member_id=command.member_id, group_number=command.group_number,
        relation=command.relation.value, subscriber_name=command.subscriber_name,
        subscriber_birth_date=command.subscriber_birth_date, copay_cents=command.copay,
    )  # fmt: skip
    covering.add(patient.pk, card)
    return patient
