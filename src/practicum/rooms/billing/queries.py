"""Payments as pages see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Sum

from practicum.rooms.billing.models import Method, Payment, Posting, Tender


@dataclass(frozen=True, slots=True)
class TenderView:
    """One part of a payment."""

    method: str
    amount_cents: int
    reference: str

    @property
    def words(self) -> str:
        """As receipts say it."""
        return Method(self.method).label + (f" ({self.reference})" if self.reference else "")


@dataclass(frozen=True, slots=True)
class PaymentView:
    """One payment."""

    id: int
    receipt_number: int
    patient_id: int
    family_name: str
    given_name: str
    record_number: str
    visit_id: int | None
    site_id: int | None
    amount_cents: int
    taken_at: datetime
    taken_by: str
    voided_at: datetime | None
    void_reason: str
    tenders: tuple[TenderView, ...] = ()

    @property
    def patient(self) -> str:
        """As lists show it."""
        return f"{self.family_name}, {self.given_name}"

    @property
    def how(self) -> str:
        """By what it was paid."""
        return ", ".join(Method(one.method).label for one in self.tenders)


_COLUMNS = (
    "id", "receipt_number", "patient_id", "patient__family_name", "patient__given_name", "patient__record_number",
    "visit_id", "site_id", "amount_cents", "taken_at", "taken_by__name", "voided_at", "void_reason",
)  # fmt: skip


def payments(found: QuerySet[Payment]) -> list[PaymentView]:
    """A queryset with its tenders, in two statements."""
    rows: list[tuple[Any, ...]] = list(found.values_list(*_COLUMNS))
    parts: dict[int, list[TenderView]] = {}
    for payment_id, method, amount, reference in (
        Tender.objects.filter(payment_id__in=[row[0] for row in rows])
        .order_by("id")
        .values_list("payment_id", "method", "amount_cents", "reference")
    ):
        parts.setdefault(payment_id, []).append(TenderView(method, amount, reference))
    return [replace(PaymentView(*row), tenders=tuple(parts.get(row[0], ()))) for row in rows]


def payment(payment_id: int) -> PaymentView | None:
    """One payment."""
    return next(iter(payments(Payment.objects.filter(id=payment_id))), None)


def payments_of_visits(visit_ids: Sequence[int]) -> dict[int, list[PaymentView]]:
    """What was paid for some visits and stands, by visit."""
    found: dict[int, list[PaymentView]] = {}
    for one in payments(Payment.objects.filter(visit_id__in=list(visit_ids), voided_at=None).order_by("id")):
        if one.visit_id is not None:
            found.setdefault(one.visit_id, []).append(one)
    return found


def payments_of_patient(patient_id: int, *, most: int) -> list[PaymentView]:
    """What a patient paid, the latest first."""
    return payments(Payment.objects.filter(patient_id=patient_id).order_by("-id")[:most])


def payments_between(*, since: datetime, until: datetime, site_id: int | None = None) -> list[PaymentView]:
    """What was taken in a period, the latest first."""
    found = Payment.objects.filter(taken_at__gte=since, taken_at__lt=until)
    if site_id is not None:
        found = found.filter(site_id=site_id)
    return payments(found.order_by("-id")[:1000])


def paid_by_method(some: Iterable[PaymentView]) -> dict[str, int]:
    """Sums by tender of what stands."""
    sums: dict[str, int] = {}
    for one in some:
        if one.voided_at is None:
            for part in one.tenders:
                sums[part.method] = sums.get(part.method, 0) + part.amount_cents
    return sums


def balances() -> dict[str, int]:
    """What stands on each account."""
    return dict(Posting.objects.values_list("account").annotate(Sum("amount_cents")))
