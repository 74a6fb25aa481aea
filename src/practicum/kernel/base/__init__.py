"""The ground under the kernel: records, actors, levels."""

from typing import TYPE_CHECKING

from practicum.kernel.base.actor import SYSTEM, Actor
from practicum.kernel.base.classes import Health, Retention
from practicum.kernel.base.levels import Level, Proceeding, Risk, Stream

if TYPE_CHECKING:
    from practicum.kernel.base.record import Record

__all__ = [
    "SYSTEM",
    "Actor",
    "Health",
    "Level",
    "Proceeding",
    "Record",
    "Retention",
    "Risk",
    "Stream",
]


def __getattr__(name: str) -> object:
    """`Record` is loaded when first used: a model class needs the app registry."""
    if name == "Record":
        from practicum.kernel.base import record

        return record.Record
    raise AttributeError(name)
