"""Writing coverages; plain functions for the actions here and for registration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practicum.kernel.actions import RuleBroken
from practicum.kernel.coverage.models import Copay, Coverage, Payer, Plan
from practicum.kernel.coverage.rules import Period, free_rank, member_number

PLACES = {1: "primary", 2: "secondary", 3: "tertiary"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What an insurance card and its holder say."""

    payer: int
    member_id: str
    plan: int | None = None
    group_number: str = ""
    relation: str = "self"
    subscriber: int | None = None
    subscriber_name: str = ""
    subscriber_birth_date: date | None = None
    start_date: date | None = None
    end_date: date | None = None
    rank: int | None = None
    copay_cents: int | None = None


def add(patient_id: int, card: Card) -> Coverage:
    """Write one coverage. Without a rank it comes behind those that are in force."""
    payer = payer_of(card.payer)
    number = checked_number(card.member_id, payer)
    plan = _plan(card, payer)
    _check_subscriber(card, patient_id)
    coverage = Coverage.objects.create(
        patient_id=patient_id, payer=payer, plan=plan, rank=_rank(patient_id, card), member_id=number,
        group_number=card.group_number, relation=card.relation, subscriber_id=card.subscriber,
        subscriber_name=card.subscriber_name, subscriber_birth_date=card.subscriber_birth_date,
        start_date=card.start_date, end_date=card.end_date,
    )  # fmt: skip
    if card.copay_cents is not None:
        Copay.objects.create(coverage=coverage, amount_cents=card.copay_cents)
    return coverage


def payer_of(payer_id: int) -> Payer:
    """The payer, while it is in use."""
    payer = Payer.objects.filter(pk=payer_id, active=True).first()
    if payer is None:
        raise RuleBroken("There is no such payer in use. Choose one from the list.", field="payer")
    return payer


def checked_number(text: str, payer: Payer) -> str:
    """The member number as kept, or a refusal that says what is wrong with it."""
    try:
        return member_number(text, payer_kind=payer.kind)
    except ValueError as problem:
        raise RuleBroken(str(problem), field="member_id") from problem


def _plan(card: Card, payer: Payer) -> Plan | None:
    if card.plan is None:
        return None
    plan = Plan.objects.filter(pk=card.plan, payer=payer).first()
    if plan is None:
        raise RuleBroken(f"This is not a plan of {payer.name}. Choose one of theirs.", field="plan")
    return plan


def _check_subscriber(card: Card, patient_id: int) -> None:
    named = card.subscriber is not None or card.subscriber_name
    if card.relation == "self" and named and card.subscriber != patient_id:
        raise RuleBroken("The patient is the subscriber here, so name nobody else.", field="subscriber_name")
    if card.relation != "self" and not named:
        raise RuleBroken("Say whose insurance it is: the subscriber's name.", field="subscriber_name")


def _rank(patient_id: int, card: Card) -> int:
    if card.rank is not None:
        return card.rank
    rows = Coverage.objects.filter(patient_id=patient_id).values_list("rank", "start_date", "end_date")
    wanted = Period(1, card.start_date, card.end_date)
    rank = free_rank(wanted, [Period(*row) for row in rows])
    if rank is None:
        raise RuleBroken("Nine coverages are in force in that time. End one first.", field="rank")
    return rank
