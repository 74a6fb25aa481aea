"""The data types a practice reads: identifiers, codes, names, numbers, addresses, values."""

import base64
import binascii
from dataclasses import dataclass
from decimal import Decimal

from practicum.formats.hl7.errors import Fault, Hl7Error
from practicum.formats.hl7.times import Timestamp


@dataclass(frozen=True, slots=True)
class Authority:
    """Who assigned something (HD): a local name, a universal id and its type (ISO, DNS, CLIA ...)."""

    name: str = ""
    universal_id: str = ""
    universal_type: str = ""

    def __str__(self) -> str:
        """Give the name, or the universal id when there is none."""
        return self.name or self.universal_id


NO_AUTHORITY = Authority()


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier of a person (CX): its value, who assigned it, and its kind (MR, PI, SS, MA ...)."""

    value: str
    authority: Authority = NO_AUTHORITY
    kind: str = ""


@dataclass(frozen=True, slots=True)
class OrderNumber:
    """A placer's or filler's number (EI)."""

    value: str
    authority: Authority = NO_AUTHORITY


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded value (CE, CWE) with its alternate and the words first used."""

    code: str = ""
    text: str = ""
    system: str = ""
    other_code: str = ""
    other_text: str = ""
    other_system: str = ""
    original_text: str = ""

    def __str__(self) -> str:
        """Give the words for it, or the code when there are none."""
        return self.text or self.original_text or self.other_text or self.code or self.other_code

    def code_in(self, system: str) -> str:
        """Give the code in the system named (``LN`` is LOINC), from either triplet; empty when absent."""
        if self.system == system:
            return self.code
        return self.other_code if self.other_system == system else ""

    @property
    def loinc(self) -> str:
        """The LOINC code, from whichever triplet carries it."""
        return self.code_in("LN")


NO_CODE = Coded()


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name (XPN): parts as sent."""

    family: str = ""
    given: str = ""
    middle: str = ""
    suffix: str = ""
    prefix: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Clinician:
    """An ordering or other provider (XCN)."""

    identifier: str = ""
    name: PersonName = PersonName()
    authority: Authority = NO_AUTHORITY
    kind: str = ""
    npi: str = ""


@dataclass(frozen=True, slots=True)
class Telecom:
    """A phone, fax or e-mail (XTN) as sent: not yet normalised."""

    text: str
    use: str = ""
    equipment: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """An address (XAD)."""

    line: str = ""
    line2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Words (ST, TX, FT, IS, ID and whatever has no better reading)."""

    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number (NM), with the figures as sent because trailing zeros tell the precision."""

    number: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Structured:
    """A structured number (SN): ``> 100``, ``1:128``, ``10-20``; also ``<5`` sent as a plain number."""

    comparator: str
    first: Decimal | None
    separator: str
    second: Decimal | None
    text: str


@dataclass(frozen=True, slots=True)
class CodedValue:
    """A coded answer (CE, CWE)."""

    coded: Coded

    @property
    def text(self) -> str:
        """Words for it."""
        return str(self.coded)


@dataclass(frozen=True, slots=True)
class TimeValue:
    """A date or time as an answer (DT, TM, DTM, TS)."""

    at: Timestamp | None
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """An embedded document (ED), its data still encoded."""

    kind: str
    subtype: str
    encoding: str
    data: str

    @property
    def text(self) -> str:
        """Words for it: ``Document (PDF)``."""
        return f"Document ({self.subtype or self.kind or 'unknown kind'})"

    def content(self) -> bytes:
        """Decode the document; raise `Hl7Error` when it is damaged."""
        encoding = self.encoding.casefold()
        try:
            if encoding == "base64":
                return base64.b64decode("".join(self.data.split()), validate=True)
            if encoding == "hex":
                return bytes.fromhex(self.data)
        except (binascii.Error, ValueError):
            raise Hl7Error(Fault.DATA_TYPE, f"the document is not whole: its {encoding} is broken.") from None
        return self.data.encode()


@dataclass(frozen=True, slots=True)
class Pointer:
    """A document kept elsewhere (RP)."""

    where: str
    application: str = ""
    kind: str = ""
    subtype: str = ""

    @property
    def text(self) -> str:
        """Words for it."""
        return f"Document at {self.application or 'the sender'}: {self.where}"


Value = Text | Number | Structured | CodedValue | TimeValue | Document | Pointer
