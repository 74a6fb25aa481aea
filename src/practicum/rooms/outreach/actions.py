"""Telling patients about their visits, and putting right what did not arrive."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from practicum.formats.ical import CalendarEvent, calendar_file
from practicum.kernel.actions import Command, Risk, RuleBroken, Stream, about, action, publish
from practicum.kernel.actions.fields import ShortText
from practicum.kernel.base import Actor
from practicum.kernel.events import outgoing
from practicum.kernel.events.models import Outbound
from practicum.kernel.practice.models import Practice, Site
from practicum.kernel.worklist.public import close_items, open_item
from practicum.lib.periods import zone_named
from practicum.rooms.outreach import rules
from practicum.rooms.outreach.models import Notice
from practicum.rooms.outreach.refs import MessageRef, NoticeRef
from practicum.rooms.outreach.work import CALL, LETTER, NO_WAY
from practicum.rooms.scheduling.public import Appointment, AppointmentRef, Reach, reach

CHANNELS = {"sms": "sms", "email": "mail"}
BY_HAND = {"voice": CALL, "letter": LETTER}


class TellPatient(Command):
    """Tell a patient that a visit was booked, moved or cancelled, by the way they chose."""

    appointment: AppointmentRef = Field(title="Visit")
    kind: Literal["booked", "moved", "cancelled"] = Field(title="What happened")


class OfMessage(Command):
    """An act on one message."""

    message: MessageRef = Field(title="Message")


class RetryMessage(OfMessage):
    """Try a message again that could not be sent."""


class CancelMessage(OfMessage):
    """Stop a message that has not left yet."""


class FinishNotice(Command):
    """A call was made, or a letter was printed and posted."""

    notice: NoticeRef = Field(title="Notice")
    outcome: ShortText = Field("", title="Outcome")


@action(
    stream=Stream.OUTREACH, risk=Risk.CONSEQUENTIAL, carries=["E2"], says="Tell the patient: {appointment} is {kind}",
    in_palette=False,
)  # fmt: skip
def tell_patient(command: TellPatient, *, by: Actor, now: datetime) -> Notice:
    """By a channel with consent only; a call or a letter becomes a person's work."""
    visit = Appointment.objects.select_related("site", "patient").filter(id=command.appointment).first()
    if visit is None:
        raise RuleBroken("There is no such visit.", field="appointment")
    person = reach(visit.patient_id)
    notice = Notice(
        appointment=visit, kind=command.kind, at=now, language=person.language if person else "en"
    )
    if visit.starts_at <= now:
        return _came_to_nothing(notice, "The visit had begun already")
    unsent = _recall(visit, by=by, now=now)
    if command.kind == "cancelled" and unsent:
        return _came_to_nothing(notice, "The booking had not been told yet, so nothing was sent")
    kind = "booked" if command.kind == "moved" and unsent else command.kind
    return _tell(notice, kind, visit, person, now=now)


def _recall(visit: Appointment, *, by: Actor, now: datetime) -> bool:
    """Stop what was not sent yet, so that nobody is told of a time that no longer holds. True if nothing was told."""
    told_before = False
    recalled = False
    for earlier in Notice.objects.filter(appointment=visit).select_related("outbound").order_by("id"):
        if earlier.outbound is not None and outgoing.cancel(outbound_id=earlier.outbound.pk):
            earlier.came_to = "Overtaken by a change before it was sent"
            earlier.save(update_fields=["came_to"])
            recalled = True
        elif earlier.channel in BY_HAND and earlier.done_at is None and not earlier.came_to:
            earlier.came_to, earlier.done_at = "Overtaken by a change", now
            earlier.save(update_fields=["came_to", "done_at"])
            close_items(
                BY_HAND[earlier.channel],
                subject_id=earlier.pk,
                outcome="Overtaken by a change",
                by=by,
                now=now,
            )
            recalled = True
        elif earlier.outbound is not None or earlier.done_at is not None:
            told_before = True
    return recalled and not told_before


def _came_to_nothing(notice: Notice, why: str) -> Notice:
    notice.came_to = why
    notice.save()
    return notice


def _tell(notice: Notice, kind: str, visit: Appointment, person: Reach | None, *, now: datetime) -> Notice:
    way = person.way(visit.confirm_by) if person else None
    told = _told(kind, visit, person)
    notice.channel = way.channel if way else ""
    subject, letter = rules.mail(told)
    notice.text = rules.text_message(told) if notice.channel == "sms" else letter
    notice.save()
    if way is not None and way.channel in CHANNELS:
        body = _body(way.channel, notice, subject, told, visit, now=now)
        message = outgoing.send(
            channel=CHANNELS[way.channel], to=way.to, body=body, key=f"notice:{notice.pk}", now=now,
            patient_id=visit.patient_id,
        )  # fmt: skip
        notice.outbound_id = message
        notice.save(update_fields=["outbound"])
        return notice
    item = BY_HAND[way.channel] if way else NO_WAY
    open_item(
        item, says=f"{rules.mail(told)[0]}: {when_words(told)}", subject_id=notice.pk, patient_id=visit.patient_id,
        key=f"notice:{notice.pk}", now=now,
    )  # fmt: skip
    return notice


def when_words(told: rules.Told) -> str:
    """When the visit is, for staff."""
    return rules.when(told.starts_at, told.zone, "en")


def _told(kind: str, visit: Appointment, person: Reach | None) -> rules.Told:
    practice = Practice.objects.first()
    site: Site = visit.site
    address = ", ".join(part for part in (site.address_line, site.city) if part)
    return rules.Told(
        kind=kind, practice=practice.name if practice else "", phone=site.phone or (practice.phone if practice else ""),
        site=site.name, address=address, given_name=person.given_name if person else "", starts_at=visit.starts_at,
        zone=zone_named(site.zone), language=person.language if person else "en",
    )  # fmt: skip


def _body(
    channel: str, notice: Notice, subject: str, told: rules.Told, visit: Appointment, *, now: datetime
) -> dict[str, Any]:
    if channel == "sms":
        return {"text": notice.text}
    cancelled = told.kind == "cancelled"
    event = CalendarEvent(
        uid=f"visit-{visit.pk}@practicum", starts_at=visit.starts_at, ends_at=visit.ends_at,
        summary=told.practice, location=", ".join(part for part in (told.site, told.address) if part),
        sequence=visit.moves + (1 if cancelled else 0), cancelled=cancelled,
    )  # fmt: skip
    return {
        "subject": subject, "text": notice.text, "calendar": calendar_file(event, made_at=now),
        "calendar_method": "CANCEL" if cancelled else "PUBLISH",
    }  # fmt: skip


def _message(number: int) -> Outbound:
    found = Outbound.objects.select_for_update().filter(id=number).first()
    if found is None:
        raise RuleBroken("There is no such message.", field="message")
    about(patient_id=found.patient_id, subject=("message", found.pk))
    return found


@action(
    stream=Stream.OUTREACH, risk=Risk.ROUTINE, carries=["E2"], says="Try {message} again", in_palette=False
)
def retry_message(command: RetryMessage, *, by: Actor, now: datetime) -> int:
    """From the first try on."""
    found = _message(command.message)
    if found.state != Outbound.State.DEAD:
        raise RuleBroken("Only a message that could not be sent is tried again.", field="message")
    outgoing.try_again(outbound_id=found.pk, now=now)
    publish("outbound")
    return found.pk


@action(stream=Stream.OUTREACH, risk=Risk.ROUTINE, carries=["E2"], says="Stop {message}", in_palette=False)
def cancel_message(command: CancelMessage, *, by: Actor, now: datetime) -> int:
    """What has left cannot be called back."""
    found = _message(command.message)
    if not outgoing.cancel(outbound_id=found.pk):
        raise RuleBroken("This message has left or is leaving now; it cannot be stopped.", field="message")
    publish("outbound")
    return found.pk


@action(
    stream=Stream.OUTREACH, risk=Risk.ROUTINE, carries=["E2"], says="Done by hand: {notice}", in_palette=False
)
def finish_notice(command: FinishNotice, *, by: Actor, now: datetime) -> Notice:
    """Closes its work item."""
    notice = (
        Notice.objects.select_for_update().select_related("appointment").filter(id=command.notice).first()
    )
    if notice is None or notice.outbound_id is not None:
        raise RuleBroken("There is no such call or letter.", field="notice")
    about(patient_id=notice.appointment.patient_id, subject=("notice", notice.pk))
    if notice.done_at is not None:
        raise RuleBroken("This is done already.", field="notice")
    notice.done_at, notice.came_to = now, (command.outcome or "Done")[:120]
    notice.save(update_fields=["done_at", "came_to"])
    close_items(
        BY_HAND.get(notice.channel, NO_WAY), subject_id=notice.pk, outcome=notice.came_to, by=by, now=now
    )
    publish("outbound")
    return notice
