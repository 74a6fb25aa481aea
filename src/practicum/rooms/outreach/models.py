"""What the practice has told its patients about their visits."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from practicum.kernel.base import Health, Record, Retention
from practicum.kernel.events.models import Outbound
from practicum.rooms.scheduling.public import Appointment


class Notice(Record):
    """One telling of one change of a visit: by which channel, and the message that carries it.

    A text or an e-mail has an outbound message; a call or a letter is a person's work and has none;
    a notice that came to nothing (taken back before it left) says so.
    """

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(
        max_length=10, choices=[("booked", "Booked"), ("moved", "Moved"), ("cancelled", "Cancelled")]
    )
    channel = models.CharField(max_length=8, blank=True, default="")
    language = models.CharField(max_length=12, default="en")
    text = models.TextField(blank=True, default="")
    outbound = models.ForeignKey(Outbound, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    came_to = models.CharField(
        max_length=120, blank=True, default="", help_text="When no message was sent: what instead."
    )
    at = models.DateTimeField()
    done_at = models.DateTimeField(
        null=True, blank=True, help_text="When a letter was printed or a call made."
    )
