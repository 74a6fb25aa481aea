"""Confirmations: by the patient's channel and consent, once, and never of a time that no longer holds."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practicum.kernel import clock
from practicum.kernel.actions import Done, Refused, perform
from practicum.kernel.base import SYSTEM
from practicum.kernel.events import outgoing
from practicum.kernel.events.models import Outbound
from practicum.kernel.events.outgoing import TransportError
from practicum.kernel.worklist.models import WorkItem
from practicum.rooms.outreach.actions import (
    CancelMessage,
    FinishNotice,
    RetryMessage,
    cancel_message,
    finish_notice,
    retry_message,
)
from practicum.rooms.outreach.models import Notice
from practicum.rooms.outreach.reactions import queue_confirmation
from practicum.rooms.scheduling.actions import (
    CancelAppointment,
    RescheduleAppointment,
    cancel_appointment,
    reschedule_appointment,
)
from practicum.rooms.scheduling.public import AppointmentBooked, AppointmentCancelled, AppointmentMoved
from practicum.rooms.scheduling.tests.conftest import NOW, Office, local, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast) -> Office:
    _ = cast.desk
    return make_office()


@pytest.fixture
def carried(monkeypatch):
    """An adapter that keeps what it is given, or fails as told."""
    sent: list[outgoing.Message] = []
    failures: list[TransportError] = []

    def carry(message: Any) -> str:
        if failures:
            raise failures.pop(0)
        sent.append(message)
        return f"took {message.key}"

    for channel in ("sms", "mail"):
        monkeypatch.setitem(outgoing._adapters, channel, carry)
        monkeypatch.setitem(outgoing._connected, channel, lambda: True)
    return SimpleNamespace(sent=sent, failures=failures)


def booked(number, at=NOW):
    queue_confirmation(AppointmentBooked(appointment_id=number, occurred_at=at), by=SYSTEM, now=at)


def test_a_text_goes_to_who_agreed_to_texts_and_only_once(cast, office, carried):
    number = office.book(9, patient=cast.patient.pk)
    booked(number)
    booked(number)
    outgoing.tick(now=NOW)
    (message,) = carried.sent
    assert message.channel == "sms" and message.recipient == "+12125550142"
    assert "9:00 AM" in message.body["text"] and "Quist" not in message.body["text"]
    assert Outbound.objects.get().proof


def test_mail_has_a_calendar(cast, office, carried):
    patient = cast.another_patient(
        given_name="Bea", email="bea@example.org", preferred_channel="email", may_email=True, may_text=False
    )
    booked(office.book(9, patient=patient.pk))
    outgoing.tick(now=NOW)
    (message,) = carried.sent
    assert message.channel == "mail" and message.body["calendar"].startswith("BEGIN:VCALENDAR")


def test_without_consent_a_person_calls(cast, office):
    patient = cast.another_patient(given_name="Cy", preferred_channel="sms", may_text=False)
    booked(office.book(9, patient=patient.pk))
    assert not Outbound.objects.exists()
    item = WorkItem.objects.get(kind="outreach.call")
    notice = Notice.objects.get()
    assert item.subject_id == notice.pk and notice.channel == "voice"
    done = perform(
        finish_notice, FinishNotice(notice=notice.pk, outcome="Told the patient"), by=cast.desk, now=NOW
    )
    assert isinstance(done, Done)
    item.refresh_from_db()
    assert item.closed_at == NOW
    assert isinstance(perform(finish_notice, FinishNotice(notice=notice.pk), by=cast.desk, now=NOW), Refused)


def test_nobody_to_reach_is_a_work_item(office):
    booked(office.book(9))
    assert WorkItem.objects.filter(kind="outreach.no_way").count() == 1


def test_what_was_not_sent_yet_is_overtaken(cast, office, carried):
    number = office.book(9, patient=cast.patient.pk)
    booked(number)
    move = RescheduleAppointment(appointment=number, starts_at=local(10))
    perform(reschedule_appointment, move, by=SYSTEM, now=NOW)
    queue_confirmation(AppointmentMoved(appointment_id=number, occurred_at=NOW), by=SYSTEM, now=NOW)
    outgoing.tick(now=NOW)
    assert ["is booked for" in m.body["text"] and "10:00 AM" in m.body["text"] for m in carried.sent] == [
        True
    ]


def test_a_booking_cancelled_before_it_was_told_is_never_told(cast, office, carried):
    number = office.book(9, patient=cast.patient.pk)
    booked(number)
    perform(cancel_appointment, CancelAppointment(appointment=number, reason="Mistake"), by=SYSTEM, now=NOW)
    queue_confirmation(AppointmentCancelled(appointment_id=number, occurred_at=NOW), by=SYSTEM, now=NOW)
    outgoing.tick(now=NOW)
    assert carried.sent == []


def test_a_cancellation_after_the_telling_is_told(cast, office, carried):
    number = office.book(9, patient=cast.patient.pk)
    booked(number)
    outgoing.tick(now=NOW)
    perform(
        cancel_appointment, CancelAppointment(appointment=number, reason="Provider away"), by=SYSTEM, now=NOW
    )
    queue_confirmation(AppointmentCancelled(appointment_id=number, occurred_at=NOW), by=SYSTEM, now=NOW)
    outgoing.tick(now=NOW)
    assert "was cancelled" in carried.sent[1].body["text"]


def test_a_visit_that_has_begun_is_not_announced(cast, office, carried):
    number = office.book(9, patient=cast.patient.pk)
    booked(number, at=NOW + timedelta(hours=5))
    assert Notice.objects.get().came_to and not Outbound.objects.exists()


def test_failures_are_seen_tried_again_and_stopped(cast, office, carried):
    carried.failures.append(TransportError("The number is a landline.", permanent=True))
    booked(office.book(9, patient=cast.patient.pk))
    outgoing.tick(now=NOW)
    message = Outbound.objects.get()
    assert message.state == "dead" and "landline" in message.last_error
    assert isinstance(perform(retry_message, RetryMessage(message=message.pk), by=cast.desk, now=NOW), Done)
    assert isinstance(perform(cancel_message, CancelMessage(message=message.pk), by=cast.desk, now=NOW), Done)
    assert isinstance(
        perform(cancel_message, CancelMessage(message=message.pk), by=cast.desk, now=NOW), Refused
    )


def test_an_unconnected_channel_keeps_its_messages(cast, office, carried, monkeypatch):
    monkeypatch.setitem(outgoing._connected, "sms", lambda: False)
    booked(office.book(9, patient=cast.patient.pk))
    outgoing.tick(now=NOW)
    assert carried.sent == [] and Outbound.objects.get().attempts == 0


def test_the_messages_page(cast, office, carried, monkeypatch, settings):
    signing = "practicum.kernel.authority.middleware.SignInMiddleware"
    if signing not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, signing]
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setitem(outgoing._connected, "mail", lambda: False)
    client = cast.client(cast.desk, at=NOW)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/outreach/").status_code == 200
        return len(seen)

    booked(office.book(8, patient=cast.patient.pk))
    booked(office.book(8, patient=office.patients[0], provider=office.providers[1]))
    queries()
    few = queries()
    for minute in (20, 40):
        person = cast.another_patient(given_name=f"Dee{minute}")
        booked(office.book(8, minute, patient=person.pk))
        booked(office.book(9, minute, patient=office.patients[1], provider=office.providers[1]))
    assert queries() == few <= 14
    text = client.get("/outreach/").content.decode()
    assert "Quist, Ada" in text and "E-mail is not connected" in text and "No way" in text
    number = Outbound.objects.earliest("id").pk
    assert "Stop it" in client.get(f"/outreach/message/{number}/").content.decode()
    stopped = client.post(
        f"/outreach/message/{number}/", {"_act": "cancel", "_key": "s"}, HTTP_HX_REQUEST="true"
    )
    assert "Stopped" in stopped.content.decode()
    notice = Notice.objects.filter(outbound=None).earliest("id")
    assert "No telephone" in client.get(f"/outreach/notice/{notice.pk}/").content.decode()
    assert client.get("/outreach/message/99999/").status_code == 404
    assert cast.client(cast.outsider, at=NOW).get("/outreach/").status_code == 403
