"""What to make of one arrived message: under which key it is kept, and how it is answered.

Pure: the same bytes are always judged the same, so a message sent again is answered again.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from practicum.formats import mllp
from practicum.formats.hl7.ack import answers, write_ack
from practicum.formats.hl7.errors import Fault, Hl7Error
from practicum.formats.hl7.header import Header, salvage_header
from practicum.formats.hl7.message import parse
from practicum.formats.hl7.oru import check_oru

# The inbox keeps keys of up to 200 characters: three parts, their bars and the digest.
_LONGEST_PART = 40


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as it came, judged."""

    raw: bytes
    key: str
    header: Header
    error: Hl7Error | None = None

    def replies(self, *, now: datetime, failure: Hl7Error | None = None) -> list[bytes]:
        """Write the acknowledgements; ``failure`` is ours, when the message could not be kept."""
        error = failure or self.error
        return [
            write_ack(self.header, code, now=now, control_id=f"{self.key[-24:]}{number}", error=error)
            for number, code in enumerate(answers(self.header, error=error))
        ]


def examine(raw: bytes) -> Arrival:
    """Judge a message without reading what it says about the patient."""
    try:
        header = check_oru(parse(raw))
    except Hl7Error as error:
        return broken(raw, error)
    return Arrival(raw, _key(header, raw), header)


def broken(raw: bytes, error: Hl7Error) -> Arrival:
    """Make an arrival of what cannot be taken; what can be read of its header is used to answer."""
    header = salvage_header(raw)
    return Arrival(raw, _key(header, raw), header, error)


def too_long(head: bytes, *, limit: int) -> Arrival:
    """Make an arrival of the head of a frame over the limit."""
    said = f"the message is longer than the {limit:,} bytes taken here; its beginning was kept."
    return broken(mllp.START + head, Hl7Error(Fault.TOO_LONG, said))


def unfinished(payload: bytes) -> Arrival:
    """Make an arrival of a frame whose end never came.

    It is kept with the start of its frame and without an end, by which every later reader
    knows it for a fragment, however whole it looks.
    """
    return examine(mllp.START + payload)


def _key(header: Header, raw: bytes) -> str:
    """Name the message so that its second arrival is known: who sent it, its number, its content."""
    digest = hashlib.sha256(raw).hexdigest()
    if not header.control_id:
        return digest
    parts = (str(header.sending_application), str(header.sending_facility), header.control_id)
    return "|".join([*map(_named, parts), digest])


def _named(part: str) -> str:
    if part.isprintable() and "|" not in part:
        return part[:_LONGEST_PART]
    return "".join(c for c in part if c.isprintable() and c != "|")[:_LONGEST_PART]
