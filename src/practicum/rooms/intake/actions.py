"""Every change of this room."""

from practicum.rooms.intake.registering import RegisterInsured, register_insured

__all__ = ["RegisterInsured", "register_insured"]
