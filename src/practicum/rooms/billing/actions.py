"""Taking a co-pay and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.db import connection
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
    record,
)
from practicum.kernel.actions.fields import Cents, Reason, ShortText
from practicum.kernel.base import Actor
from practicum.kernel.coverage.models import Coverage
from practicum.kernel.patients.models import Patient
from practicum.kernel.practice.refs import SiteRef
from practicum.kernel.zone import practice_zone
from practicum.rooms.billing import rules
from practicum.rooms.billing.events import PaymentTaken, PaymentVoided
from practicum.rooms.billing.models import JournalEntry, Payment, Posting, Tender
from practicum.rooms.billing.refs import PaymentRef

Reference = Annotated[ShortText, Field(max_length=40)]


class TakeCopay(Command):
    """Take a co-pay at the desk: in cash, by card, by check, or split between them."""

    patient: PatientRef = Field(title="Patient")
    visit: int | None = Field(None, ge=1, le=2**63 - 1, title="Visit")
    coverage: int | None = Field(None, ge=1, le=2**63 - 1, title="Coverage it is due under")
    site: SiteRef | None = Field(None, title="Site")
    cash: Cents = Field(0, title="Cash")
    card: Cents = Field(0, title="Card")
    card_reference: Reference = Field("", title="Terminal reference", description="Never the card's number.")
    check: Cents = Field(0, title="Check")
    check_number: Reference = Field("", title="Check number")
    again: bool = Field(False, title="Take another payment for the same visit")


class VoidPayment(Command):
    """Void a payment on the day it was taken; the receipt number stays used."""

    payment: PaymentRef = Field(title="Payment")
    reason: Reason = Field(title="Reason")


@action(stream=Stream.BILLING, risk=Risk.CONSEQUENTIAL, says="Void {payment}: {reason}")
def void_payment(command: VoidPayment, *, by: Actor, now: datetime) -> Payment:
    """The postings are taken back by a second entry; nothing is rewritten."""
    payment = Payment.objects.select_for_update().filter(id=command.payment).first()
    if payment is None:
        raise RuleBroken("There is no such payment.", field="payment")
    about(patient_id=payment.patient_id, subject=("payment", payment.pk))
    if payment.voided_at is not None:
        raise RuleBroken("This payment has been voided already.", field="payment")
    if not rules.may_void(taken_at=payment.taken_at, now=now, zone=practice_zone()):
        raise RuleBroken(
            "A payment is voided on its own day. From the next day on it is a refund.", field="payment"
        )
    first = JournalEntry.objects.get(payment=payment, kind="payment")
    lines = dict(first.postings.values_list("account", "amount_cents"))
    payment.voided_at, payment.voided_by_id, payment.void_reason = now, by.staff_id, command.reason
    payment.save(update_fields=["voided_at", "voided_by", "void_reason"])
    _post(payment, "void", rules.reversed_postings(lines), by=by, now=now)
    record(PaymentVoided(payment_id=payment.pk, occurred_at=now))
    publish("money")
    return payment


@action(
    stream=Stream.BILLING, risk=Risk.CONSEQUENTIAL, says="Take a co-pay of {patient}: cash {cash}, card {card}, check {check}",
    undo=Undo(void_payment, lambda _, number: VoidPayment(payment=number or 0, reason="Taken by mistake")),
)  # fmt: skip
def take_copay(command: TakeCopay, *, by: Actor, now: datetime) -> Payment:
    """Two equal payments are two payments; the same form sent twice is one."""
    parts = [
        rules.Part("cash", command.cash),
        rules.Part("card", command.card, command.card_reference),
        rules.Part("check", command.check, command.check_number),
    ]
    wrong = rules.problem(parts)
    if wrong:
        raise RuleBroken(wrong[1], field=wrong[0])
    _check_patient(command)
    _check_first(command)
    _check_coverage(command)
    payment = Payment.objects.create(
        receipt_number=_next_receipt(), patient_id=command.patient, visit_id=command.visit,
        coverage_id=command.coverage, site_id=command.site, amount_cents=sum(part.amount_cents for part in parts),
        taken_at=now, taken_by_id=by.staff_id,
    )  # fmt: skip
    for part in parts:
        if part.amount_cents:
            Tender.objects.create(
                payment=payment, method=part.method, amount_cents=part.amount_cents, reference=part.reference
            )
    _post(payment, "payment", rules.postings(parts), by=by, now=now)
    record(PaymentTaken(payment_id=payment.pk, occurred_at=now))
    publish("money")
    return payment


def _check_patient(command: TakeCopay) -> None:
    found = Patient.objects.filter(id=command.patient).values_list("merged_into_id").first()
    if found is None:
        raise RuleBroken("There is no such patient. Search for the patient again.", field="patient")
    if found[0] is not None:
        raise RuleBroken("This chart was merged into another. Take the payment there.", field="patient")


def _check_first(command: TakeCopay) -> None:
    """A second payment for one visit has to be meant."""
    if command.visit is None or command.again:
        return
    with connection.cursor() as cursor:  # two desks with the same visit wait for each other here
        cursor.execute("select pg_advisory_xact_lock(4 << 28, (%s %% 2147483647)::int)", [command.visit])
    earlier = Payment.objects.filter(visit_id=command.visit, voided_at=None).order_by("id").last()
    if earlier is not None:
        raise RuleBroken(
            f"${earlier.amount_cents / 100:,.2f} was taken for this visit already, receipt {earlier.receipt_number}. "
            "If this is another payment, say so and send again.",
            field="again",
        )


def _check_coverage(command: TakeCopay) -> None:
    if command.coverage is None:
        return
    if not Coverage.objects.filter(id=command.coverage, patient_id=command.patient).exists():
        raise RuleBroken("This coverage is not the patient's. Open the visit again.", field="coverage")


def _next_receipt() -> int:
    """The next number. Its row stays locked until the commit, so a payment that fails leaves no gap."""
    with connection.cursor() as cursor:
        cursor.execute(
            'insert into billing_receiptcounter as c ("only", last) values (true, 1)'
            ' on conflict ("only") do update set last = c.last + 1 returning last'
        )
        return int(cursor.fetchone()[0])


def _post(payment: Payment, kind: str, lines: dict[str, int], *, by: Actor, now: datetime) -> None:
    entry = JournalEntry.objects.create(payment=payment, kind=kind, posted_at=now, posted_by_id=by.staff_id)
    Posting.objects.bulk_create(
        [Posting(entry=entry, account=account, amount_cents=cents) for account, cents in lines.items()]
    )
