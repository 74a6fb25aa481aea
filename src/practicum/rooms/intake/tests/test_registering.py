"""Registration from the page."""

from __future__ import annotations

from typing import Any

import pytest

from practicum.kernel.actions import Done, perform
from practicum.kernel.base import SYSTEM
from practicum.kernel.coverage.directory import AddPayer, add_payer
from practicum.kernel.coverage.models import Coverage
from practicum.kernel.patients.models import Patient

pytestmark = pytest.mark.django_db
FORM = {"family_name": "Okafor", "given_name": "Ngozi", "birth_date": "7/9/91", "phone": "(212) 555-0123"}


def test_registering_with_few_words(cast: Any) -> None:
    browser = cast.client(cast.trainee)
    assert browser.get("/patients/register/", {"q": "okafor ngozi 7/9/91"}).status_code == 200
    done = browser.post("/patients/register/", FORM)
    assert done.status_code == 303, done.content.decode()[:4000]
    patient = Patient.objects.get(family_name="Okafor")
    assert done["Location"] == f"/patients/{patient.pk}/?new=1"
    assert "Registered." in browser.get(done["Location"]).content.decode()
    browser.post(f"/patients/{patient.pk}/do/patients.withdraw_registration/", {})
    assert not Patient.objects.filter(family_name="Okafor").exists()


def test_whoever_was_registered_while_booking_is_booked(cast: Any) -> None:
    browser = cast.client(cast.desk)
    back = "/schedule/book/?slot=1|2|x&visit_type=3"
    form = browser.get("/patients/register/", {"next": back}).content.decode()
    assert f'name="next" value="{back.replace("&", "&amp;")}"' in form
    done = browser.post("/patients/register/", FORM | {"next": back})
    patient = Patient.objects.get(family_name="Okafor")
    assert done["Location"] == f"{back}&patient={patient.pk}"


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "\0"]
)
def test_registration_leads_nowhere_else(cast: Any, away: str) -> None:
    done = cast.client(cast.desk).post("/patients/register/", FORM | {"next": away})
    assert done["Location"].startswith("/patients/")


def test_the_card_and_the_chart_are_written_together_or_not_at_all(cast: Any) -> None:
    payer = perform(add_payer, AddPayer(name="Medicare", kind="medicare"), by=SYSTEM, now=cast.now)
    assert isinstance(payer, Done)
    browser = cast.client(cast.desk)
    refused = browser.post("/patients/register/", FORM | {"payer": payer.id, "member_id": "1EG4-TE5-MK7"})
    assert "Medicare number" in refused.content.decode()
    assert not Patient.objects.filter(family_name="Okafor").exists()
    done = browser.post("/patients/register/", FORM | {"payer": payer.id, "member_id": "1eg4 te5 mk73"})
    assert done.status_code == 303
    assert Coverage.objects.get().member_id == "1EG4TE5MK73"


def test_whoever_is_on_record_already_is_shown_and_asked_about(cast: Any) -> None:
    cast.another_patient(
        family_name="Okafor", given_name="Ngosi", birth_date="1991-07-09", phone="212 555 0123"
    )
    browser = cast.client(cast.desk)
    beside = browser.post("/patients/register/alike/", FORM).content.decode()
    assert "Probably the same person" in beside and "same birth date" in beside
    refused = browser.post("/patients/register/", FORM)
    assert "is probably the same person" in refused.content.decode()
    assert Patient.objects.filter(family_name="Okafor").count() == 1
    assert browser.post("/patients/register/", FORM | {"is_somebody_else": "true"}).status_code == 303


def test_every_wrong_field_is_named_at_its_place(cast: Any) -> None:
    browser = cast.client(cast.desk)
    wrong = {
        "family_name": "123", "given_name": "", "birth_date": "2/30/1985", "phone": "12", "email": "nobody",
        "sex": "x", "preferred_language": "?",
    }  # fmt: skip
    page = browser.post("/patients/register/", wrong)
    text = page.content.decode()
    assert page.status_code == 422
    for words in ("no letter", "has no day 30", "too few figures", "is not an e-mail address"):
        assert words in text, words
    for odd in (
        {},
        {"birth_date": "\0"},
        {"family_name": "x" * 5000},
        {"lives_with": "99999999"},
        {"payer": "x"},
    ):
        assert browser.post("/patients/register/", FORM | odd).status_code in (200, 303, 422), odd
        assert browser.post("/patients/register/alike/", FORM | odd).status_code == 200, odd
