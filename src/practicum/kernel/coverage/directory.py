"""Payers, their numbers and their plans: what a practice keeps about insurance companies."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from practicum.kernel.actions import (
    Command,
    Risk,
    RuleBroken,
    Stream,
    action,
    ref_type,
)
from practicum.kernel.actions.fields import Cents, RequiredText, ShortText
from practicum.kernel.base import Actor
from practicum.kernel.coverage.models import Copay, Payer, PayerKind, PayerNumber, Plan
from practicum.kernel.patients.fields import PhoneNumber

PayerRef, PlanRef = ref_type("payer"), ref_type("plan")


class AddPayer(Command):
    """Add an insurance company or programme."""

    name: RequiredText = Field(title="Name")
    kind: PayerKind = Field(PayerKind.COMMERCIAL, title="Kind")
    phone: PhoneNumber | None = Field(None, title="Phone")


@action(stream=Stream.CLAIMS, risk=Risk.ROUTINE, says="Add the payer {name}")
def add_payer(command: AddPayer, *, by: Actor, now: datetime) -> Payer:
    """Add it to the list."""
    return Payer.objects.create(name=command.name, kind=command.kind, phone=command.phone or "")


class ChangePayer(Command):
    """Correct a payer, or take it out of use."""

    payer: PayerRef = Field(title="Payer")  # type: ignore[valid-type]
    name: RequiredText | None = Field(None, title="Name")
    kind: PayerKind | None = Field(None, title="Kind")
    phone: PhoneNumber | None = Field(None, title="Phone")
    active: bool | None = Field(None, title="In use")


@action(stream=Stream.CLAIMS, risk=Risk.CONSEQUENTIAL, says="Change the payer {payer}")
def change_payer(command: ChangePayer, *, by: Actor, now: datetime) -> Payer:
    """Correct what was given; what is left out stays."""
    payer = _payer(command.payer)
    for name, value in command.model_dump(exclude={"payer"}, exclude_none=True).items():
        setattr(payer, name, getattr(value, "value", value))
    payer.save()
    return payer


class SetPayerNumber(Command):
    """Set the id of a payer at a clearinghouse for one transaction: they differ by both."""

    payer: PayerRef = Field(title="Payer")  # type: ignore[valid-type]
    clearinghouse: RequiredText = Field(title="Clearinghouse", max_length=60)
    transaction: RequiredText = Field(
        title="Transaction", description="837P, 270, 276, 278 or 835", max_length=8
    )
    value: RequiredText = Field(title="Id", max_length=80)


@action(stream=Stream.CLAIMS, risk=Risk.CONSEQUENTIAL,
        says="Set {payer}'s id at {clearinghouse} for {transaction} to {value}")  # fmt: skip
def set_payer_number(command: SetPayerNumber, *, by: Actor, now: datetime) -> PayerNumber:
    """Set it, new or instead of the one there is."""
    number, _ = PayerNumber.objects.update_or_create(
        payer=_payer(command.payer), clearinghouse=command.clearinghouse,
        transaction=command.transaction.upper(), defaults={"value": command.value},
    )  # fmt: skip
    return number


class AddPlan(Command):
    """Add a plan of a payer."""

    payer: PayerRef = Field(title="Payer")  # type: ignore[valid-type]
    name: RequiredText = Field(title="Plan")
    needs_referral: bool = Field(default=False, title="Needs a referral")


@action(stream=Stream.CLAIMS, risk=Risk.ROUTINE, says="Add the plan {name} of {payer}")
def add_plan(command: AddPlan, *, by: Actor, now: datetime) -> Plan:
    """Add it to the payer."""
    payer = _payer(command.payer)
    return Plan.objects.create(payer=payer, name=command.name, needs_referral=command.needs_referral)


class SetCopay(Command):
    """Set what a plan's members owe at the desk for a kind of visit."""

    plan: PlanRef = Field(title="Plan")  # type: ignore[valid-type]
    visit_kind: ShortText = Field("primary", title="Kind of visit", min_length=1, max_length=20)
    amount: Cents = Field(ge=0, title="Co-pay")


@action(stream=Stream.BILLING, risk=Risk.CONSEQUENTIAL,
        says="Set the co-pay of {plan} for {visit_kind} visits to {amount}")  # fmt: skip
def set_copay(command: SetCopay, *, by: Actor, now: datetime) -> Copay:
    """Set it, new or instead of the one there is."""
    plan = Plan.objects.filter(pk=command.plan).first()
    if plan is None:
        raise RuleBroken("There is no such plan. Choose one from the list.", field="plan")
    copay, _ = Copay.objects.update_or_create(
        plan=plan, coverage=None, visit_kind=command.visit_kind, defaults={"amount_cents": command.amount}
    )
    return copay


def _payer(payer_id: int) -> Payer:
    payer = Payer.objects.filter(pk=payer_id).first()
    if payer is None:
        raise RuleBroken("There is no such payer. Choose one from the list.", field="payer")
    return payer
