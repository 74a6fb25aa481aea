"""What has come in before anybody sits down: the night's results, waiting to be handled by the jobs."""

from __future__ import annotations

from datetime import datetime, timedelta

from practicum.adapters.lab.examine import examine
from practicum.formats import mllp
from practicum.kernel.events import inbox
from practicum.sandbox.lab.people import clinic_from_database
from practicum.sandbox.lab.stream import Kind, stream

MESSAGES = 48
TROUBLE = 0.12


def bring_results(*, seed: int, now: datetime) -> int:
    """Keep the night's messages as the listener would have; the job process files them. Returns how many."""
    clinic = clinic_from_database(most=400)
    items = stream(clinic, seed=seed, count=MESSAGES, start=now - timedelta(hours=9), share=TROUBLE)
    arrived = [
        examine(body) for item in items if item.kind is not Kind.BROKEN_FRAMING for body in _bodies(item.wire)
    ]
    inbox.receive_many(source="lab", messages=[(one.key, one.raw) for one in arrived], now=now)
    return len(arrived)


def _bodies(wire: bytes) -> list[bytes]:
    """The messages inside their frames."""
    return [event.payload for event in mllp.Decoder().feed(wire) if isinstance(event, mllp.Frame)]
