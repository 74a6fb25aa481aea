"""Every write of scheduling."""

from practicum.rooms.scheduling.actions.booking import (
    BookAppointment,
    CancelAppointment,
    ConfirmAppointment,
    OverbookAppointment,
    ReinstateAppointment,
    UnconfirmAppointment,
    book_appointment,
    cancel_appointment,
    confirm_appointment,
    overbook_appointment,
    reinstate_appointment,
    unconfirm_appointment,
)
from practicum.rooms.scheduling.actions.loading import LoadAppointments, load_appointments, loading
from practicum.rooms.scheduling.actions.moving import (
    MoveBack,
    RescheduleAppointment,
    move_back,
    reschedule_appointment,
)
from practicum.rooms.scheduling.actions.templates import (
    AddAvailability,
    AddVisitType,
    BlockTime,
    ChangeVisitType,
    EndAvailability,
    LiftBlock,
    add_availability,
    add_visit_type,
    block_time,
    change_visit_type,
    end_availability,
    lift_block,
)

__all__ = [
    "AddAvailability", "AddVisitType", "BlockTime", "BookAppointment", "CancelAppointment", "ChangeVisitType",
    "ConfirmAppointment", "EndAvailability", "LiftBlock", "LoadAppointments", "MoveBack", "OverbookAppointment",
    "ReinstateAppointment", "RescheduleAppointment", "UnconfirmAppointment", "add_availability", "add_visit_type",
    "block_time", "book_appointment", "cancel_appointment", "change_visit_type", "confirm_appointment",
    "end_availability", "lift_block", "load_appointments", "loading", "move_back", "overbook_appointment",
    "reinstate_appointment", "reschedule_appointment", "unconfirm_appointment",
]  # fmt: skip
