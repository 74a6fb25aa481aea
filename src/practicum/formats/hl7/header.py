"""The header of a message (MSH): who sends it, what it is, and how it wants to be answered."""

import re
from dataclasses import dataclass

from practicum.formats.hl7.datatypes import NO_AUTHORITY, Authority
from practicum.formats.hl7.errors import Fault, Hl7Error
from practicum.formats.hl7.message import Message, parse
from practicum.formats.hl7.reader import Reader
from practicum.formats.hl7.times import Timestamp

VERSIONS = frozenset({"2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2"})
_PROCESSING = frozenset({"P", "T", "D"})
_CONDITIONS = frozenset({"AL", "NE", "ER", "SU"})


@dataclass(frozen=True, slots=True)
class Header:
    """What MSH says; the acknowledgement conditions are empty in original mode."""

    sending_application: Authority = NO_AUTHORITY
    sending_facility: Authority = NO_AUTHORITY
    receiving_application: Authority = NO_AUTHORITY
    receiving_facility: Authority = NO_AUTHORITY
    at: Timestamp | None = None
    code: str = ""
    trigger: str = ""
    structure: str = ""
    control_id: str = ""
    processing_id: str = ""
    version: str = ""
    accept_acknowledgement: str = ""
    application_acknowledgement: str = ""
    character_set: str = ""

    @property
    def enhanced(self) -> bool:
        """Whether the sender asks for acknowledgements in enhanced mode (chapter 2, 2.9.3)."""
        return bool(self.accept_acknowledgement or self.application_acknowledgement)


def read_header(message: Message, reader: Reader | None = None) -> Header:
    """Read the header without judging it."""
    reader = reader or Reader(message)
    msh = message.header
    return Header(
        sending_application=reader.authority_field(msh.raw(3)),
        sending_facility=reader.authority_field(msh.raw(4)),
        receiving_application=reader.authority_field(msh.raw(5)),
        receiving_facility=reader.authority_field(msh.raw(6)),
        at=reader.time(msh, 7),
        code=msh.value(9, 1).strip(),
        trigger=msh.value(9, 2).strip(),
        structure=msh.value(9, 3).strip(),
        control_id=msh.value(10).strip(),
        processing_id=msh.value(11).strip(),
        version=msh.value(12).strip(),
        accept_acknowledgement=_condition(reader, msh.value(15).strip(), 15),
        application_acknowledgement=_condition(reader, msh.value(16).strip(), 16),
        character_set=msh.value(18).strip(),
    )


def _condition(reader: Reader, said: str, number: int) -> str:
    if said and said not in _CONDITIONS:
        reader.odd.append(f"MSH, field {number}: the acknowledgement condition “{said[:10]}” is not known.")
        return ""
    return said


def check_header(header: Header, message: Message, *, accepts: frozenset[tuple[str, str]]) -> None:
    """Refuse what the practice cannot take: type, version, processing id, or no control id.

    ``accepts`` holds pairs of message code and trigger event. An empty trigger is taken to be
    the one event accepted of its code, as version 2.3 senders leave it out.
    """
    place = message.header.place
    if not header.code:
        raise Hl7Error(Fault.REQUIRED_FIELD, "the message type is missing.", place=place(9))
    if header.code not in {code for code, _ in accepts}:
        raise Hl7Error(Fault.MESSAGE_TYPE, f"messages of type {header.code[:10]} are not taken here.",
                       place=place(9, 1))  # fmt: skip
    if header.trigger and (header.code, header.trigger) not in accepts:
        said = f"{header.code}^{header.trigger[:10]}"
        raise Hl7Error(
            Fault.EVENT_CODE, f"messages for the event {said} are not taken here.", place=place(9, 2)
        )
    if not header.version:
        raise Hl7Error(Fault.REQUIRED_FIELD, "the version is missing.", place=place(12))
    if header.version not in VERSIONS:
        raise Hl7Error(Fault.VERSION_ID, f"version {header.version[:10]} is not taken here; 2.3 to 2.8 are.",
                       place=place(12))  # fmt: skip
    if header.processing_id and header.processing_id not in _PROCESSING:
        raise Hl7Error(Fault.PROCESSING_ID, f"the processing id “{header.processing_id[:10]}” is none of P, T, D.",
                       place=place(11))  # fmt: skip
    if not header.control_id:
        raise Hl7Error(Fault.REQUIRED_FIELD, "the message control id is missing.", place=place(10))


def salvage_header(raw: bytes) -> Header:
    """Read what can be read of the header of a broken message, so that it can be answered.

    Never raises: where nothing can be read the header is empty.
    """
    bare = raw[:8192].replace(b"\x00", b"")
    found = re.search(rb"MSH[^\r\n]*", bare)
    if found is None:
        return Header()
    line = found[0].decode("latin-1")
    try:
        return read_header(parse(_without_character_set(line).encode("latin-1")))
    except Hl7Error:
        pass
    try:  # the separator may be all that is right
        fields = line.split(line[3]) if len(line) > 3 else []
        usual = [*fields[:1], "^~\\&", *fields[2:]]
        return read_header(parse(_without_character_set("|".join(usual)).encode("latin-1")))
    except Hl7Error:
        return Header()


def _without_character_set(line: str) -> str:
    if len(line) < 4:
        return line
    fields = line.split(line[3])
    if len(fields) > 17:
        fields[17] = "8859/1"
    return line[3].join(fields)
