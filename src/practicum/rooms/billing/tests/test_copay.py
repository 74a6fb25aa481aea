"""Co-pays: split, numbered without gaps, voided, and always in balance."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from practicum.kernel.actions import Done, Refused, perform
from practicum.kernel.base import SYSTEM
from practicum.kernel.patients.models import Patient
from practicum.kernel.practice.models import Practice, Staff
from practicum.rooms.billing.actions import TakeCopay, VoidPayment, take_copay, void_payment
from practicum.rooms.billing.models import JournalEntry, Payment, Posting

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 15, tzinfo=UTC)


@pytest.fixture
def patient() -> int:
    Practice.objects.get_or_create(defaults={"name": "Elm Street", "zone": "America/New_York"})
    Staff.objects.get_or_create(
        id=0, defaults={"kind": "system", "family_name": "Practicum", "name": "Practicum"}
    )
    return Patient.objects.create(
        record_number="T1", family_name="Testa", given_name="Ada", birth_date=date(1980, 1, 2), registered_at=NOW,
        changed_at=NOW,
    ).pk  # fmt: skip


def take(patient, *, now=NOW, key=None, **values):
    return perform(
        take_copay, TakeCopay.model_validate({"patient": patient, **values}), by=SYSTEM, now=now, key=key
    )


def test_a_split_co_pay_is_one_receipt_with_its_postings(patient):
    result = take(patient, cash="10", card="15.00", card_reference="TX 1")
    assert isinstance(result, Done)
    payment = Payment.objects.get()
    assert (payment.amount_cents, payment.receipt_number) == (2500, 1)
    assert dict(Posting.objects.values_list("account", "amount_cents")) == {
        "cash_drawer": 1000, "card_clearing": 1500, "patient_payments": -2500,
    }  # fmt: skip


def test_two_equal_payments_are_two_and_a_double_click_is_one(patient):
    assert isinstance(take(patient, cash="25", key="a"), Done)
    assert take(patient, cash="25", key="a").replayed
    assert isinstance(take(patient, cash="25", key="b"), Done)
    assert list(Payment.objects.order_by("id").values_list("receipt_number", flat=True)) == [1, 2]


def test_a_second_payment_for_a_visit_must_be_meant(patient):
    take(patient, cash="25", visit=7)
    refused = take(patient, cash="25", visit=7)
    assert isinstance(refused, Refused) and "receipt 1" in refused.reason
    assert isinstance(take(patient, cash="25", visit=7, again=True), Done)


def test_a_refused_payment_leaves_no_gap(patient):
    take(patient, cash="25")
    assert isinstance(take(patient, card="25"), Refused)
    assert isinstance(take(999_999, cash="25"), Refused)
    take(patient, cash="25")
    assert list(Payment.objects.order_by("id").values_list("receipt_number", flat=True)) == [1, 2]


def test_a_void_takes_the_postings_back_on_the_same_day_only(patient):
    number = take(patient, cash="25").id
    void = VoidPayment(payment=number, reason="Wrong patient")
    late = perform(void_payment, void, by=SYSTEM, now=NOW + timedelta(days=1))
    assert isinstance(late, Refused) and "refund" in late.reason
    assert isinstance(perform(void_payment, void, by=SYSTEM, now=NOW), Done)
    assert sum(Posting.objects.filter(account="cash_drawer").values_list("amount_cents", flat=True)) == 0
    assert isinstance(perform(void_payment, void, by=SYSTEM, now=NOW), Refused)


def test_the_database_refuses_what_does_not_balance(patient):
    number = take(patient, cash="25").id
    for lines in ([1], [100, -99], []):
        with pytest.raises(IntegrityError), transaction.atomic():
            entry = JournalEntry.objects.create(payment_id=number, kind="void", posted_at=NOW, posted_by_id=0)
            for cents in lines:
                Posting.objects.create(entry=entry, account="cash_drawer", amount_cents=cents)
            _settle()


def test_the_database_refuses_a_payment_whose_tenders_do_not_add_up(patient):
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(
            receipt_number=9, patient_id=patient, amount_cents=5, taken_at=NOW, taken_by_id=0
        )
        _settle()


def test_postings_cannot_be_changed(patient):
    take(patient, cash="25")
    for change in (lambda: Posting.objects.update(amount_cents=1), lambda: Posting.objects.all().delete()):
        with pytest.raises(Exception, match=r"books stays|permission denied"), transaction.atomic():
            change()


def _settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
