"""Receipts and the day's payments."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practicum.kernel import clock
from practicum.rooms.billing.actions import TakeCopay, take_copay

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(cast, monkeypatch, settings):
    signing = "practicum.kernel.authority.middleware.SignInMiddleware"
    if signing not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, signing]
    monkeypatch.setattr(clock, "now", lambda: cast.now)

    def take(**values):
        return cast.does(
            take_copay, TakeCopay.model_validate({"patient": cast.patient.pk} | values), by=cast.desk
        ).id

    return take


def test_a_receipt_on_the_page_and_as_a_document(cast, taken):
    number = taken(cash="10", card="15", card_reference="T-7 #evil [x]")
    client = cast.client(cast.desk, at=cast.now)
    text = client.get(f"/billing/receipt/{number}/").content.decode()
    assert "Receipt 1" in text and "$25.00" in text and "Card (T-7 #evil [x])" in text
    answer = client.get(f"/billing/receipt/{number}/pdf/")
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    assert client.get("/billing/receipt/999/").status_code == 404


def test_voiding_from_the_receipt(cast, taken):
    number = taken(cash="10")
    client = cast.client(cast.biller, at=cast.now)
    text = client.post(
        f"/billing/receipt/{number}/", {"reason": "Wrong patient", "_key": "v"}
    ).content.decode()
    assert "Done." in text and "Void: Wrong patient" in text
    assert "Void this payment" not in text


def test_the_days_payments_ask_as_often_for_many_as_for_few(cast, taken):
    taken(cash="10")
    client = cast.client(cast.biller, at=cast.now)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/billing/").status_code == 200
        return len(seen)

    queries()
    few = queries()
    for _ in range(8):
        taken(cash="10", check="5", check_number="12")
    assert queries() == few <= 10
    assert "$90.00" in client.get("/billing/").content.decode()
    assert client.get("/billing/?day=nonsense").status_code == 200


def test_an_outsider_sees_no_money(cast, taken):
    assert cast.client(cast.outsider, at=cast.now).get("/billing/").status_code == 403
