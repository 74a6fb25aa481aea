"""Booking, moving, cancelling: what may be, what may not, and what is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from psycopg.types.range import TimestamptzRange

from practicum.kernel.actions import Done, Refused, perform
from practicum.kernel.base import SYSTEM
from practicum.kernel.events.models import StoredEvent
from practicum.kernel.events.outbox import collecting
from practicum.kernel.patients.models import Patient
from practicum.kernel.practice.models import Holiday
from practicum.rooms.scheduling.actions import (
    BlockTime,
    CancelAppointment,
    ConfirmAppointment,
    MoveBack,
    OverbookAppointment,
    ReinstateAppointment,
    RescheduleAppointment,
    block_time,
    book_appointment,
    cancel_appointment,
    confirm_appointment,
    move_back,
    overbook_appointment,
    reinstate_appointment,
    reschedule_appointment,
)
from practicum.rooms.scheduling.actions.booking import hold_slot
from practicum.rooms.scheduling.lifecycle import Status
from practicum.rooms.scheduling.models import Appointment, BookedTime, StatusChange
from practicum.rooms.scheduling.taking import release
from practicum.rooms.scheduling.tests.conftest import MONDAY, NOW, Office, local

pytestmark = pytest.mark.django_db


def refused(result) -> str:
    assert isinstance(result, Refused), result
    return result.reason


def do(action, command, now=NOW):
    return perform(action, command, by=SYSTEM, now=now)


def test_a_booking_writes_visit_time_status_and_event(office: Office) -> None:
    number = office.book(9)
    visit = Appointment.objects.get(id=number)
    assert (visit.starts_at, visit.ends_at) == (local(9), local(9, 20))
    assert visit.status == Status.BOOKED
    assert BookedTime.objects.get(appointment=visit).period == TimestamptzRange(local(9), local(9, 20))
    assert StatusChange.objects.filter(appointment=visit).values_list("was", "now").get() == ("", "booked")
    assert StoredEvent.objects.filter(name="scheduling.AppointmentBooked").count() == 1


def test_nobody_is_booked_twice(office: Office) -> None:
    office.book(9, place=office.place)
    other = {"patient": office.patients[1]}
    assert "9:00 AM to 9:20 AM is taken" in refused(do(book_appointment, office.command(9, 10, **other)))
    same_patient = office.command(9, 10, provider=office.providers[1])
    assert "patient already has a visit booked" in refused(do(book_appointment, same_patient))
    same_room = office.command(9, 10, **other, provider=office.providers[1], place=office.place)
    assert "room is taken" in refused(do(book_appointment, same_room))
    office.book(9, 20, **other)


def test_the_database_itself_refuses_a_double_booking(office: Office) -> None:
    number = office.book(9, place=office.place)
    for taken in (
        {"provider_id": office.providers[0]},
        {"place_id": office.place},
        {"patient_id": office.patients[0]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            BookedTime.objects.create(
                period=TimestamptzRange(local(9, 10), local(9, 30)), appointment_id=number, **taken
            )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"starts_at": "2027-02-01T09:00:00"}, "has passed"),
        ({"starts_at": "2027-03-14T02:30:00"}, "skips that time"),
        ({"starts_at": "2027-03-06T09:00:00"}, "site is closed"),
        ({"starts_at": "2027-03-01T13:00:00"}, "does not work there"),
        ({"starts_at": "9999-12-31T23:59:00"}, "out of reach"),
        ({"starts_at": "0001-01-01T00:00:00"}, "out of reach|has passed"),
        ({"starts_at": "2027-03-01T09:00:30"}, "whole minute"),
        ({"patient": 999_999}, "no such patient"),
        ({"visit_type": 999_999}, "not in use"),
        ({"provider": 999_999}, "not taking visits"),
        ({"site": 999_999}, "not in use"),
        ({"place": 999_999}, "not at this site"),
    ],
)
def test_bad_bookings_get_a_sentence(office: Office, change: dict[str, Any], said: str) -> None:
    reason = refused(do(book_appointment, office.command(9, **change)))
    assert any(part in reason for part in said.split("|")), reason
    assert not Appointment.objects.exists() and not BookedTime.objects.exists()


def test_a_typed_time_is_on_the_sites_clock(office: Office) -> None:
    result = do(book_appointment, office.command(9, starts_at=datetime(2027, 3, 15, 9)))
    assert isinstance(result, Done)
    assert Appointment.objects.get().starts_at == local(9, day=date(2027, 3, 15))


def test_holidays_blocks_the_dead_and_the_merged(office: Office) -> None:
    Holiday.objects.create(date=MONDAY + timedelta(days=1), name="Town Day")
    assert "Town Day" in refused(
        do(book_appointment, office.command(9, starts_at=local(9, day=date(2027, 3, 2))))
    )
    block = BlockTime(provider=office.providers[0], starts_at=local(10), ends_at=local(11), reason="Rounds")
    assert isinstance(do(block_time, block), Done)
    assert "(Rounds)" in refused(do(book_appointment, office.command(9, 50)))
    Patient.objects.filter(id=office.patients[1]).update(merged_into=office.patients[0])
    assert "merged" in refused(do(book_appointment, office.command(9, patient=office.patients[1])))
    Patient.objects.filter(id=office.patients[0]).update(deceased=True)
    assert "has died" in refused(do(book_appointment, office.command(9)))


def test_a_block_over_visits_shows_how_many_first(office: Office) -> None:
    office.book(9)
    block = BlockTime(site=office.site, starts_at=local(9), ends_at=local(11), reason="Flood")
    assert "1 visit is booked" in refused(do(block_time, block))
    assert isinstance(do(block_time, block.model_copy(update={"displace": 1})), Done)


def test_overbooking_shares_the_provider_as_often_as_the_template_says(office: Office) -> None:
    def over(patient: int, hour: int = 9) -> object:
        command = office.command(hour, patient=patient).model_dump() | {"because": "Chest cold, cannot wait"}
        return do(overbook_appointment, OverbookAppointment.model_validate(command))

    assert "is free" in refused(over(office.patients[0]))
    office.book(9)
    assert isinstance(over(office.patients[1]), Done)
    assert sorted(BookedTime.objects.values_list("lane", flat=True)) == [0, 1]
    third = Patient.objects.create(
        record_number="T9",
        family_name="C",
        given_name="C",
        birth_date=date(1980, 1, 1),
        registered_at=NOW,
        changed_at=NOW,
    )
    assert "overbooked once already" in refused(over(third.pk))


def test_cancelling_frees_the_time_and_can_be_taken_back(office: Office) -> None:
    number = office.book(9)
    assert isinstance(
        do(cancel_appointment, CancelAppointment(appointment=number, reason="Feels better")), Done
    )
    assert not BookedTime.objects.exists()
    assert isinstance(do(reinstate_appointment, ReinstateAppointment(appointment=number)), Done)
    assert BookedTime.objects.filter(appointment_id=number).count() == 1
    do(cancel_appointment, CancelAppointment(appointment=number, reason="Feels better"))
    office.book(9, patient=office.patients[1])
    assert "given to somebody else" in refused(
        do(reinstate_appointment, ReinstateAppointment(appointment=number))
    )


def test_moving_and_moving_back(office: Office) -> None:
    number = office.book(9)
    do(confirm_appointment, ConfirmAppointment(appointment=number))
    move = RescheduleAppointment(
        appointment=number, starts_at=local(9, 10), provider=office.providers[1], moves=0
    )
    assert isinstance(do(reschedule_appointment, move), Done)
    visit = Appointment.objects.get(id=number)
    assert (visit.starts_at, visit.provider_id, visit.status, visit.moves) == (
        local(9, 10), office.providers[1], "booked", 1,
    )  # fmt: skip
    assert "colleague has moved" in refused(do(reschedule_appointment, move))
    assert isinstance(do(move_back, MoveBack(appointment=number)), Done)
    visit.refresh_from_db()
    assert (visit.starts_at, visit.provider_id) == (local(9), office.providers[0])


def test_a_held_booking_keeps_its_slot_until_released(office: Office) -> None:
    with collecting():
        hold_slot(office.command(9), proposal_id=77, by=SYSTEM, now=NOW)
    other = office.command(9, patient=office.patients[1])
    assert "waits for a countersign" in refused(do(book_appointment, other))
    release(proposal_id=77)
    assert isinstance(do(book_appointment, other), Done)


def test_a_double_click_books_once(office: Office) -> None:
    first = perform(book_appointment, office.command(9), by=SYSTEM, now=NOW, key="k")
    again = perform(book_appointment, office.command(9), by=SYSTEM, now=NOW, key="k")
    assert isinstance(first, Done) and isinstance(again, Done)
    assert again.replayed and again.id == first.id
    assert Appointment.objects.count() == 1
