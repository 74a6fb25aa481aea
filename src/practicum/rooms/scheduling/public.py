"""Scheduling's one door: what rooms above may use."""

from practicum.rooms.scheduling.actions import (
    AddAvailability,
    AddVisitType,
    BookAppointment,
    CancelAppointment,
    add_availability,
    add_visit_type,
    book_appointment,
    cancel_appointment,
)
from practicum.rooms.scheduling.actions.loading import (
    LoadAppointments,
    LoadedAppointment,
    load_appointments,
    loading,
)
from practicum.rooms.scheduling.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentMissed,
    AppointmentMoved,
    PatientArrived,
    PatientLeft,
    VisitMoved,
)
from practicum.rooms.scheduling.lifecycle import EXPECTED, HERE, OVER, WORDS, Status, moves_from
from practicum.rooms.scheduling.models import Appointment, VisitType
from practicum.rooms.scheduling.queries.reach import Reach, reach
from practicum.rooms.scheduling.queries.visits import Visit, last_change, site_day, visit, visits_of_patient
from practicum.rooms.scheduling.refs import AppointmentRef, VisitTypeRef
from practicum.rooms.scheduling.rules.words import ago, clock_time, day_words, moment, relative_day
from practicum.rooms.scheduling.status import locked, move, take_back

__all__ = [
    "EXPECTED",
    "HERE",
    "OVER",
    "WORDS",
    "AddAvailability",
    "AddVisitType",
    "Appointment",
    "AppointmentBooked",
    "AppointmentCancelled",
    "AppointmentConfirmed",
    "AppointmentMissed",
    "AppointmentMoved",
    "AppointmentRef",
    "BookAppointment",
    "CancelAppointment",
    "LoadAppointments",
    "LoadedAppointment",
    "PatientArrived",
    "PatientLeft",
    "Reach",
    "Status",
    "Visit",
    "VisitMoved",
    "VisitType",
    "VisitTypeRef",
    "add_availability",
    "add_visit_type",
    "ago",
    "book_appointment",
    "cancel_appointment",
    "clock_time",
    "day_words",
    "last_change",
    "load_appointments",
    "loading",
    "locked",
    "moment",
    "move",
    "moves_from",
    "reach",
    "relative_day",
    "site_day",
    "take_back",
    "visit",
    "visits_of_patient",
]  # fmt: skip
