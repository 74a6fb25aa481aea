"""What other rooms may use of intake."""

from practicum.rooms.intake.actions.registering import RegisterInsured, register_insured

__all__ = ["RegisterInsured", "register_insured"]
