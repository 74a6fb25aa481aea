"""Moving a visit to another time without typing anything again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from psycopg.types.range import TimestamptzRange
from pydantic import Field

from practicum.kernel.actions import (
    Command,
    KeepsFree,
    Risk,
    RuleBroken,
    Stream,
    Undo,
    action,
    publish,
    record,
)
from practicum.kernel.actions.fields import ShortText
from practicum.kernel.base import Actor
from practicum.rooms.scheduling import checks, status, taking
from practicum.rooms.scheduling.actions.booking import SLOT_TIME
from practicum.rooms.scheduling.events import AppointmentMoved
from practicum.rooms.scheduling.lifecycle import EXPECTED, WORDS, Status
from practicum.rooms.scheduling.models import Appointment, BookedTime, Rebooking
from practicum.rooms.scheduling.refs import AppointmentRef, PlaceRef, ProviderRef, SiteRef


class RescheduleAppointment(Command):
    """Move a visit to another free time, and to another provider or site if named."""

    appointment: AppointmentRef = Field(title="Visit")
    starts_at: SLOT_TIME
    provider: ProviderRef | None = Field(None, title="Provider", description="Empty: the same one.")
    site: SiteRef | None = Field(None, title="Site", description="Empty: the same one.")
    place: PlaceRef | None = Field(None, title="Room or equipment")
    reason: ShortText = Field("", title="Why")
    moves: int | None = Field(
        None, ge=0, le=9999, title="Moves seen", description="How often it had been moved when you looked."
    )


class MoveBack(Command):
    """Take back a visit's last move, if its old time is still free."""

    appointment: AppointmentRef = Field(title="Visit")


@action(stream=Stream.SCHEDULING, risk=Risk.CONSEQUENTIAL, says="Move back {appointment}")
def move_back(command: MoveBack, *, by: Actor, now: datetime) -> Appointment:
    """To where its last move found it."""
    visit = _movable(command.appointment)
    before = visit.rebookings.order_by("-id").first()
    if before is None:
        raise RuleBroken("This visit has not been moved.", field="appointment")
    old = RescheduleAppointment(
        appointment=visit.id, starts_at=before.starts_at, provider=before.provider_id, site=before.site_id,
        place=before.place_id, reason="Moved back",
    )  # fmt: skip
    return _move(visit, old, by=by, now=now)


def hold_new_slot(
    command: RescheduleAppointment, *, proposal_id: int, by: Actor, now: datetime, **_: Any
) -> None:
    """Keep the new slot while the move waits for a countersign; the old one stays booked."""
    visit = _movable(command.appointment)
    wanted = _prepare(visit, command, now=now)[1]
    if not any(one.appointment_id == visit.id for one in taking.taken(wanted)):
        taking.keep(wanted, proposal_id=proposal_id)
    publish("schedule")


@action(
    stream=Stream.SCHEDULING, risk=Risk.CONSEQUENTIAL, carries=["E2"], says="Move {appointment} to {starts_at}",
    undo=Undo(move_back, lambda command, _: MoveBack(appointment=command.appointment)),
    keeps_free=KeepsFree(hold=hold_new_slot, release=taking.release),
)  # fmt: skip
def reschedule_appointment(command: RescheduleAppointment, *, by: Actor, now: datetime) -> Appointment:
    """Old time freed and new time taken in one step; the patient is told by their channel."""
    return _move(_movable(command.appointment, seen=command.moves), command, by=by, now=now)


def _movable(appointment_id: int, *, seen: int | None = None) -> Appointment:
    visit = status.locked(appointment_id)
    if visit.status not in EXPECTED:
        words = WORDS[Status(visit.status)].lower()
        raise RuleBroken(
            f"The visit is {words}; only one that is still to come can be moved.", field="appointment"
        )
    if seen is not None and seen != visit.moves:
        raise RuleBroken(
            "A colleague has moved this visit meanwhile. Look at its new time first.", field="appointment"
        )
    return visit


def _prepare(
    visit: Appointment, command: RescheduleAppointment, *, now: datetime
) -> tuple[checks.Plan, taking.Wanted]:
    site = command.site or visit.site_id
    plan = checks.plan(
        patient=visit.patient_id, visit_type=visit.visit_type_id, provider=command.provider or visit.provider_id,
        site=site, place=command.place, starts_at=command.starts_at, now=now,
    )  # fmt: skip
    wanted = taking.Wanted(plan.asked.period, plan.asked.provider_id, visit.patient_id, command.place)
    old = taking.Wanted((visit.starts_at, visit.ends_at), visit.provider_id, visit.patient_id, visit.place_id)
    taking.lock(wanted, old)
    taking.check_free(taking.taken(wanted, except_appointment=visit.id), zone=plan.zone)
    return plan, wanted


def _move(visit: Appointment, command: RescheduleAppointment, *, by: Actor, now: datetime) -> Appointment:
    plan, wanted = _prepare(visit, command, now=now)
    Rebooking.objects.create(
        appointment=visit, starts_at=visit.starts_at, provider_id=visit.provider_id, site_id=visit.site_id,
        place_id=visit.place_id, reason=command.reason, at=now, by_id=by.staff_id,
    )  # fmt: skip
    visit.starts_at = plan.asked.starts_at
    visit.ends_at = plan.asked.starts_at + timedelta(minutes=plan.asked.minutes)
    visit.provider_id, visit.site_id, visit.place_id = (
        plan.asked.provider_id,
        plan.asked.site_id,
        command.place,
    )
    visit.moves += 1
    visit.overbooked_reason = ""
    visit.save()
    BookedTime.objects.filter(appointment=visit).update(
        period=TimestamptzRange(*wanted.period),
        provider_id=wanted.provider_id,
        place_id=wanted.place_id,
        lane=0,
    )
    if visit.status == Status.CONFIRMED:
        status.move(visit, "unconfirm", by=by, now=now, reason="Moved")
    record(AppointmentMoved(appointment_id=visit.id, occurred_at=now))
    publish("schedule")
    return visit
