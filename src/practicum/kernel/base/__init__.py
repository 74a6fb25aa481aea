"""The ground under the kernel: records, actors, levels."""

from practicum.kernel.base.actor import SYSTEM, Actor
from practicum.kernel.base.levels import Level, Proceeding, Risk, Stream
from practicum.kernel.base.record import Health, Record, Retention

__all__ = ["SYSTEM", "Actor", "Health", "Level", "Proceeding", "Record", "Retention", "Risk", "Stream"]
