"""What the desk does with a visit of today. Every one of these moves the visit's one status."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from practicum.kernel.actions import Command, Risk, RuleBroken, Stream, Undo, action, publish
from practicum.kernel.actions.fields import Reason, ShortText
from practicum.kernel.base import Actor
from practicum.kernel.coverage.actions import confirm as confirm_coverage
from practicum.kernel.coverage.queries import active_coverage, copay_due
from practicum.kernel.patients.actions.demographics import confirm as confirm_details
from practicum.kernel.practice.models import Place
from practicum.kernel.practice.refs import PlaceRef
from practicum.kernel.zone import practice_zone
from practicum.rooms.billing.public import payments_of_visits
from practicum.rooms.frontdesk import rules
from practicum.rooms.frontdesk.models import CheckIn, RoomStay
from practicum.rooms.scheduling.public import Appointment, AppointmentRef, Status, locked, move, take_back

Identifier = Literal["name", "birth_date", "phone", "address", "photo_id", "photo"]


class OfVisit(Command):
    """An act on one visit of today."""

    appointment: AppointmentRef = Field(title="Visit")


class TakeBackMove(OfVisit):
    """Take back the last move of a visit, which was a mistake."""

    reason: ShortText = Field("", title="Reason")


class ArrivePatient(OfVisit):
    """Note that the patient is here."""


class CheckInPatient(OfVisit):
    """Check a patient in: who they are, that their details and coverage are right."""

    identifiers: list[Identifier] = Field(title="Identifiers checked", max_length=6)
    details_right: bool = Field(False, title="Address, phone and e-mail are right")
    coverage_right: bool = Field(False, title="Insurance is right")
    note: ShortText = Field("", title="What is still open")


class FinishCheckIn(OfVisit):
    """End a check-in: the patient may take a seat."""

    no_copay_reason: ShortText = Field("", title="Why no co-pay was taken")


class TakeToRoom(OfVisit):
    """Take the patient to a room."""

    room: PlaceRef | None = Field(None, title="Room")


class MeetProvider(OfVisit):
    """The provider is with the patient."""


class StartCheckOut(OfVisit):
    """The visit itself is over; the patient is back at the desk."""


class FinishVisit(OfVisit):
    """The patient has left and everything is done."""


class MarkNoShow(OfVisit):
    """The patient did not come."""


class MarkLeft(OfVisit):
    """The patient left without being seen."""

    reason: Reason = Field(title="What they said")


def _local(now: datetime) -> date:
    return now.astimezone(practice_zone()).date()


def _today_only(visit: Appointment, now: datetime) -> None:
    if visit.starts_at.date() > now.date() and (visit.starts_at - now).total_seconds() > 16 * 3600:
        raise RuleBroken("That visit is not today. Move it to today first.", field="appointment")


@action(
    stream=Stream.FRONTDESK,
    risk=Risk.ROUTINE,
    says="Take back the last move of {appointment}",
    in_palette=False,
)
def take_back_move(command: TakeBackMove, *, by: Actor, now: datetime) -> Appointment:
    """The visit is where it was before, with its old waiting time."""
    visit = locked(command.appointment)
    was = Status(visit.status)
    visit = take_back(visit, by=by, now=now, reason=command.reason)
    if was is Status.ROOMED:
        RoomStay.objects.filter(appointment=visit, until_at=None).update(until_at=now)
    if visit.status in {Status.ARRIVED, Status.BOOKED, Status.CONFIRMED}:
        CheckIn.objects.filter(appointment=visit, undone_at=None).update(undone_at=now)
    return visit


_take_back = Undo(take_back_move, lambda command, _: TakeBackMove(appointment=command.appointment))


@action(
    stream=Stream.FRONTDESK, risk=Risk.ROUTINE, says="{appointment}: the patient is here",
    undo=_take_back, in_palette=False,
)  # fmt: skip
def arrive(command: ArrivePatient, *, by: Actor, now: datetime) -> Appointment:
    """Also for somebody marked as a no-show or gone who is here after all."""
    visit = locked(command.appointment)
    _today_only(visit, now)
    name = {Status.NO_SHOW: "appear", Status.LEFT: "return"}.get(Status(visit.status), "arrive")
    return move(visit, name, by=by, now=now)


@action(
    stream=Stream.FRONTDESK, risk=Risk.ROUTINE, says="Check in for {appointment}",
    undo=_take_back, in_palette=False,
)  # fmt: skip
def check_in(command: CheckInPatient, *, by: Actor, now: datetime) -> Appointment:
    """Ends with the patient waiting, unless a co-pay is still due."""
    problem = rules.identifiers_problem(command.identifiers)
    if problem:
        raise RuleBroken(problem, field="identifiers")
    if not (command.details_right and command.coverage_right) and not command.note:
        raise RuleBroken("Say what is still open, or confirm the details and the insurance.", field="note")
    visit = locked(command.appointment)
    if visit.status in {Status.BOOKED, Status.CONFIRMED}:
        _today_only(visit, now)
        move(visit, "arrive", by=by, now=now)
    move(visit, "start_check_in", by=by, now=now)
    if command.details_right:
        confirm_details(visit.patient_id, now=now)
    if command.coverage_right:
        for coverage in active_coverage(visit.patient_id, _local(now)):
            confirm_coverage(coverage.id, by=by, now=now)
    due = copay_due(visit.patient_id, _local(now), visit_kind=visit.visit_type.copay_kind)
    CheckIn.objects.create(
        appointment=visit, identifiers=sorted(set(command.identifiers)), details_right=command.details_right,
        coverage_right=command.coverage_right, note=command.note, copay_due_cents=due, at=now, by_id=by.staff_id,
    )  # fmt: skip
    if not due or visit.pk in payments_of_visits([visit.pk]):
        move(visit, "finish_check_in", by=by, now=now)
    return visit


@action(
    stream=Stream.FRONTDESK, risk=Risk.ROUTINE, says="Finish the check-in for {appointment}",
    undo=_take_back, in_palette=False,
)  # fmt: skip
def finish_check_in(command: FinishCheckIn, *, by: Actor, now: datetime) -> Appointment:
    """The co-pay was taken, waits for a countersign, or is not taken for a reason."""
    visit = locked(command.appointment)
    noted = CheckIn.objects.filter(appointment=visit, undone_at=None).first()
    if noted is None:
        raise RuleBroken("Check the patient in first: identity, details and insurance.", field="appointment")
    if noted.copay_due_cents and visit.pk not in payments_of_visits([visit.pk]):
        if not command.no_copay_reason:
            raise RuleBroken("Take the co-pay, or say why it is not taken today.", field="no_copay_reason")
        noted.no_copay_reason = command.no_copay_reason
        noted.save(update_fields=["no_copay_reason"])
    return move(visit, "finish_check_in", by=by, now=now)


@action(
    stream=Stream.FRONTDESK, risk=Risk.ROUTINE, says="{appointment}: take to room {room}",
    undo=_take_back, in_palette=False,
)  # fmt: skip
def take_to_room(command: TakeToRoom, *, by: Actor, now: datetime) -> Appointment:
    """A room holds one patient at a time; the database sees to it."""
    visit = locked(command.appointment)
    move(visit, "room", by=by, now=now)
    if command.room is not None:
        if not Place.objects.filter(id=command.room, site_id=visit.site_id, active=True).exists():
            raise RuleBroken("That room is not at this site. Choose another.", field="room")
        RoomStay.objects.create(appointment=visit, place_id=command.room, since_at=now)
    return visit


def _out_of_room(visit: Appointment, now: datetime) -> None:
    RoomStay.objects.filter(appointment=visit, until_at=None).update(until_at=now)
    publish("board")


@action(stream=Stream.FRONTDESK, risk=Risk.ROUTINE, says="{appointment}: with the provider",
        undo=_take_back, in_palette=False)  # fmt: skip
def meet_provider(command: MeetProvider, *, by: Actor, now: datetime) -> Appointment:
    """The wait is over."""
    return move(locked(command.appointment), "meet", by=by, now=now)


@action(stream=Stream.FRONTDESK, risk=Risk.ROUTINE, says="{appointment}: check out",
        undo=_take_back, in_palette=False)  # fmt: skip
def start_check_out(command: StartCheckOut, *, by: Actor, now: datetime) -> Appointment:
    """The room is free again."""
    visit = move(locked(command.appointment), "check_out", by=by, now=now)
    _out_of_room(visit, now)
    return visit


@action(stream=Stream.FRONTDESK, risk=Risk.ROUTINE, says="{appointment}: done", undo=_take_back,
        in_palette=False)  # fmt: skip
def finish_visit(command: FinishVisit, *, by: Actor, now: datetime) -> Appointment:
    """Nothing is left to do at the desk."""
    visit = move(locked(command.appointment), "finish", by=by, now=now)
    _out_of_room(visit, now)
    return visit


@action(stream=Stream.FRONTDESK, risk=Risk.ROUTINE, says="{appointment}: did not come",
        undo=_take_back, in_palette=False)  # fmt: skip
def mark_no_show(command: MarkNoShow, *, by: Actor, now: datetime) -> Appointment:
    """Only somebody who is not here can be a no-show, and not before their time."""
    visit = locked(command.appointment)
    if visit.starts_at > now:
        raise RuleBroken("The visit has not begun yet: the patient may still come.", field="appointment")
    return move(visit, "miss", by=by, now=now)


@action(stream=Stream.FRONTDESK, risk=Risk.ROUTINE,
        says="{appointment}: left without being seen: {reason}", undo=_take_back, in_palette=False)  # fmt: skip
def mark_left(command: MarkLeft, *, by: Actor, now: datetime) -> Appointment:
    """Somebody calls them afterwards: the reason is kept for it."""
    visit = move(locked(command.appointment), "leave", by=by, now=now, reason=command.reason)
    _out_of_room(visit, now)
    return visit
