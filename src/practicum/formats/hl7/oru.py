"""Results (ORU^R01, versions 2.3 to 2.8) read into plain dataclasses.

What a message lacks so that nobody could file it is refused with the place; what is merely odd
is read as well as it can be and said in ``odd``, because a result in the inbox with a remark is
worth more than one bounced.
"""

from dataclasses import dataclass

from practicum.formats.hl7.datatypes import (
    Address,
    Clinician,
    Coded,
    Identifier,
    OrderNumber,
    PersonName,
    Telecom,
    Value,
)
from practicum.formats.hl7.errors import Fault, Hl7Error, Place
from practicum.formats.hl7.header import Header, check_header, read_header
from practicum.formats.hl7.message import Message, Segment, parse
from practicum.formats.hl7.reader import Reader
from practicum.formats.hl7.times import Timestamp

ACCEPTS = frozenset({("ORU", "R01")})

# OBR-25 values that come without results: nothing to wait for, or nothing yet.
_WITHOUT_RESULTS = frozenset({"O", "I", "S", "A", "R", "X", "Y", "Z"})
_RESULT_STATUS = frozenset("C D F I N O P R S U V W X".split())


@dataclass(frozen=True, slots=True)
class Result:
    """One observation (OBX) with the notes that follow it."""

    set_id: str
    kind: str
    code: Coded
    sub_id: str = ""
    values: tuple[Value, ...] = ()
    units: Coded = Coded()
    reference_range: str = ""
    flags: tuple[str, ...] = ()
    status: str = ""
    observed_at: Timestamp | None = None
    analysed_at: Timestamp | None = None
    producer: str = ""
    performer: str = ""
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The answer in words, one line a repetition."""
        return "\n".join(value.text for value in self.values)


@dataclass(frozen=True, slots=True)
class Order:
    """One order or panel (OBR, with ORC and SPM where sent) and its results."""

    set_id: str
    service: Coded
    placer_number: OrderNumber | None = None
    filler_number: OrderNumber | None = None
    ordering: tuple[Clinician, ...] = ()
    copies_to: tuple[Clinician, ...] = ()
    status: str = ""
    observed_at: Timestamp | None = None
    received_at: Timestamp | None = None
    reported_at: Timestamp | None = None
    specimen: Coded = Coded()
    section: str = ""
    clinical_information: str = ""
    parent_placer: OrderNumber | None = None
    parent_filler: OrderNumber | None = None
    notes: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True)
class Patient:
    """Whom the results are about (PID)."""

    identifiers: tuple[Identifier, ...] = ()
    names: tuple[PersonName, ...] = ()
    birth: Timestamp | None = None
    sex: str = ""
    phones: tuple[Telecom, ...] = ()
    addresses: tuple[Address, ...] = ()
    account_number: Identifier | None = None
    social_security_number: str = ""
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> PersonName:
        """The legal name, or the first one sent."""
        legal = next((name for name in self.names if name.kind == "L"), None)
        return legal or (self.names[0] if self.names else PersonName())


@dataclass(frozen=True, slots=True)
class Visit:
    """The visit the results belong to (PV1)."""

    patient_class: str = ""
    location: str = ""
    attending: tuple[Clinician, ...] = ()
    referring: tuple[Clinician, ...] = ()
    number: Identifier | None = None


@dataclass(frozen=True, slots=True)
class PatientResults:
    """A patient, the visit, and the orders reported."""

    patient: Patient
    visit: Visit
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class ResultMessage:
    """A whole ORU^R01."""

    header: Header
    groups: tuple[PatientResults, ...]
    odd: tuple[str, ...] = ()

    @property
    def patient(self) -> Patient:
        """The first patient; nearly every message has one only."""
        return self.groups[0].patient

    @property
    def orders(self) -> tuple[Order, ...]:
        """The orders of the first patient."""
        return self.groups[0].orders


def parse_oru(raw: bytes) -> ResultMessage:
    """Read a result message from its bytes; raise only `Hl7Error`."""
    return read_oru(parse(raw))


def read_oru(message: Message) -> ResultMessage:
    """Read a result message already taken apart; raise only `Hl7Error`."""
    reader = Reader(message)
    header = read_header(message, reader)
    check_header(header, message, accepts=ACCEPTS)
    groups = tuple(_group(reader, segments) for segments in _by_patient(message))
    return ResultMessage(header, groups, tuple(reader.odd))


def _by_patient(message: Message) -> list[list[Segment]]:
    """Divide the message at each PID; refuse what stands in no order a result can have."""
    groups: list[list[Segment]] = []
    names = {segment.name for segment in message.segments}
    for name, what in (("PID", "patient"), ("OBR", "order"), ("OBX", "result")):
        if name not in names and not (name == "OBX" and _needs_no_result(message)):
            raise Hl7Error(
                Fault.SEGMENT_SEQUENCE, f"the message has no {what} segment ({name}).", place=Place(name)
            )
    for segment in message.segments[1:]:
        if segment.name == "PID":
            groups.append([])
        elif segment.name == "MSH":
            raise Hl7Error(
                Fault.SEGMENT_SEQUENCE, "a second message begins inside this one.", place=segment.place()
            )
        elif not groups and segment.name in ("OBR", "OBX", "ORC", "PV1"):
            raise Hl7Error(Fault.SEGMENT_SEQUENCE, f"{segment.name} comes before any patient segment (PID).",
                           place=segment.place())  # fmt: skip
        if groups:
            groups[-1].append(segment)
    return groups


def _needs_no_result(message: Message) -> bool:
    orders = list(message.all("OBR"))
    return bool(orders) and all(order.value(25) in _WITHOUT_RESULTS for order in orders)


def _group(reader: Reader, segments: list[Segment]) -> PatientResults:
    """Read one patient's part of the message."""
    pid = segments[0]
    start = next((i for i, s in enumerate(segments) if s.name in ("ORC", "OBR")), len(segments))
    visit = next((s for s in segments[:start] if s.name == "PV1"), None)
    early = next((s for s in segments[:start] if s.name == "OBX"), None)
    # An OBX may describe the patient (2.6 and later) after PID; before the first order it files nowhere.
    if early is not None:
        raise Hl7Error(
            Fault.SEGMENT_SEQUENCE, "a result comes before any order segment (OBR).", place=early.place()
        )
    notes = [s for s in segments[1:start] if s.name == "NTE"]
    orders = _orders(reader, segments[start:])
    if not orders:
        raise Hl7Error(Fault.SEGMENT_SEQUENCE, "the patient has no order segment (OBR).", place=pid.place())
    return PatientResults(_patient(reader, pid, notes), _visit(reader, visit), orders)


def _patient(reader: Reader, pid: Segment, notes: list[Segment]) -> Patient:
    identifiers = [reader.identifier(raw) for number in (3, 2, 4) for raw in pid.repetitions(number)]
    names = [reader.name(raw) for raw in pid.repetitions(5)]
    names = [name for name in names if name.family or name.given]
    kept = tuple(dict.fromkeys(i for i in identifiers if i))
    if not kept and not names:
        raise Hl7Error(
            Fault.REQUIRED_FIELD, "the patient has neither identifier nor name.", place=pid.place(3)
        )
    if not kept or not names:
        missing = "name" if kept else "identifier"
        reader.odd.append(f"{pid.place(5 if kept else 3)}: the patient has no {missing}.")
    accounts = [reader.identifier(raw) for raw in pid.repetitions(18)]
    return Patient(
        identifiers=kept,
        names=tuple(names),
        birth=reader.time(pid, 7),
        sex=pid.value(8),
        phones=tuple(t for n in (13, 14) for raw in pid.repetitions(n) if (t := reader.telecom(raw))),
        addresses=tuple(reader.address(raw) for raw in pid.repetitions(11)),
        account_number=next((a for a in accounts if a), None),
        social_security_number=pid.value(19),
        notes=tuple(_note(reader, s) for s in notes),
    )


def _visit(reader: Reader, pv1: Segment | None) -> Visit:
    if pv1 is None:
        return Visit()
    location = [reader.plain(part) for part in reader.components(pv1.raw(3)) if part]
    return Visit(
        patient_class=pv1.value(2),
        location=" ".join(location),
        attending=_clinicians(reader, pv1, 7),
        referring=_clinicians(reader, pv1, 8),
        number=next((i for raw in pv1.repetitions(19) if (i := reader.identifier(raw))), None),
    )


def _clinicians(reader: Reader, segment: Segment, number: int) -> tuple[Clinician, ...]:
    found = [reader.clinician(raw) for raw in segment.repetitions(number)]
    return tuple(c for c in found if c.identifier or c.name.family)


def _note(reader: Reader, nte: Segment) -> str:
    return "\n".join(reader.plain(raw) for raw in nte.repetitions(3))


@dataclass(slots=True)
class _Open:
    """An order being gathered, segment by segment."""

    obr: Segment
    orc: Segment | None
    specimen: Segment | None
    notes: list[str]
    results: list[tuple[Segment, list[str]]]


def _orders(reader: Reader, segments: list[Segment]) -> tuple[Order, ...]:
    """Gather OBR, OBX and their notes into orders."""
    gathered: list[_Open] = []
    orc: Segment | None = None
    for segment in segments:
        name = segment.name
        if name == "ORC":
            orc = segment
        elif name == "OBR":
            gathered.append(_Open(segment, orc, None, [], []))
            orc = None
        elif name == "OBX":
            if not gathered:
                raise Hl7Error(Fault.SEGMENT_SEQUENCE, "a result comes before any order segment (OBR).",
                               place=segment.place())  # fmt: skip
            gathered[-1].results.append((segment, []))
        elif name == "NTE" and gathered:
            last = gathered[-1]
            (last.results[-1][1] if last.results else last.notes).append(_note(reader, segment))
        elif name == "SPM" and gathered and gathered[-1].specimen is None:
            gathered[-1].specimen = segment
        elif name == "DSC":
            reader.odd.append("The message says it is continued in another (DSC); each is read by itself.")
    return tuple(_order(reader, one) for one in gathered)


def _order(reader: Reader, found: _Open) -> Order:
    obr, orc, spm = found.obr, found.orc, found.specimen
    service = reader.coded(obr.raw(4))
    if not (service.code or service.text or service.other_code):
        raise Hl7Error(Fault.REQUIRED_FIELD, "the order does not say which test it is.", place=obr.place(4))
    status = obr.value(25)
    if not found.results and not found.notes and status not in _WITHOUT_RESULTS:
        raise Hl7Error(Fault.SEGMENT_SEQUENCE, "the order has no result segment (OBX).", place=obr.place())
    ordering = _clinicians(reader, obr, 16) or (_clinicians(reader, orc, 12) if orc else ())
    specimen = reader.coded(spm.raw(4)) if spm else Coded(obr.value(15, 1, 1), obr.value(15, 1, 2))
    parent = reader.components(obr.raw(29))
    return Order(
        set_id=obr.value(1),
        service=service,
        placer_number=reader.order_number(obr.raw(2)) or (reader.order_number(orc.raw(2)) if orc else None),
        filler_number=reader.order_number(obr.raw(3)) or (reader.order_number(orc.raw(3)) if orc else None),
        ordering=ordering,
        copies_to=_clinicians(reader, obr, 28),
        status=status,
        observed_at=reader.time(obr, 7),
        received_at=reader.time(obr, 14) or (reader.time(spm, 18) if spm else None),
        reported_at=reader.time(obr, 22),
        specimen=specimen,
        section=obr.value(24),
        clinical_information=reader.plain(obr.raw(13)),
        parent_placer=_parent(reader, parent, 0),
        parent_filler=_parent(reader, parent, 1),
        notes=tuple(found.notes),
        results=tuple(_result(reader, obx, notes) for obx, notes in found.results),
    )


def _parent(reader: Reader, parts: list[str], index: int) -> OrderNumber | None:
    raw = parts[index] if index < len(parts) else ""
    value = reader.plain(raw.split(reader.marks.subcomponent)[0] if reader.marks.subcomponent else raw)
    return OrderNumber(value) if value else None


def _result(reader: Reader, obx: Segment, notes: list[str]) -> Result:
    code = reader.coded(obx.raw(3))
    if not (code.code or code.text or code.other_code):
        raise Hl7Error(Fault.REQUIRED_FIELD, "the result does not say what was observed.", place=obx.place(3))
    kind = obx.value(2).strip()
    raws = obx.repetitions(5)
    if raws and not kind:
        reader.odd.append(f"{obx.place(2)}: the kind of value is missing; read as text.")
    status = obx.value(11).strip()
    if status not in _RESULT_STATUS:
        reader.odd.append(f"{obx.place(11)}: the result status “{status[:10]}” is not known.")
    units = obx.raw(6)
    flags = obx.raw(8)
    return Result(
        set_id=obx.value(1),
        kind=kind,
        code=code,
        sub_id=obx.value(4),
        values=tuple(reader.value(kind, raw, obx) for raw in raws if raw and raw != '""'),
        units=reader.coded(units) if units else _NO_CODE,
        reference_range=obx.value(7),
        flags=tuple(f for raw in obx.repetitions(8) if (f := reader.part(reader.components(raw), 1)))
        if flags
        else (),
        status=status,
        observed_at=reader.time(obx, 14),
        analysed_at=reader.time(obx, 19),
        producer=obx.value(15, 2) or obx.value(15),
        performer=obx.value(23),
        notes=tuple(notes),
    )


_NO_CODE = Coded()
