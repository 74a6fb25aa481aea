"""Moving a visit from one status to the next: the only writer of the one status."""

from __future__ import annotations

from datetime import datetime

from psycopg.types.range import TimestamptzRange

from practicum.kernel.actions import RuleBroken, about, publish, record
from practicum.kernel.base import Actor
from practicum.rooms.scheduling import taking
from practicum.rooms.scheduling.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentEvent,
    AppointmentMissed,
    PatientArrived,
    PatientLeft,
    VisitMoved,
)
from practicum.rooms.scheduling.lifecycle import BY_NAME, KEEPS_TIME, TAKEN_BACK, Status, check_may
from practicum.rooms.scheduling.models import Appointment, BookedTime, StatusChange

_EVENTS: dict[str, type[AppointmentEvent]] = {
    "arrive": PatientArrived,
    "appear": PatientArrived,
    "return": PatientArrived,
    "cancel": AppointmentCancelled,
    "reinstate": AppointmentBooked,
    "confirm": AppointmentConfirmed,
    "miss": AppointmentMissed,
    "leave": PatientLeft,
}


def locked(appointment_id: int) -> Appointment:
    """The visit, alone in this transaction."""
    visit = Appointment.objects.select_for_update().filter(id=appointment_id).first()
    if visit is None:
        raise RuleBroken("There is no such visit. Look it up again.", field="appointment")
    about(patient_id=visit.patient_id, subject=("appointment", visit.id))
    return visit


def move(visit: Appointment, name: str, *, by: Actor, now: datetime, reason: str = "") -> Appointment:
    """Make one move of the table, or refuse it in words."""
    problem = check_may(name, Status(visit.status))
    if problem:
        raise RuleBroken(problem, field="appointment")
    target = BY_NAME[name].target
    _write(visit, target, by=by, now=now, reason=reason)
    event = _EVENTS.get(name)
    if event is not None:
        record(event(appointment_id=visit.id, occurred_at=now))
    else:
        record(VisitMoved(appointment_id=visit.id, status=target, occurred_at=now))
    return visit


def take_back(visit: Appointment, *, by: Actor, now: datetime, reason: str = "") -> Appointment:
    """Put a visit back to where it stood before its last move, which was a mistake."""
    last = visit.changes.filter(taken_back=False).order_by("-id").first()
    if last is None or not last.was or Status(visit.status) not in TAKEN_BACK or last.now != visit.status:
        raise RuleBroken("There is no move of today's to take back.", field="appointment")
    last.taken_back = True
    last.save(update_fields=["taken_back"])
    was = Status(last.was)
    before = visit.changes.filter(taken_back=False, now=was).order_by("-id").first()
    _write(visit, was, by=by, now=now, reason=reason or "Taken back", as_mistake=True)
    visit.status_at = before.at if before else visit.booked_at
    visit.save(update_fields=["status_at"])
    record(VisitMoved(appointment_id=visit.id, status=was, occurred_at=now))
    return visit


def _write(
    visit: Appointment, target: Status, *, by: Actor, now: datetime, reason: str, as_mistake: bool = False
) -> None:
    was = Status(visit.status)
    if was in KEEPS_TIME and target not in KEEPS_TIME:
        taking.give_back(appointment_id=visit.id)
    elif was not in KEEPS_TIME and target in KEEPS_TIME:
        _take_again(visit)
    visit.status, visit.status_at = target, now
    visit.save(update_fields=["status", "status_at"])
    StatusChange.objects.create(
        appointment=visit,
        was=was,
        now=target,
        at=now,
        by_id=by.staff_id,
        reason=reason[:500],
        taken_back=as_mistake,
    )
    publish("schedule")
    publish("board")


def _take_again(visit: Appointment) -> None:
    """Somebody is here after all: their time again, beside whoever was given it meanwhile."""
    wanted = taking.Wanted(
        (visit.starts_at, visit.ends_at), visit.provider_id, visit.patient_id, visit.place_id
    )
    taking.lock(wanted)
    used = {one.lane for one in taking.taken(wanted) if one.what == "provider"}
    lane = next((lane for lane in range(6) if lane not in used), None)
    if lane is None:
        raise RuleBroken("That time is full. Book the patient into another slot.", field="appointment")
    BookedTime.objects.create(
        period=TimestamptzRange(*wanted.period), provider_id=visit.provider_id, lane=lane,
        patient_id=visit.patient_id, appointment=visit,
        place_id=None if any(one.what == "place" for one in taking.taken(wanted)) else visit.place_id,
    )  # fmt: skip
