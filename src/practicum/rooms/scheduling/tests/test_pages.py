"""The pages: they show what is there, by a constant number of queries, and book from one screen."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practicum.kernel import clock
from practicum.kernel.actions import perform
from practicum.kernel.base import SYSTEM
from practicum.kernel.patients.models import Patient
from practicum.rooms.scheduling.actions import BlockTime, block_time
from practicum.rooms.scheduling.models import Appointment, BookedTime
from practicum.rooms.scheduling.tests.conftest import MONDAY, NOW, Office, local, make_office, make_patient

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def six_in_the_morning(monkeypatch, settings):
    signing = "practicum.kernel.authority.middleware.SignInMiddleware"
    if signing not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, signing]
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def office(cast) -> Office:
    _ = cast.desk
    return make_office()


@pytest.fixture
def desk(cast, office):
    return cast.client(cast.desk, at=NOW)


def page(client, url, status=200, **headers):
    answer = client.get(url, **headers)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_day_shows_visits_free_time_held_time_and_blocks(office, desk):
    office.book(9)
    BookedTime.objects.create(
        period=(local(10), local(10, 20)),
        provider_id=office.providers[0],
        patient_id=office.patients[1],
        proposal_id=4,
    )
    perform(
        block_time,
        BlockTime(provider=office.providers[1], starts_at=local(8), ends_at=local(9), reason="rounds"),
        by=SYSTEM,
        now=NOW,
    )
    text = page(desk, f"/schedule/?site={office.site}&day={MONDAY}")
    assert "Testa0, Ada" in text and "9:00 AM" in text
    assert "Held for a countersign" in text and "Rounds" in text
    assert "Free 8:00 AM, Dr. Berg0: book" in text and "Free 9:00 AM, Dr. Berg0" not in text


@pytest.mark.parametrize("view", ["day", "week", "table"])
def test_the_grid_asks_as_often_for_many_as_for_few(office, desk, view):
    url = f"/schedule/?site={office.site}&day={MONDAY}&view={view}&provider={office.providers[0]}"

    def queries():
        with CaptureQueriesContext(connection) as seen:
            page(desk, url)
        return len(seen)

    office.book(8)
    queries()  # the first look of a session also notes that it is alive
    few = queries()
    for number in range(9):
        office.book(9 + number // 3, number % 3 * 20, patient=make_patient(100 + number))
    assert queries() == few <= 16


@pytest.mark.parametrize(
    "query",
    [
        "day=nonsense",
        "day=0001-01-01",
        "day=9999-12-31",
        "provider=-1",
        "view=<script>",
        "provider=%00",
        "day=%00",
    ],
)
def test_nonsense_in_the_address_shows_today(office, desk, query):
    assert "Dr. Berg" in page(desk, f"/schedule/?site={office.site}&{query}")


@pytest.mark.parametrize("query", ["site=999999", "site=x", "site=-1", "site=%F0%9F%98%80"])
def test_a_site_that_is_not_falls_back_to_ones_own(office, desk, query):
    assert "Riverside" in page(desk, f"/schedule/?{query}")


def test_the_finder_offers_by_day_and_a_slot_begins_a_booking(office, desk):
    url = f"/schedule/find/?visit_type={office.visit_type}&site={office.site}&provider={office.providers[0]}"
    text = page(desk, url)
    assert "Today, Mon 1 Mar" in text and "8:00 AM" in text and "third next available today" in text
    assert page(desk, url + "&hours=late").count("offer-day") == 0
    assert "Wed 3 Mar" in page(desk, url + "&days=2")
    only = page(desk, url, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="offers")
    assert "<html" not in only


def test_booking_from_one_screen(office, desk):
    slot = f"{office.providers[0]}|{office.site}|{local(9).isoformat()}"
    panel = page(
        desk,
        f"/schedule/book/?provider={office.providers[0]}&site={office.site}&at={local(9).isoformat().replace('+', '%2B')}",
    )
    assert "Mon 1 Mar 2027, 9:00 AM" in panel
    fields = {
        "patient": office.patients[0],
        "visit_type": office.visit_type,
        "slot": slot,
        "reason": "Cough",
        "_key": "k1",
    }
    answer = desk.post("/schedule/book/", fields, HTTP_HX_REQUEST="true").content.decode()
    assert "Done." in answer and "Testa0, Ada" in answer
    assert Appointment.objects.get().reason == "Cough"
    again = desk.post("/schedule/book/", fields, HTTP_HX_REQUEST="true").content.decode()
    assert Appointment.objects.count() == 1 and "counts once" in again
    taken = desk.post(
        "/schedule/book/", fields | {"patient": office.patients[1], "_key": "k2"}, HTTP_HX_REQUEST="true"
    ).content.decode()
    assert "is taken" in taken and "Overbook all the same" in taken
    over = desk.post(
        "/schedule/book/",
        fields | {"patient": office.patients[1], "_key": "k3", "because": "Fever"},
        HTTP_HX_REQUEST="true",
    ).content.decode()
    assert "Done." in over and BookedTime.objects.filter(lane=1).exists()


def test_a_trainees_booking_is_held_with_its_slot(cast, office):
    client = cast.client(cast.trainee, at=NOW)
    slot = f"{office.providers[0]}|{office.site}|{local(9).isoformat()}"
    fields = {"patient": office.patients[0], "visit_type": office.visit_type, "slot": slot, "_key": "k"}
    answer = client.post("/schedule/book/", fields, HTTP_HX_REQUEST="true").content.decode()
    assert "Waiting for a countersign" in answer
    assert (
        not Appointment.objects.exists() and BookedTime.objects.filter(proposal_id__isnull=False).count() == 1
    )


def test_a_panel_without_a_slot_offers_the_first_free_ones(office, desk):
    text = page(
        desk,
        f"/schedule/book/parts/?visit_type={office.visit_type}&patient={office.patients[0]}",
        HTTP_HX_REQUEST="true",
    )
    assert 'name="slot"' in text and "No telephone" in text
    missing = desk.post(
        "/schedule/book/", {"patient": "x", "_key": "q"}, HTTP_HX_REQUEST="true"
    ).content.decode()
    assert "Not sent yet" in missing


def test_whoever_is_not_found_is_registered_from_the_panel_and_the_slot_kept(office, desk):
    slot = f"provider={office.providers[0]}&site={office.site}&at={local(9).isoformat().replace('+', '%2B')}"
    panel = page(desk, f"/schedule/book/?{slot}&visit_type={office.visit_type}", HTTP_HX_REQUEST="true")
    link = re.search(r'href="/patients/register/\?next=([^"]+)"', panel)
    assert link is not None
    back = unquote(link[1])
    again = page(desk, f"{back}&patient={office.patients[0]}", HTTP_HX_REQUEST="true")
    assert (
        "Mon 1 Mar 2027, 9:00 AM" in again and "Testa0, Ada" in again and "Register the patient" not in again
    )


def test_an_interpreter_is_asked_for_by_the_languages_name(office, desk):
    Patient.objects.filter(pk=office.patients[0]).update(preferred_language="es", needs_interpreter=True)
    parts = f"/schedule/book/parts/?visit_type={office.visit_type}&patient={office.patients[0]}"
    assert "Needs an interpreter (Spanish)" in page(desk, parts, HTTP_HX_REQUEST="true")


def test_a_visit_leads_to_the_chart(office, desk):
    number = office.book(9)
    assert 'href="/patients/' in page(desk, f"/schedule/visit/{number}/", HTTP_HX_REQUEST="true")


def test_a_visit_is_confirmed_moved_cancelled_from_beside_the_list(office, desk):
    number = office.book(9)
    url = f"/schedule/visit/{number}/"
    assert "<html" in page(desk, url)
    assert (
        "Confirmed"
        in desk.post(url, {"_act": "confirm", "_key": "a"}, HTTP_HX_REQUEST="true").content.decode()
    )
    slot = f"{office.providers[1]}|{office.site}|{local(10).isoformat()}"
    moved = desk.post(
        "/schedule/book/", {"move": number, "moves": 0, "slot": slot, "_key": "b"}, HTTP_HX_REQUEST="true"
    )
    assert "Done." in moved.content.decode()
    assert Appointment.objects.get().starts_at == local(10)
    assert "Move back" in page(desk, url, HTTP_HX_REQUEST="true")
    cancelled = desk.post(
        url, {"_act": "cancel", "reason": "Patient asked", "_key": "c"}, HTTP_HX_REQUEST="true"
    )
    assert "Cancelled" in cancelled.content.decode()
    assert desk.post(url, {"_act": "explode"}).status_code == 404
    assert desk.get("/schedule/visit/999999/").status_code == 404


def test_a_block_shows_whom_it_would_displace(office, desk):
    office.book(9)
    fields = {
        "provider": office.providers[0],
        "starts_at": "2027-03-01T09:00",
        "ends_at": "2027-03-01T10:00",
        "reason": "Meeting",
        "_key": "a",
    }
    text = desk.post("/schedule/block/", fields).content.decode()
    assert "1 visit is" in text and "Testa0" in text
    assert "Done." in desk.post("/schedule/block/", fields | {"displace": "1", "_key": "b"}).content.decode()
    assert "Meeting" in page(desk, "/schedule/templates/")


def test_an_outsider_is_turned_away(cast, office):
    client = cast.client(cast.outsider, at=NOW)
    for url in ("/schedule/", "/schedule/find/", "/schedule/book/", "/schedule/templates/"):
        assert client.get(url).status_code == 403


def test_the_days_of_the_clock_change_are_drawn(office, desk):
    for day in (date(2027, 3, 14), date(2027, 11, 7)):
        page(desk, f"/schedule/?site={office.site}&view=week&day={day - timedelta(days=1)}")


def test_the_chart_shows_a_patients_visits(office, desk):
    number = office.book(9)
    text = page(desk, f"/patients/{office.patients[0]}/")
    assert f"/schedule/visit/{number}/" in text and "Mon 1 Mar 2027, 9:00 AM" in text
