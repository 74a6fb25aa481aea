"""What has happened to visits: past tense, ids only."""

from __future__ import annotations

from dataclasses import dataclass

from practicum.kernel.events.outbox import Event


@dataclass(frozen=True, slots=True)
class AppointmentEvent(Event):
    """Something happened to a visit."""

    appointment_id: int


@dataclass(frozen=True, slots=True)
class AppointmentBooked(AppointmentEvent):
    """A visit was booked, or its cancellation was taken back."""


@dataclass(frozen=True, slots=True)
class AppointmentMoved(AppointmentEvent):
    """A visit was moved to another time, place or provider."""


@dataclass(frozen=True, slots=True)
class AppointmentCancelled(AppointmentEvent):
    """A visit was called off; its time is free."""


@dataclass(frozen=True, slots=True)
class AppointmentConfirmed(AppointmentEvent):
    """The patient said that they will come."""


@dataclass(frozen=True, slots=True)
class AppointmentMissed(AppointmentEvent):
    """The patient did not come."""


@dataclass(frozen=True, slots=True)
class PatientArrived(AppointmentEvent):
    """The patient is here."""


@dataclass(frozen=True, slots=True)
class PatientLeft(AppointmentEvent):
    """The patient left without being seen."""


@dataclass(frozen=True, slots=True)
class VisitMoved(AppointmentEvent):
    """Any other move of the visit's status; `status` is the new one."""

    status: str
