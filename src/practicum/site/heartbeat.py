"""The sign of life of job processes. It is about machines, not the practice, so no action writes it."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta

from practicum.site.models import Heartbeat

EVERY = timedelta(seconds=5)
LATELY = timedelta(seconds=30)
_FORGOTTEN = timedelta(days=1)


def beat(*, now: datetime) -> None:
    """Say that this process is at work, and forget processes of long ago."""
    name = f"{socket.gethostname()}:{os.getpid()}"[:120]
    Heartbeat.objects.update_or_create(process=name, defaults={"seen_at": now})
    Heartbeat.objects.filter(seen_at__lt=now - _FORGOTTEN).delete()


def seen_lately(*, now: datetime) -> bool:
    """Whether any job process was at work in the last half minute."""
    return Heartbeat.objects.filter(seen_at__gte=now - LATELY).exists()
