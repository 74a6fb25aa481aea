"""What has happened to money."""

from __future__ import annotations

from dataclasses import dataclass

from practicum.kernel.events.outbox import Event


@dataclass(frozen=True, slots=True)
class PaymentTaken(Event):
    """A patient paid."""

    payment_id: int


@dataclass(frozen=True, slots=True)
class PaymentVoided(Event):
    """A payment was taken back on its day."""

    payment_id: int
