"""Acknowledgements (ACK^R01 and of any other event), original and enhanced mode.

Chapter 2, 2.9: in original mode one answer, AA taken, AE in error, AR rejected. In enhanced mode
the sender says which it wants: a commit answer (CA, CE, CR) once the message is safe, an
application answer (AA, AE, AR) once it has been looked at, each always, never, or only on
error or success.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from practicum.formats.hl7.datatypes import Authority
from practicum.formats.hl7.errors import Fault, Hl7Error
from practicum.formats.hl7.header import VERSIONS, Header
from practicum.formats.hl7.marks import STANDARD, escape
from practicum.formats.hl7.message import join
from practicum.formats.hl7.message import parse as parse_message
from practicum.formats.hl7.times import Precision, timestamp
from practicum.formats.hl7.write import Content, segment, write_authority, write_field

# Faults a commit answer turns down outright (2.9.3): nothing the sender could mend in the content.
_COMMIT_REJECTS = frozenset({Fault.MESSAGE_TYPE, Fault.EVENT_CODE, Fault.PROCESSING_ID, Fault.VERSION_ID})


def answers(header: Header, *, error: Hl7Error | None) -> tuple[str, ...]:
    """Say which acknowledgement codes this message is to be answered with: none, one or two."""
    application = "AA" if error is None else "AR" if error.fault.rejects else "AE"
    if not header.enhanced:
        return (application,)
    commit = "CA" if error is None else "CR" if error.fault in _COMMIT_REJECTS else "CE"
    wanted = []
    if _wants(header.accept_acknowledgement, error):
        wanted.append(commit)
    if _wants(header.application_acknowledgement, error):
        wanted.append(application)
    return tuple(wanted)


def _wants(condition: str, error: Hl7Error | None) -> bool:
    return condition == "AL" or condition == ("SU" if error is None else "ER")


def write_ack(
    header: Header,
    code: str,
    *,
    now: datetime,
    control_id: str,
    error: Hl7Error | None = None,
) -> bytes:
    """Write the acknowledgement of a message with that header.

    The version of the answer is the sender's when it is one we speak, so that ERR has the form
    its software knows: components of ERR-1 up to 2.4, fields of their own since 2.5.
    """
    version = header.version if header.version in VERSIONS else "2.5.1"
    before, after = _envelope(header.receiving_application, header.receiving_facility, header.sending_application,
                              header.sending_facility, header.trigger or "R01", version)  # fmt: skip
    at = str(timestamp(now, precision=Precision.SECOND))
    rest = f"{escape(control_id)}|{escape(header.processing_id or 'P')}|{version}||||||UNICODE UTF-8"
    msa: dict[int, Content] = {1: code, 2: header.control_id, 3: "" if error is None else _short(error)}
    lines = [f"{before}{at}{after}{rest}", segment("MSA", msa)]
    if error is not None:
        modern = _at_least(version, (2, 5))
        lines.append(segment("ERR", _err_fields(error) if modern else {1: _err_old(error)}))
    return join(lines)


@lru_cache(maxsize=256)
def _envelope(
    from_application: Authority, from_facility: Authority, to_application: Authority, to_facility: Authority,
    trigger: str, version: str,
) -> tuple[str, str]:  # fmt: skip
    """Write the header up to its time, and from there to its control id: the same for a sender's every message."""
    kind: Content = ("ACK", trigger, "ACK") if _at_least(version, (2, 4)) else "ACK"
    parties = (from_application, from_facility, to_application, to_facility)
    written = "|".join(write_field(write_authority(party)) for party in parties)
    return f"MSH|{STANDARD.encoding_characters}|{written}|", f"||{write_field(kind)}|"


def _short(error: Hl7Error) -> str:
    """MSA-3 holds 80 characters, and is all that some senders show their people."""
    return str(error) if len(str(error)) <= 80 else str(error)[:77] + "..."


def _err_fields(error: Hl7Error) -> dict[int, Content]:
    place = error.place
    where = (place.segment, str(place.number), str(place.field or ""), "", str(place.component or ""))
    return {
        2: where[: 5 if place.component else 3 if place.field else 2] if place.segment else None,
        3: (str(int(error.fault)), error.fault.text, "HL70357"),
        4: "E",
        8: str(error),
    }


def _err_old(error: Hl7Error) -> Content:
    place = error.place
    code = (str(int(error.fault)), error.fault.text, "HL70357")
    return (place.segment, str(place.number) if place.segment else "", str(place.field or ""), code)


def _at_least(version: str, floor: tuple[int, int]) -> bool:
    parts = tuple(int(part) for part in version.split("."))
    return parts[:2] >= floor


@dataclass(frozen=True, slots=True)
class Ack:
    """An acknowledgement received."""

    code: str
    control_id: str
    text: str = ""
    fault: int = 0
    where: str = ""


def parse_ack(raw: bytes) -> Ack:
    """Read an acknowledgement; raise `Hl7Error` when it is none."""
    message = parse_message(raw)
    msa = message.first("MSA")
    if msa is None:
        raise Hl7Error(Fault.SEGMENT_SEQUENCE, "the answer has no MSA segment.")
    err = message.first("ERR")
    if err is None:
        return Ack(msa.value(1), msa.value(2), msa.value(3))
    code = err.value(3) or err.value(1, 4)
    where = "^".join(
        part for n in range(1, 6) if (part := err.value(2, n) or (n < 4 and err.value(1, n)) or "")
    )
    text = err.value(8) or msa.value(3) or err.value(3, 2)
    return Ack(msa.value(1), msa.value(2), text, int(code) if code.isdecimal() else 0, where)
