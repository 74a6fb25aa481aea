"""What the processes of a practice know of each other."""

from __future__ import annotations

from django.db import models

from practicum.kernel.base import Health, Record, Retention


class Heartbeat(Record):
    """When a job process was last at work: what the health address looks at."""

    health = Health.NONE
    retention = Retention.WHILE_USED

    process = models.CharField(max_length=120, unique=True)
    seen_at = models.DateTimeField()
