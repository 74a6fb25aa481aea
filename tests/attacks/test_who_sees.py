"""Who is shown patients: nobody without a stream, nobody through a closed chart, and every look is entered."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from practicum.kernel.base import Level, Stream
from practicum.kernel.ledger.models import LedgerEntry
from practicum.kernel.patients.actions import RestrictChart, restrict_chart

pytestmark = pytest.mark.django_db
NAME = "Quist"


def _looks(by: Any, patient_id: int) -> list[LedgerEntry]:
    rows = LedgerEntry.objects.filter(kind="look", staff_id=by.staff_id)
    return [row for row in rows if row.patient_id == patient_id or patient_id in (row.also_patient_ids or [])]


def test_somebody_without_a_stream_is_shown_no_patient(cast: Any) -> None:
    patient, browser = cast.patient, cast.client(cast.outsider)
    number = str(patient.pk)
    for address in (
        "/refs/patient/?q=quist", "/search/?q=quist", "/search/suggest/?q=quist", "/patients/?q=quist", f"/patients/{number}/",
        f"/do/scheduling.book_appointment/?patient={number}", f"/do/authority.break_glass/?patient={number}",
        f"/break-glass/{number}/", f"/patients/{number}/photo/", f"/do/patients.change_demographics/?patient={number}",
        f"/results/of/{number}/", f"/schedule/book/?patient={number}",
    ):  # fmt: skip
        answer = browser.get(address)
        assert NAME not in answer.content.decode(), address
        assert answer.status_code in {200, 403}, (address, answer.status_code)
    told = browser.post("/do/authority.break_glass/", {"patient": number, "reason": "I should like to look"})
    assert told.status_code == 403 and NAME not in told.content.decode()
    told = browser.post(
        "/api/actions/authority.break_glass/", json.dumps({"patient": patient.pk, "reason": "I should like to look"}),
        content_type="application/json",
    )  # fmt: skip
    assert told.json()["status"] == "refused"


def test_the_form_of_an_action_is_for_those_who_work_there(cast: Any) -> None:
    patient = cast.patient
    biller = cast.client(cast.biller)
    answer = biller.get("/do/scheduling.book_appointment/", {"patient": patient.pk})
    assert answer.status_code == 403 and NAME not in answer.content.decode()
    assert biller.get("/do/worklist.note_item/").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/refs/patient/?q=quist", "/search/suggest/?q=quist", "/search/?q=quist", "/patients/?q=quist"],
)
def test_whoever_is_offered_is_a_look(cast: Any, address: str) -> None:
    patient = cast.patient
    answer = cast.client(cast.desk).get(address)
    assert NAME in answer.content.decode()
    assert len(_looks(cast.desk, patient.pk)) == 1


def test_a_form_that_names_somebody_is_a_look(cast: Any) -> None:
    patient = cast.patient
    answer = cast.client(cast.desk).get("/do/scheduling.book_appointment/", {"patient": patient.pk})
    assert NAME in answer.content.decode()
    assert [row.detail["action"] for row in _looks(cast.desk, patient.pk)] == ["scheduling.book_appointment"]


def _restricted(cast: Any) -> Any:
    patient = cast.patient
    cast.does(restrict_chart, RestrictChart(patient=patient.pk, reason="A colleague of ours"))
    return patient


def test_a_closed_chart_is_opened_in_need_only(cast: Any) -> None:
    patient = _restricted(cast)
    browser = cast.client(cast.desk)
    contact = patient.contacts.first()
    closed = [
        f"/patients/{patient.pk}/", f"/patients/{patient.pk}/do/patients.change_demographics/", f"/results/of/{patient.pk}/",
        f"/do/scheduling.book_appointment/?patient={patient.pk}", f"/schedule/book/?patient={patient.pk}",
        f"/do/patients.change_contact/?contact={contact.pk}",
    ]  # fmt: skip
    for address in closed:
        for head in ({}, {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "aside"}):
            answer = browser.get(address, **head)
            page = answer.content.decode()
            assert answer.status_code == 403, address
            assert f"/break-glass/{patient.pk}/" in page and "0142" not in page and "1985" not in page, (
                address
            )
    offered = browser.get("/refs/patient/?q=quist").json()["choices"]
    assert "1985" not in offered[0]["hint"] and "restricted" in offered[0]["hint"]
    sent = browser.post(f"/patients/{patient.pk}/do/patients.set_preferences/", {"preferred_name": "X"})
    assert sent.status_code == 403
    opened = browser.post(
        f"/break-glass/{patient.pk}/?next=/patients/{patient.pk}/", {"reason": "They stand at the desk"}
    )
    assert opened.status_code == 200
    assert [browser.get(address).status_code for address in closed] == [200] * len(closed)
    assert {row.name for row in _looks(cast.desk, patient.pk)} >= {"closed chart", "chart", "form"}


def test_a_visit_opens_a_closed_chart_for_whoever_gives_it(cast: Any) -> None:
    from practicum.kernel import clock
    from practicum.kernel.practice.models import Provider
    from practicum.rooms.scheduling.models import Appointment, VisitType

    patient = _restricted(cast)
    provider = Provider.objects.get(staff_id=cast.clinician.staff_id)
    kind = VisitType.objects.create(name="Check-up", minutes=30)
    starts = clock.now() + timedelta(days=3)

    def a_visit(at: Any) -> Any:
        return Appointment.objects.create(
            patient=patient, visit_type=kind, provider=provider, site=cast.site, starts_at=at,
            ends_at=at + timedelta(minutes=30), status_at=at, booked_at=at,
        )  # fmt: skip

    address = f"/patients/{patient.pk}/"
    assert cast.client(cast.clinician).get(address).status_code == 403
    visit = a_visit(starts)
    assert cast.client(cast.clinician).get(address).status_code == 200
    assert cast.client(cast.desk).get(address).status_code == 403  # not today
    assert cast.client(cast.desk).get(f"/schedule/visit/{visit.pk}/").status_code == 403
    assert (
        cast.client(cast.desk)
        .post(f"/schedule/visit/{visit.pk}/", {"_act": "cancel", "reason": "x"})
        .status_code
        == 403
    )
    visit.refresh_from_db()
    assert visit.status == "booked"
    a_visit(clock.now().replace(microsecond=0))
    assert cast.client(cast.desk).get(address).status_code == 200
    assert cast.client(cast.biller).get(address).status_code == 403


def test_an_own_chart_merged_into_another_stays_closed(cast: Any) -> None:
    from practicum.kernel.patients.actions import merge as merging
    from practicum.kernel.patients.models import Patient

    closed = _restricted(cast)
    other = cast.another_patient(given_name="Adah", birth_date="1985-03-04")
    command = merging.MergePatients.model_validate(
        {"survivor": other.pk, "merged": closed.pk, "reason": "The same person"}
    )
    cast.does(merging.merge_patients, command)
    assert Patient.objects.get(pk=other.pk).restricted


def test_levels_taken_away_count_at_the_next_request(cast: Any) -> None:
    from practicum.kernel.authority.models import LevelGrant

    somebody = cast.person("outsider", levels={Stream.PHONE: Level.EMERGING})
    browser = cast.client(somebody)
    patient = cast.patient
    assert browser.get(f"/patients/{patient.pk}/").status_code == 200
    from practicum.kernel import clock

    LevelGrant.objects.create(
        staff_id=somebody.staff_id,
        stream=Stream.PHONE,
        level=0,
        given_at=clock.now(),
        effective_at=clock.now(),
        evidence="Left",
    )
    assert browser.get(f"/patients/{patient.pk}/").status_code == 403
