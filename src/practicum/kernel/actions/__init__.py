"""Actions: how they are declared, what they take, how they are done.

from practicum.kernel.actions import Command, PatientRef, Risk, Stream, action, perform
"""

from typing import TYPE_CHECKING

from practicum.kernel.actions.command import (
    Choice,
    Command,
    PatientRef,
    Ref,
    StaffRef,
    ref_type,
    register_ref,
)
from practicum.kernel.actions.context import about
from practicum.kernel.actions.declare import Action, KeepsFree, Undo, action
from practicum.kernel.actions.results import Done, Held, Refused, RuleBroken
from practicum.kernel.base import Level, Risk, Stream
from practicum.kernel.events.outbox import publish, record

if TYPE_CHECKING:
    from practicum.kernel.actions.gate import perform

__all__ = [
    "Action", "Choice", "Command", "Done", "Held", "KeepsFree", "Level", "PatientRef", "Ref", "Refused", "Risk",
    "RuleBroken", "StaffRef", "Stream", "Undo", "about", "action", "perform", "publish", "record", "ref_type",
    "register_ref",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """`perform` is loaded when first used: it needs the models, which need the app registry."""
    if name == "perform":
        from practicum.kernel.actions import gate

        return gate.perform
    raise AttributeError(name)
