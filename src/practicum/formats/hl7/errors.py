"""What can be wrong with a message, where, and how the standard says to answer."""

from dataclasses import dataclass
from enum import IntEnum


class Fault(IntEnum):
    """Message error condition codes (HL7 table 0357)."""

    ACCEPTED = 0
    SEGMENT_SEQUENCE = 100
    REQUIRED_FIELD = 101
    DATA_TYPE = 102
    TABLE_VALUE = 103
    TOO_LONG = 104
    MESSAGE_TYPE = 200
    EVENT_CODE = 201
    PROCESSING_ID = 202
    VERSION_ID = 203
    UNKNOWN_KEY = 204
    DUPLICATE_KEY = 205
    RECORD_LOCKED = 206
    INTERNAL = 207

    @property
    def text(self) -> str:
        """The table's own wording."""
        return _WORDING[self]

    @property
    def rejects(self) -> bool:
        """Whether the table calls it a rejection: nothing in the content to mend."""
        return self >= Fault.MESSAGE_TYPE


_WORDING = {
    Fault.ACCEPTED: "Message accepted",
    Fault.SEGMENT_SEQUENCE: "Segment sequence error",
    Fault.REQUIRED_FIELD: "Required field missing",
    Fault.DATA_TYPE: "Data type error",
    Fault.TABLE_VALUE: "Table value not found",
    Fault.TOO_LONG: "Value too long",
    Fault.MESSAGE_TYPE: "Unsupported message type",
    Fault.EVENT_CODE: "Unsupported event code",
    Fault.PROCESSING_ID: "Unsupported processing id",
    Fault.VERSION_ID: "Unsupported version id",
    Fault.UNKNOWN_KEY: "Unknown key identifier",
    Fault.DUPLICATE_KEY: "Duplicate key identifier",
    Fault.RECORD_LOCKED: "Application record locked",
    Fault.INTERNAL: "Application internal error",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a message: segment and its count among its kind, field, component; zero means whole."""

    segment: str = ""
    number: int = 1
    field: int = 0
    component: int = 0

    def __str__(self) -> str:
        """Say the place: ``OBX 3, field 5, component 2``."""
        words = [f"{self.segment} {self.number}" if self.number > 1 else self.segment]
        words += [f"field {self.field}"] if self.field else []
        words += [f"component {self.component}"] if self.component else []
        return ", ".join(words)


class Hl7Error(ValueError):
    """A message that cannot be taken; ``str()`` says what is wrong and where."""

    def __init__(self, fault: Fault, sentence: str, *, place: Place | None = None) -> None:
        self.fault = fault
        self.sentence = sentence
        self.place = place or Place()
        super().__init__(f"{self.place}: {sentence}" if self.place.segment else sentence)
