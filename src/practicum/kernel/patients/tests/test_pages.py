"""The patients' pages as people use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practicum.kernel.actions import perform
from practicum.kernel.ledger.models import LedgerEntry
from practicum.kernel.patients.actions import RestrictChart, restrict_chart
from practicum.kernel.patients.models import Patient

pytestmark = pytest.mark.django_db


def test_finding_by_what_callers_say(cast: Any) -> None:
    patient = cast.patient
    browser = cast.client(cast.desk)
    for typed in ("qui", "ada qui", "QUIST 3/4/85", "0142", patient.record_number, "quist 1985", "qwist"):
        page = browser.get("/patients/", {"q": typed})
        assert page.status_code == 200
        assert f"/patients/{patient.pk}/" in page.content.decode(), typed


def test_nobody_and_nonsense_have_an_answer(cast: Any) -> None:
    browser = cast.client(cast.desk)
    for typed in ("", " ", "zzzz qqqq", "💡", "'; drop table", "%", "\0", "x" * 5000, "1/1/1", "--", "12"):
        assert browser.get("/patients/", {"q": typed}).status_code == 200, typed


def test_an_outsider_sees_no_patients(cast: Any) -> None:
    browser = cast.client(cast.outsider)
    for address in ("/patients/", f"/patients/{cast.patient.pk}/", "/patients/merge/"):
        assert browser.get(address).status_code == 403


def test_the_chart_notes_the_look(cast: Any) -> None:
    patient = cast.patient
    page = cast.client(cast.desk).get(f"/patients/{patient.pk}/")
    assert "(212) 555-0142" in page.content.decode()
    assert LedgerEntry.objects.filter(kind="look", name="chart", patient_id=patient.pk).exists()


def test_the_chart_opens_in_a_steady_number_of_queries(cast: Any) -> None:
    few, many = cast.patient, cast.another_patient(lives_with=None)
    browser = cast.client(cast.desk)
    for number in range(12):
        browser.post(
            f"/patients/{many.pk}/do/patients.add_contact/",
            {"phone": f"212 555 01{number:02}", "use": "mobile"},
        )
        cast.another_patient(given_name=f"Kid{number}x", lives_with=many.pk)
    counts = []
    for patient in (few, many):
        browser.get(f"/patients/{patient.pk}/")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/patients/{patient.pk}/").status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 4, counts  # the household is asked for only when there is one


def test_the_list_takes_as_many_queries_for_twenty_as_for_two(cast: Any) -> None:
    browser = cast.client(cast.desk)
    counts = []
    for upto in (2, 20):
        while Patient.objects.count() < upto:
            cast.another_patient(given_name=f"Ada{'abcdefghijklmnopqrstuvwxyz'[Patient.objects.count()]}")
        browser.get("/patients/", {"q": "quist ada"})
        with CaptureQueriesContext(connection) as queries:
            browser.get("/patients/", {"q": "quist ada"})
        counts.append(len(queries))
    assert counts[0] + 1 >= counts[1], counts


def test_a_form_beside_the_chart_changes_it(cast: Any) -> None:
    patient, browser = cast.patient, cast.client(cast.desk)
    address = f"/patients/{patient.pk}/do/patients.change_name/"
    form = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'value="Quist"' in form
    wrong = browser.post(address, {"family_name": "", "given_name": "Ada"}, headers={"HX-Request": "true"})
    assert wrong["HX-Retarget"] == "#aside"
    done = browser.post(address, {"family_name": "Berg", "given_name": "Ada"}, headers={"HX-Request": "true"})
    assert "Berg" in done.content.decode() and "Undo" in done.content.decode()
    patient.refresh_from_db()
    assert patient.family_name == "Berg"


def test_a_restricted_chart_asks_for_a_reason(cast: Any) -> None:
    patient = cast.patient
    perform(
        restrict_chart, RestrictChart(patient=patient.pk, reason="works here"), by=cast.manager, now=cast.now
    )
    browser = cast.client(cast.desk)
    page = browser.get(f"/patients/{patient.pk}/")
    assert page.status_code == 403
    assert "555" not in page.content.decode()
    found = browser.get("/patients/", {"q": "quist"}).content.decode()
    assert "restricted" in found and "1985" not in found
    form = browser.get(f"/patients/{patient.pk}/do/patients.change_demographics/")
    assert form.status_code == 403


def test_merging_from_the_page_and_taking_it_back(cast: Any) -> None:
    kept, double = cast.patient, cast.another_patient(given_name="Adah")
    browser = cast.client(cast.manager)
    seen = browser.get("/patients/merge/", {"survivor": kept.pk, "merged": double.pk}).content.decode()
    assert "same birth date" in seen and "telephones and e-mail addresses" in seen
    form = {"survivor": kept.pk, "merged": double.pk, "reason": "same person, two spellings"}
    assert browser.post("/patients/merge/", form).status_code == 200
    double.refresh_from_db()
    assert double.merged_into_id == kept.pk
    assert browser.get(f"/patients/{double.pk}/")["Location"].startswith(f"/patients/{kept.pk}/")
    merge = kept.merges.get()
    browser.post(
        f"/patients/{kept.pk}/do/patients.unmerge_patients/", {"merge": merge.pk, "reason": "two people"}
    )
    double.refresh_from_db()
    assert double.merged_into_id is None


def test_ids_that_are_nobody(cast: Any) -> None:
    browser = cast.client(cast.desk)
    for address in ("/patients/999999/", f"/patients/{2**70}/", "/patients/999999/do/patients.add_name/"):
        assert browser.get(address).status_code == 404, address
    assert browser.get(f"/patients/{cast.patient.pk}/do/scheduling.book_appointment/").status_code == 404
