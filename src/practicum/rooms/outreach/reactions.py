"""What outreach does when visits are booked, moved or cancelled."""

from __future__ import annotations

from datetime import datetime

from practicum.kernel.actions import Refused, perform
from practicum.kernel.base import Actor
from practicum.rooms.outreach.actions import TellPatient, tell_patient
from practicum.rooms.scheduling.public import AppointmentBooked, AppointmentCancelled, AppointmentMoved

KINDS = {AppointmentBooked: "booked", AppointmentMoved: "moved", AppointmentCancelled: "cancelled"}


def queue_confirmation(
    event: AppointmentBooked | AppointmentMoved | AppointmentCancelled, *, by: Actor, now: datetime
) -> None:
    """Tell the patient; once for each event, however often it is delivered."""
    kind = KINDS[type(event)]
    command = TellPatient.model_validate({"appointment": event.appointment_id, "kind": kind})
    key = f"tell:{kind}:{event.appointment_id}:{event.occurred_at.timestamp()}"
    result = perform(tell_patient, command, by=by, now=now, key=key)
    if isinstance(result, Refused):
        raise RuntimeError(result.reason)
