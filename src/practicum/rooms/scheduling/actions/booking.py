"""Booking visits, calling them off, and the patient's word that they will come."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from practicum.kernel.actions import (
    Command,
    KeepsFree,
    PatientRef,
    Risk,
    RuleBroken,
    Stream,
    Undo,
    action,
    publish,
    record,
)
from practicum.kernel.actions.fields import Reason, ShortText
from practicum.kernel.base import Actor
from practicum.rooms.scheduling import checks, status, taking
from practicum.rooms.scheduling.events import AppointmentBooked
from practicum.rooms.scheduling.lifecycle import Status
from practicum.rooms.scheduling.models import Appointment, StatusChange
from practicum.rooms.scheduling.refs import AppointmentRef, PlaceRef, ProviderRef, SiteRef, VisitTypeRef

SLOT_TIME = Annotated[datetime, Field(title="Start", description="On the site's clock.")]


class BookAppointment(Command):
    """Book a visit into free time."""

    patient: PatientRef = Field(title="Patient")
    visit_type: VisitTypeRef = Field(title="Visit type")
    provider: ProviderRef = Field(title="Provider")
    site: SiteRef = Field(title="Site")
    starts_at: SLOT_TIME
    place: PlaceRef | None = Field(None, title="Room or equipment")
    reason: ShortText = Field("", title="Reason for the visit", description="In the patient's words.")
    confirm_by: Literal["", "sms", "email", "voice", "letter"] = Field(
        "", title="Confirm by", description="Empty: the patient's usual way."
    )


class OverbookAppointment(BookAppointment):
    """Book a visit beside another of the same provider, as far as the template allows."""

    because: Reason = Field(title="Why it cannot wait")


class CancelAppointment(Command):
    """Call a visit off and free its time."""

    appointment: AppointmentRef = Field(title="Visit")
    reason: Reason = Field(title="Reason")


class ReinstateAppointment(Command):
    """Take back a cancellation, if the time is still free."""

    appointment: AppointmentRef = Field(title="Visit")


class ConfirmAppointment(Command):
    """Note that the patient said they will come."""

    appointment: AppointmentRef = Field(title="Visit")


class UnconfirmAppointment(Command):
    """Take back a confirmation that was noted by mistake."""

    appointment: AppointmentRef = Field(title="Visit")


@action(stream=Stream.SCHEDULING, risk=Risk.ROUTINE, says="Take back the cancellation of {appointment}")
def reinstate_appointment(command: ReinstateAppointment, *, by: Actor, now: datetime) -> Appointment:
    """The time is taken again if nobody else has it; else the visit needs a new one."""
    visit = status.locked(command.appointment)
    wanted = _wanted_by(visit)
    taking.lock(wanted)
    if visit.starts_at < now:
        raise RuleBroken("That time has passed. Book a new visit.", field="appointment")
    if any(one.what != "place" for one in taking.taken(wanted, except_appointment=visit.id)):
        raise RuleBroken("The time has been given to somebody else. Book a new visit.", field="appointment")
    visit.cancelled_reason = ""
    visit.save(update_fields=["cancelled_reason"])
    return status.move(visit, "reinstate", by=by, now=now)


@action(
    stream=Stream.SCHEDULING, risk=Risk.CONSEQUENTIAL, carries=["E2"], says="Cancel {appointment}: {reason}",
    undo=Undo(reinstate_appointment, lambda command, _: ReinstateAppointment(appointment=command.appointment)),
)  # fmt: skip
def cancel_appointment(command: CancelAppointment, *, by: Actor, now: datetime) -> Appointment:
    """The patient is told by the channel they chose."""
    visit = status.locked(command.appointment)
    visit.cancelled_reason = command.reason
    visit.save(update_fields=["cancelled_reason"])
    return status.move(visit, "cancel", by=by, now=now, reason=command.reason)


def hold_slot(command: BookAppointment, *, proposal_id: int, by: Actor, now: datetime, **_more: Any) -> None:
    """Keep the slot of a booking that waits for a countersign."""
    _, wanted, lane = _prepare(command, now=now)
    taking.keep(wanted, proposal_id=proposal_id, lane=lane)
    publish("schedule")


def starts(command: BookAppointment) -> datetime | None:
    """When a proposal is overtaken by the time it was for."""
    return command.starts_at if command.starts_at.tzinfo is not None else None


_undo_booking = Undo(
    cancel_appointment,
    lambda _, number: CancelAppointment(appointment=number or 0, reason="Booked by mistake"),
)


@action(
    stream=Stream.SCHEDULING, risk=Risk.CONSEQUENTIAL, carries=["E2"],
    says="Book {visit_type} for {patient}, {starts_at} with {provider}",
    undo=_undo_booking, keeps_free=KeepsFree(hold=hold_slot, release=taking.release), expires=starts,
)  # fmt: skip
def book_appointment(command: BookAppointment, *, by: Actor, now: datetime) -> Appointment:
    """Hours, templates and blocks are checked here; who has the time, by the database."""
    return _book(command, by=by, now=now)


@action(
    stream=Stream.SCHEDULING, risk=Risk.CONSEQUENTIAL, carries=["E2"],
    says="Overbook {visit_type} for {patient}, {starts_at} with {provider}: {because}",
    undo=_undo_booking, keeps_free=KeepsFree(hold=hold_slot, release=taking.release), expires=starts,
)  # fmt: skip
def overbook_appointment(command: OverbookAppointment, *, by: Actor, now: datetime) -> Appointment:
    """Only the provider is shared, in a lane of their own; patient and room stay exclusive."""
    return _book(command, by=by, now=now)


def _prepare(command: BookAppointment, *, now: datetime) -> tuple[checks.Plan, taking.Wanted, int]:
    plan = checks.plan(
        patient=command.patient, visit_type=command.visit_type, provider=command.provider, site=command.site,
        place=command.place, starts_at=command.starts_at, now=now,
    )  # fmt: skip
    wanted = taking.Wanted(plan.asked.period, command.provider, command.patient, command.place)
    found = taking.taken(wanted)
    overbooking = isinstance(command, OverbookAppointment)
    taking.check_free(found, zone=plan.zone, overbooking=overbooking)
    lane = taking.free_lane(found, allowed=plan.calendar.overbookable(plan.asked)) if overbooking else 0
    return plan, wanted, lane


def _book(command: BookAppointment, *, by: Actor, now: datetime) -> Appointment:
    plan, wanted, lane = _prepare(command, now=now)
    visit = Appointment.objects.create(
        patient_id=command.patient, visit_type_id=command.visit_type, provider_id=command.provider,
        site_id=command.site, place_id=command.place, starts_at=plan.asked.starts_at,
        ends_at=plan.asked.starts_at + timedelta(minutes=plan.asked.minutes), status=Status.BOOKED, status_at=now,
        reason=command.reason, confirm_by=command.confirm_by, booked_at=now,
        overbooked_reason=getattr(command, "because", ""),
    )  # fmt: skip
    taking.keep(wanted, appointment_id=visit.id, lane=lane)
    StatusChange.objects.create(appointment=visit, was="", now=Status.BOOKED, at=now, by_id=by.staff_id)
    record(AppointmentBooked(appointment_id=visit.id, occurred_at=now))
    publish("schedule")
    return visit


def _wanted_by(visit: Appointment) -> taking.Wanted:
    return taking.Wanted(
        (visit.starts_at, visit.ends_at), visit.provider_id, visit.patient_id, visit.place_id
    )


@action(stream=Stream.SCHEDULING, risk=Risk.ROUTINE, says="Take back the confirmation of {appointment}")
def unconfirm_appointment(command: UnconfirmAppointment, *, by: Actor, now: datetime) -> Appointment:
    """Back to merely booked."""
    return status.move(status.locked(command.appointment), "unconfirm", by=by, now=now)


@action(
    stream=Stream.SCHEDULING, risk=Risk.ROUTINE, carries=["E2"], says="Confirm {appointment}",
    undo=Undo(unconfirm_appointment, lambda command, _: UnconfirmAppointment(appointment=command.appointment)),
)  # fmt: skip
def confirm_appointment(command: ConfirmAppointment, *, by: Actor, now: datetime) -> Appointment:
    """By phone, or from the patient's reply."""
    return status.move(status.locked(command.appointment), "confirm", by=by, now=now)
