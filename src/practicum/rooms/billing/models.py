"""Money the practice takes: payments, how they were tendered, and the postings that always balance."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from practicum.kernel.base import Health, Record, Retention
from practicum.kernel.coverage.models import Coverage
from practicum.kernel.patients.models import Patient
from practicum.kernel.practice.models import Site, Staff


class Method(models.TextChoices):
    """How money was given. Card data never: only the terminal's reference."""

    CASH = "cash", "Cash"
    CARD = "card", "Card"
    CHECK = "check", "Check"


class Account(models.TextChoices):
    """The accounts that payments at the desk touch."""

    CASH_DRAWER = "cash_drawer", "Cash drawer"
    CARD_CLEARING = "card_clearing", "Card payments on their way"
    CHECKS_ON_HAND = "checks_on_hand", "Checks on hand"
    PATIENT_PAYMENTS = "patient_payments", "Patients' payments not yet applied"


class ReceiptCounter(Record):
    """The last receipt number given. One row: taking a number locks it, so that there are no gaps."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.FOREVER

    only = models.BooleanField(default=True, unique=True, editable=False)
    last = models.BigIntegerField(default=0)


class Payment(Record):
    """Money from one patient at one moment, under one receipt number.

    `visit_id` is the visit it was taken for, as the rooms above know it; billing does not look into it.
    """

    health: ClassVar[Health] = Health.FINANCIAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    receipt_number = models.BigIntegerField()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="payments")
    visit_id = models.BigIntegerField(null=True, blank=True)
    coverage = models.ForeignKey(Coverage, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    amount_cents = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    void_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["visit_id"], name="billing_payment_visit", condition=Q(visit_id__isnull=False)
            ),
            models.Index(fields=["taken_at"], name="billing_payment_taken"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["receipt_number"], name="billing_receipt_once"),
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0),
                name="billing_payment_of_something",
                violation_error_message="A payment is more than nothing. Enter what was given.",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, void_reason="")
                | Q(voided_at__isnull=False) & ~Q(void_reason=""),
                name="billing_void_has_reason",
                violation_error_message="Say why the payment is voided.",
            ),
        ]


class Tender(Record):
    """One part of a payment: how, how much, and the reference that finds it again."""

    health: ClassVar[Health] = Health.FINANCIAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS
    append_only: ClassVar[bool] = True

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="tenders")
    method = models.CharField(max_length=5, choices=Method)
    amount_cents = models.PositiveIntegerField()
    reference = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="billing_tender_of_something"),
            models.CheckConstraint(
                condition=Q(method=Method.CASH) | ~Q(reference=""),
                name="billing_tender_has_reference",
                violation_error_message="A card needs the terminal's reference, a check its number.",
            ),
            models.UniqueConstraint(fields=["payment", "method"], name="billing_tender_once"),
        ]


class JournalEntry(Record):
    """One transaction in the books; its postings add up to nothing, and no one can change it."""

    health: ClassVar[Health] = Health.FINANCIAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS
    append_only: ClassVar[bool] = True

    kind = models.CharField(max_length=10, choices=[("payment", "Payment"), ("void", "Void")])
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="entries")
    posted_at = models.DateTimeField()
    posted_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name_plural = "journal entries"
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "kind"],
                name="billing_entry_once",
                violation_error_message="This payment has been voided already.",
            )
        ]


class Posting(Record):
    """One line of an entry: debits are positive, credits negative."""

    health: ClassVar[Health] = Health.FINANCIAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS
    append_only: ClassVar[bool] = True

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="postings")
    account = models.CharField(max_length=20, choices=Account)
    amount_cents = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["account", "entry"], name="billing_posting_account")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_cents=0), name="billing_posting_of_something"),
        ]
