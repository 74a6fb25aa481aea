"""A morning at the desk: arrivals, check-in, co-pay, rooms, and mistakes put right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practicum.kernel import clock
from practicum.kernel.actions import Done, Refused, perform
from practicum.kernel.base import SYSTEM
from practicum.kernel.coverage.models import Copay, Coverage, Payer, Plan
from practicum.kernel.patients.models import Patient
from practicum.rooms.billing.actions import TakeCopay, take_copay
from practicum.rooms.billing.models import Payment
from practicum.rooms.frontdesk.actions import (
    ArrivePatient,
    CheckInPatient,
    FinishCheckIn,
    MarkLeft,
    MarkNoShow,
    TakeBackMove,
    TakeToRoom,
    arrive,
    check_in,
    finish_check_in,
    mark_left,
    mark_no_show,
    take_back_move,
    take_to_room,
)
from practicum.rooms.frontdesk.models import CheckIn, RoomStay
from practicum.rooms.scheduling.models import Appointment, BookedTime, StatusChange
from practicum.rooms.scheduling.tests.conftest import NOW, Office, make_office, make_patient

pytestmark = pytest.mark.django_db
AT_NINE = NOW + timedelta(hours=3)  # nine on the site's clock
RIGHT = {"identifiers": ["name", "birth_date"], "details_right": True, "coverage_right": True}


@pytest.fixture
def office(cast, monkeypatch, settings) -> Office:
    signing = "practicum.kernel.authority.middleware.SignInMiddleware"
    if signing not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, signing]
    monkeypatch.setattr(clock, "now", lambda: AT_NINE)
    _ = cast.desk
    return make_office()


def insure(patient_id: int, cents: int = 2500) -> None:
    payer, _ = Payer.objects.get_or_create(name="Blue Harbor")
    plan, _ = Plan.objects.get_or_create(payer=payer, name="Gold")
    Copay.objects.get_or_create(plan=plan, visit_kind="primary", defaults={"amount_cents": cents})
    Coverage.objects.create(patient_id=patient_id, payer=payer, plan=plan, member_id="M1")


def do(action, command, now=AT_NINE):
    return perform(action, command, by=SYSTEM, now=now)


def status(number: int) -> str:
    return Appointment.objects.get(id=number).status


def test_a_check_in_confirms_and_waits_for_the_co_pay(office):
    insure(office.patients[0])
    number = office.book(9)
    assert isinstance(do(arrive, ArrivePatient(appointment=number)), Done)
    assert isinstance(do(check_in, CheckInPatient(appointment=number, **RIGHT)), Done)
    assert status(number) == "checking_in"
    assert Patient.objects.get(id=office.patients[0]).demographics_confirmed_at == AT_NINE
    assert Coverage.objects.get().confirmed_at == AT_NINE
    refused = do(finish_check_in, FinishCheckIn(appointment=number))
    assert isinstance(refused, Refused) and "co-pay" in refused.reason
    assert isinstance(
        do(finish_check_in, FinishCheckIn(appointment=number, no_copay_reason="Billed later")), Done
    )
    assert status(number) == "waiting"
    assert list(StatusChange.objects.order_by("id").values_list("now", flat=True)) == [
        "booked", "arrived", "checking_in", "waiting",
    ]  # fmt: skip


def test_without_a_co_pay_a_check_in_is_one_step(office):
    number = office.book(9)
    assert isinstance(do(check_in, CheckInPatient(appointment=number, **RIGHT)), Done)
    assert status(number) == "waiting"


def test_identity_and_details_are_asked_for(office):
    number = office.book(9)
    one = do(
        check_in,
        CheckInPatient(appointment=number, identifiers=["name"], details_right=True, coverage_right=True),
    )
    assert isinstance(one, Refused) and one.field == "identifiers"
    unsaid = do(check_in, CheckInPatient(appointment=number, identifiers=["name", "photo"]))
    assert isinstance(unsaid, Refused) and unsaid.field == "note"
    assert status(number) == "booked" and not CheckIn.objects.exists()


def test_a_mistaken_check_in_is_taken_back_step_by_step(office):
    number = office.book(9)
    do(check_in, CheckInPatient(appointment=number, **RIGHT))
    for expected in ("checking_in", "arrived", "booked"):
        assert isinstance(do(take_back_move, TakeBackMove(appointment=number)), Done)
        assert status(number) == expected
    assert isinstance(do(take_back_move, TakeBackMove(appointment=number)), Refused)
    assert not CheckIn.objects.filter(undone_at=None).exists()
    assert isinstance(do(check_in, CheckInPatient(appointment=number, **RIGHT)), Done)


def test_a_room_is_for_one(office):
    first, second = office.book(9), office.book(9, 20, patient=office.patients[1])
    for number in (first, second):
        do(check_in, CheckInPatient(appointment=number, **RIGHT))
    assert isinstance(do(take_to_room, TakeToRoom(appointment=first, room=office.place)), Done)
    refused = do(take_to_room, TakeToRoom(appointment=second, room=office.place))
    assert isinstance(refused, Refused) and "somebody in that room" in refused.reason
    do(take_back_move, TakeBackMove(appointment=first))
    assert not RoomStay.objects.filter(until_at=None).exists()
    assert isinstance(do(take_to_room, TakeToRoom(appointment=second, room=office.place)), Done)


def test_no_shows_are_never_people_who_are_here(office):
    number = office.book(9)
    early = do(mark_no_show, MarkNoShow(appointment=number), now=NOW + timedelta(hours=1))
    assert isinstance(early, Refused) and "not begun" in early.reason
    do(arrive, ArrivePatient(appointment=number))
    here = do(mark_no_show, MarkNoShow(appointment=number), now=AT_NINE + timedelta(hours=1))
    assert isinstance(here, Refused) and "arrived" in here.reason


def test_a_no_show_who_comes_after_all_gets_a_place(office):
    number = office.book(9)
    do(mark_no_show, MarkNoShow(appointment=number), now=AT_NINE + timedelta(minutes=1))
    assert not BookedTime.objects.exists()
    do(arrive, ArrivePatient(appointment=number), now=AT_NINE + timedelta(minutes=5))
    assert status(number) == "arrived" and BookedTime.objects.filter(appointment_id=number).exists()


def test_leaving_unseen_keeps_the_reason(office):
    number = office.book(9)
    do(arrive, ArrivePatient(appointment=number))
    assert isinstance(do(mark_left, MarkLeft(appointment=number, reason="Waited too long")), Done)
    assert StatusChange.objects.latest("id").reason == "Waited too long"


def test_tomorrows_patient_is_not_checked_in_today(office):
    number = office.book(9, starts_at="2027-03-03T09:00:00")
    assert isinstance(do(arrive, ArrivePatient(appointment=number)), Refused)


@pytest.mark.parametrize("url", ["/desk/", "/desk/board/"])
def test_the_desk_asks_as_often_for_many_as_for_few(cast, office, url):
    client = cast.client(cast.desk, at=AT_NINE)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"{url}?site={office.site}").status_code == 200
        return len(seen)

    def somebody(number):
        person = make_patient(50 + number)
        insure(person)
        booked = office.book(8 + number // 3, number % 3 * 20, patient=person)
        if number % 2 == 0:
            do(check_in, CheckInPatient(appointment=booked, **RIGHT))
            do(take_copay, TakeCopay(patient=person, visit=booked, cash=2500))

    somebody(0)
    queries()
    few = queries()
    for number in range(1, 9):
        somebody(number)
    assert queries() == few <= 18


def test_the_whole_way_from_the_pages(cast, office):
    insure(office.patients[0])
    number = office.book(9, starts_at="2027-03-01T09:20:00")
    client = cast.client(cast.desk, at=AT_NINE)
    url = f"/desk/visit/{number}/"

    def post(**fields):
        answer = client.post(
            url, {"_key": str(len(fields)) + str(sorted(fields.items())), **fields}, HTTP_HX_REQUEST="true"
        )
        assert answer.status_code == 200
        return answer.content.decode()

    assert "Testa0" in client.get(f"/desk/?site={office.site}").content.decode()
    assert "Done." in post(_act="arrive", _from="list")
    checked = post(_act="check_in", **{**RIGHT, "details_right": "true", "coverage_right": "true"})
    assert "Co-pay" in checked and 'name="cash" type="text" inputmode="decimal" value="25.00"' in checked
    assert "terminal printed" in post(_act="copay", card="25")
    paid = post(_act="copay", card="15", card_reference="T-1", cash="10")
    assert "receipt 1" in paid and status(number) == "waiting"
    assert Payment.objects.get().amount_cents == 2500
    post(_act="room", room=office.place)
    assert "Room 1" in client.get(f"/desk/board/?site={office.site}").content.decode()
    for act in ("meet", "check_out", "finish"):
        post(_act=act)
    assert status(number) == "done"
    assert client.post(url, {"_act": "explode"}).status_code == 404
    assert cast.client(cast.outsider, at=AT_NINE).get("/desk/").status_code == 403


def test_a_trainees_co_pay_is_held_and_the_patient_seated(cast, office):
    insure(office.patients[0])
    number = office.book(9, starts_at="2027-03-01T09:20:00")
    client = cast.client(cast.trainee, at=AT_NINE)
    fields = {"details_right": "true", "coverage_right": "true", "identifiers": ["name", "photo_id"]}
    client.post(f"/desk/visit/{number}/", {"_act": "check_in", **fields}, HTTP_HX_REQUEST="true")
    answer = client.post(
        f"/desk/visit/{number}/", {"_act": "copay", "cash": "25", "_key": "c"}, HTTP_HX_REQUEST="true"
    )
    assert "Waiting for a countersign" in answer.content.decode()
    assert status(number) == "waiting" and not Payment.objects.exists()
