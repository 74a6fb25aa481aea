"""Read fields into data types, for one message's marks and character set."""

import re
from decimal import Decimal, InvalidOperation

from practicum.formats.hl7.datatypes import (
    NO_AUTHORITY,
    Address,
    Authority,
    Clinician,
    Coded,
    CodedValue,
    Document,
    Identifier,
    Number,
    OrderNumber,
    PersonName,
    Pointer,
    Structured,
    Telecom,
    Text,
    TimeValue,
    Value,
)
from practicum.formats.hl7.errors import Hl7Error, Place
from practicum.formats.hl7.marks import Marks, unescape
from practicum.formats.hl7.message import NULL, Message, Segment
from practicum.formats.hl7.times import Timestamp, read_timestamp
from practicum.lib.identifiers import npi_ok

_NPI_OID = "2.16.840.1.113883.4.6"
_NUMBER = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})", re.ASCII)
_BOUNDED = re.compile(r"(<=|>=|=<|=>|<>|<|>|=|~)\s*([+-]?\d{1,40}(?:\.\d{1,40})?)", re.ASCII)


class Reader:
    """Reads one message; what is odd but readable is said in ``odd`` instead of refused."""

    __slots__ = (
        "_codes",
        "_component",
        "_escape",
        "_special",
        "_subcomponent",
        "_times",
        "codec",
        "marks",
        "odd",
    )

    def __init__(self, message: Message) -> None:
        self.marks: Marks = message.marks
        self.codec = message.codec
        self.odd: list[str] = list(message.odd)
        self._escape = message.marks.escape
        self._component = message.marks.component
        self._subcomponent = message.marks.subcomponent
        self._special = re.compile(f'[{re.escape(message.marks.encoding_characters)}"]').search
        # One message repeats its times, units and codes over and over.
        self._times: dict[str, Timestamp | None] = {}
        self._codes: dict[str, Coded] = {}

    # -- the smallest parts ------------------------------------------------------------------

    def plain(self, raw: str) -> str:
        """Resolve escapes; null is nothing."""
        if self._escape in raw and self._escape:
            return unescape(raw, marks=self.marks, codec=self.codec)
        return "" if raw == NULL else raw

    def first(self, raw: str) -> str:
        """Give the first value of a field, or all of it when it has no parts."""
        if not raw or self._special(raw) is None:
            return raw
        for mark in (self.marks.repetition, self._component, self._subcomponent):
            if mark:
                raw = raw.split(mark, 1)[0]
        return self.plain(raw)

    def components(self, raw: str) -> list[str]:
        """Split a field into components as they stand."""
        return raw.split(self._component) if self._component else [raw]

    def part(self, parts: list[str], number: int) -> str:
        """Give a component (counted from one) as plain text, its first subcomponent when it has several."""
        if number > len(parts):
            return ""
        raw = parts[number - 1]
        if self._subcomponent and self._subcomponent in raw:
            raw = raw.split(self._subcomponent, 1)[0]
        return self.plain(raw)

    def time(self, segment: Segment, number: int) -> Timestamp | None:
        """Read a time; an impossible one is said to be odd and left out."""
        raw = segment.raw(number)
        if raw not in self._times:
            text = self.part(self.components(raw), 1)
            self._times[raw] = self.time_of(text, segment.place(number)) if raw else None
        return self._times[raw]

    def time_of(self, text: str, place: Place) -> Timestamp | None:
        """Read the text of a time found at that place."""
        try:
            return read_timestamp(text, place=place)
        except Hl7Error as bad:
            self.odd.append(str(bad))
            return None

    # -- data types --------------------------------------------------------------------------

    def authority(self, raw: str) -> Authority:
        """Read an HD that stands in a component, its parts being subcomponents."""
        if not raw:
            return NO_AUTHORITY
        parts = raw.split(self._subcomponent) if self._subcomponent else [raw]
        return Authority(*(self.plain(p) for p in (*parts, "", "")[:3]))

    def authority_field(self, raw: str) -> Authority:
        """Read an HD that is a whole field, its parts being components."""
        if not raw:
            return NO_AUTHORITY
        parts = self.components(raw)
        return Authority(self.part(parts, 1), self.part(parts, 2), self.part(parts, 3))

    def identifier(self, raw: str) -> Identifier | None:
        """Read a CX; None when it has no value."""
        parts = self.components(raw)
        value = self.part(parts, 1).strip()
        if not value:
            return None
        return Identifier(value, self.authority(parts[3] if len(parts) > 3 else ""), self.part(parts, 5))

    def order_number(self, raw: str) -> OrderNumber | None:
        """Read an EI; None when it has no value."""
        if not raw:
            return None
        parts = self.components(raw)
        value = self.part(parts, 1).strip()
        if not value:
            return None
        if len(parts) == 1:
            return OrderNumber(value)
        return OrderNumber(value, Authority(self.part(parts, 2), self.part(parts, 3), self.part(parts, 4)))

    def coded(self, raw: str) -> Coded:
        """Read a CE or CWE."""
        known = self._codes.get(raw)
        if known is None:
            parts = self.components(raw)
            known = Coded(*(self.part(parts, n) for n in (1, 2, 3, 4, 5, 6, 9)))
            self._codes[raw] = known
        return known

    def name(self, raw: str) -> PersonName:
        """Read an XPN; the family name may carry subcomponents, of which the first is the name."""
        parts = self.components(raw)
        get = self.part
        return PersonName(
            get(parts, 1), get(parts, 2), get(parts, 3), get(parts, 4), get(parts, 5), get(parts, 7)
        )

    def clinician(self, raw: str) -> Clinician:
        """Read an XCN, and find the NPI in it."""
        parts = self.components(raw)
        get = self.part
        number = get(parts, 1).strip()
        name = PersonName(
            get(parts, 2), get(parts, 3), get(parts, 4), get(parts, 5), get(parts, 6), get(parts, 10)
        )
        authority = self.authority(parts[8] if len(parts) > 8 else "")
        kind = get(parts, 13)
        said = kind == "NPI" or authority.universal_id == _NPI_OID or "NPI" in authority.name.upper()
        bare = not kind and not str(authority) and number[:1] in ("1", "2")
        return Clinician(number, name, authority, kind, number if (said or bare) and npi_ok(number) else "")

    def telecom(self, raw: str) -> Telecom | None:
        """Read an XTN, old (text in the first component) or new (in parts)."""
        parts = self.components(raw)
        get = self.part
        use, equipment = get(parts, 2), get(parts, 3)
        text = get(parts, 1)
        if equipment.casefold() in ("internet", "x.400") or use == "NET":
            text = get(parts, 4) or text
        elif not text and get(parts, 7):
            country = get(parts, 5).lstrip("+")
            text = f"{'+' + country + ' ' if country else ''}{get(parts, 6)} {get(parts, 7)}".strip()
        text = text or get(parts, 12) or get(parts, 4)
        return Telecom(text, use, equipment) if text.strip() else None

    def address(self, raw: str) -> Address:
        """Read an XAD; the street may carry subcomponents (SAD), of which the first is the line."""
        parts = self.components(raw)
        return Address(*(self.part(parts, n) for n in range(1, 8)))

    # -- answers -----------------------------------------------------------------------------

    def value(self, kind: str, raw: str, segment: Segment) -> Value:
        """Read one answer of the kind OBX-2 names; a kind not known is read as text."""
        if kind == "NM":
            return self._number(raw, segment)
        if kind in ("ST", "TX", "FT", "IS", "ID", "GTS"):
            return Text(self.plain(raw))
        if kind in ("CE", "CWE", "CNE", "CF"):
            return CodedValue(self.coded(raw))
        if kind == "SN":
            return self._structured(raw)
        if kind == "ED":
            parts = self.components(raw)
            return Document(*(self.part(parts, n) for n in range(2, 6)))
        if kind in ("DT", "DTM", "TS"):
            text = self.part(self.components(raw), 1)
            return TimeValue(self.time_of(text, segment.place(5)), text)
        if kind == "RP":
            parts = self.components(raw)
            return Pointer(*(self.part(parts, n) for n in range(1, 5)))
        return self._other(kind, raw, segment)

    def _number(self, raw: str, segment: Segment) -> Value:
        text = raw.strip()
        if _NUMBER.fullmatch(text):
            return Number(Decimal(text), text)
        text = self.plain(text)
        self.odd.append(f"{segment.place(5)}: said to be a number, but “{text[:30]}” is not one.")
        if match := _BOUNDED.fullmatch(text):
            return Structured(match[1], Decimal(match[2]), "", None, text)
        return Text(text)

    def _structured(self, raw: str) -> Value:
        parts = self.components(raw)
        comparator, first, separator, second = (self.part(parts, n).strip() for n in range(1, 5))
        words = f"{comparator}{first}{separator}{second}"
        return Structured(comparator, _decimal(first), separator, _decimal(second), words)

    def _other(self, kind: str, raw: str, segment: Segment) -> Value:
        if kind not in (
            "TM",
            "NA",
            "CX",
            "XPN",
            "XAD",
            "XTN",
            "XCN",
            "XON",
            "EI",
            "MO",
            "CP",
            "DR",
            "HD",
            "PN",
            "",
        ):
            self.odd.append(
                f"{segment.place(2)}: the kind of value “{kind[:10]}” is not known; read as text."
            )
        parts = [self.plain(p) for p in self.components(raw)]
        return Text(" ".join(p for p in parts if p))


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if _NUMBER.fullmatch(text) else None
    except InvalidOperation:
        return None
