"""A message as it came, line by line, each segment named for whoever has to talk to the laboratory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from practicum.kernel.events.models import Inbound
from practicum.rooms.results.models import LabMessage

SEGMENTS = {
    "MSH": "Header", "SFT": "Software", "PID": "Patient", "PD1": "Patient, more", "NK1": "Next of kin",
    "PV1": "Visit", "PV2": "Visit, more", "ORC": "Order", "OBR": "Test ordered", "OBX": "Value", "NTE": "Note",
    "SPM": "Specimen", "TQ1": "Timing", "CTI": "Trial", "DSC": "Continued", "FT1": "Charge", "CTD": "Contact",
}  # fmt: skip
MOST_LINES = 2_000
MOST_WIDE = 4_000


@dataclass(frozen=True)
class Line:
    """One segment."""

    name: str
    words: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class RawShown:
    """A kept message."""

    id: int
    key: str
    received_at: datetime
    state: str
    repeats: int
    last_error: str
    size: int
    lines: tuple[Line, ...]
    more: bool
    patient_ids: tuple[int, ...]


def raw_shown(inbound_id: int) -> RawShown | None:
    """The message kept under that number, or None when it is not a laboratory's."""
    row = Inbound.objects.filter(pk=inbound_id, source="lab").first()
    if row is None:
        return None
    raw = bytes(row.raw)
    text = raw[:2_000_000].decode("utf-8", errors="replace").replace("\r\n", "\r").replace("\n", "\r")
    lines = [line for line in text.split("\r") if line.strip()]
    found = LabMessage.objects.filter(inbound=row, patient__isnull=False)
    return RawShown(
        id=row.pk,
        key=row.key,
        received_at=row.received_at,
        state=row.state,
        repeats=row.repeats,
        last_error=row.last_error,
        size=len(raw),
        lines=tuple(_line(line) for line in lines[:MOST_LINES]),
        more=len(lines) > MOST_LINES,
        patient_ids=tuple(found.values_list("patient_id", flat=True)),
    )


def _line(text: str) -> Line:
    # Control characters are shown as pictures: they are what one looks for in a broken message.
    seen = "".join(chr(0x2400 + ord(c)) if ord(c) < 32 else c for c in text[:MOST_WIDE])
    name = seen[:3]
    separator = seen[3:4] if name == "MSH" else "|"
    return Line(name, SEGMENTS.get(name, ""), tuple(seen.split(separator)) if separator else (seen,))
