"""Results (ORU^R01, versions 2.3 to 2.8) read into plain dataclasses.

What a message lacks so that nobody could file it is refused with the place; what is merely odd
is read as well as it can be and said in ``odd``, because a result in the inbox with a remark is
worth more than one bounced. `check_oru` refuses exactly what `parse_oru` refuses, in a tenth of
the time: a listener answers by it and leaves the reading to others.
"""

from dataclasses import dataclass

from practicum.formats.hl7.datatypes import NO_CODE, Clinician, Coded, OrderNumber
from practicum.formats.hl7.errors import Fault, Hl7Error, Place
from practicum.formats.hl7.header import Header, check_header, read_header
from practicum.formats.hl7.message import NULL, Message, Segment, parse
from practicum.formats.hl7.reader import Reader
from practicum.formats.hl7.results import Order, Patient, PatientResults, Result, ResultMessage, Visit

__all__ = [
    "ACCEPTS",
    "Order",
    "Patient",
    "PatientResults",
    "Result",
    "ResultMessage",
    "Visit",
    "check_oru",
    "parse_oru",
    "read_oru",
]

ACCEPTS = frozenset({("ORU", "R01")})

# OBR-25 values that come without results: nothing to wait for, or nothing yet.
_WITHOUT_RESULTS = frozenset({"O", "I", "S", "A", "R", "X", "Y", "Z"})
_RESULT_STATUS = frozenset(["C", "D", "F", "I", "N", "O", "P", "R", "S", "U", "V", "W", "X"])


def parse_oru(raw: bytes) -> ResultMessage:
    """Read a result message from its bytes; raise only `Hl7Error`."""
    return read_oru(parse(raw))


def read_oru(message: Message) -> ResultMessage:
    """Read a result message already taken apart; raise only `Hl7Error`."""
    reader = Reader(message)
    header = read_header(message, reader)
    check_header(header, message, accepts=ACCEPTS)
    _check_structure(message)
    groups: list[list[Segment]] = []
    for segment in message.segments:
        if segment.name == "PID":
            groups.append([])
        if groups:
            groups[-1].append(segment)
    return ResultMessage(header, tuple(_group(reader, group) for group in groups), tuple(reader.odd))


def check_oru(message: Message) -> Header:
    """Refuse a message that could not be filed, without reading the rest of it."""
    header = read_header(message)
    check_header(header, message, accepts=ACCEPTS)
    _check_structure(message)
    return header


# -- what must be there ----------------------------------------------------------------------------


@dataclass(slots=True)
class _Walk:
    """Where in a message a check has come to."""

    pid: Segment | None = None
    obr: Segment | None = None
    # Whether the order at hand has results, or may stand without.
    answered: bool = True

    def close_order(self) -> None:
        """Refuse to leave an order that has no result."""
        if self.obr is not None and not self.answered:
            raise _out_of_order(self.obr, "the order has no result segment (OBX).")

    def close_patient(self) -> None:
        """Refuse to leave a patient who has no order."""
        self.close_order()
        if self.pid is not None and self.obr is None:
            raise _out_of_order(self.pid, "the patient has no order segment (OBR).")

    def patient(self, pid: Segment) -> None:
        """Come to a patient; refuse one nobody could find by anything."""
        self.close_patient()
        if all(_silent(pid, n) for n in (2, 3, 4, 5)):
            raise _missing(pid, 3, "the patient has neither identifier nor name.")
        self.pid, self.obr, self.answered = pid, None, True

    def order(self, obr: Segment) -> None:
        """Come to an order."""
        self.close_order()
        if self.pid is None:
            raise _out_of_order(obr, "an order comes before any patient segment (PID).")
        if _silent(obr, 4):
            raise _missing(obr, 4, "the order does not say which test it is.")
        self.obr, self.answered = obr, obr.value(25) in _WITHOUT_RESULTS

    def result(self, obx: Segment) -> None:
        """Come to a result."""
        if self.obr is None:
            raise _out_of_order(obx, "a result comes before any order segment (OBR).")
        if _silent(obx, 3):
            raise _missing(obx, 3, "the result does not say what was observed.")
        self.answered = True


def _check_structure(message: Message) -> None:
    """Refuse missing segments, segments in no order a result can have, and fields nobody can do without."""
    _check_presence(message)
    walk = _Walk()
    for segment in message.segments[1:]:
        match segment.name:
            case "OBX":
                walk.result(segment)
            case "NTE":
                walk.answered = True
            case "OBR":
                walk.order(segment)
            case "PID":
                walk.patient(segment)
            case "MSH":
                raise _out_of_order(segment, "a second message begins inside this one.")
    walk.close_patient()


def _check_presence(message: Message) -> None:
    names = {segment.name for segment in message.segments}
    for name, what in (("PID", "patient"), ("OBR", "order"), ("OBX", "result")):
        if name in names:
            continue
        if name == "OBX" and all(order.value(25) in _WITHOUT_RESULTS for order in message.all("OBR")):
            continue
        raise Hl7Error(
            Fault.SEGMENT_SEQUENCE, f"the message has no {what} segment ({name}).", place=Place(name)
        )


def _silent(segment: Segment, number: int) -> bool:
    """Tell whether a field says nothing at all."""
    raw = segment.raw(number)
    if not raw or raw == NULL:
        return True
    marks = segment.marks
    return not raw.strip(f" {marks.component}{marks.repetition}{marks.subcomponent}")


def _out_of_order(segment: Segment, sentence: str) -> Hl7Error:
    return Hl7Error(Fault.SEGMENT_SEQUENCE, sentence, place=segment.place())


def _missing(segment: Segment, number: int, sentence: str) -> Hl7Error:
    return Hl7Error(Fault.REQUIRED_FIELD, sentence, place=segment.place(number))


# -- reading ---------------------------------------------------------------------------------------


def _group(reader: Reader, segments: list[Segment]) -> PatientResults:
    """Read one patient's part of the message."""
    start = next((i for i, s in enumerate(segments) if s.name in ("ORC", "OBR")), len(segments))
    visit = next((s for s in segments[:start] if s.name == "PV1"), None)
    notes = [s for s in segments[1:start] if s.name == "NTE"]
    patient = _patient(reader, segments[0], notes)
    return PatientResults(patient, _visit(reader, visit), _orders(reader, segments[start:]))


def _patient(reader: Reader, pid: Segment, notes: list[Segment]) -> Patient:
    identifiers = [reader.identifier(raw) for number in (3, 2, 4) for raw in pid.repetitions(number)]
    names = [reader.name(raw) for raw in pid.repetitions(5)]
    names = [name for name in names if name.family or name.given]
    kept = tuple(dict.fromkeys(i for i in identifiers if i))
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
    parent = reader.components(obr.raw(29))
    return Order(
        set_id=obr.value(1),
        service=reader.coded(obr.raw(4)),
        placer_number=reader.order_number(obr.raw(2)) or (reader.order_number(orc.raw(2)) if orc else None),
        filler_number=reader.order_number(obr.raw(3)) or (reader.order_number(orc.raw(3)) if orc else None),
        ordering=_clinicians(reader, obr, 16) or (_clinicians(reader, orc, 12) if orc else ()),
        copies_to=_clinicians(reader, obr, 28),
        status=obr.value(25),
        observed_at=reader.time(obr, 7),
        received_at=reader.time(obr, 14) or (reader.time(spm, 18) if spm else None),
        reported_at=reader.time(obr, 22),
        specimen=reader.coded(spm.raw(4)) if spm else Coded(obr.value(15, 1, 1), obr.value(15, 1, 2)),
        section=obr.value(24),
        clinical_information=reader.plain(obr.raw(13)),
        parent_placer=_parent(reader, parent, 0),
        parent_filler=_parent(reader, parent, 1),
        notes=tuple(found.notes),
        results=tuple(_result(reader, obx, notes) for obx, notes in found.results),
    )


def _parent(reader: Reader, parts: list[str], index: int) -> OrderNumber | None:
    value = reader.part(parts, index + 1)
    return OrderNumber(value) if value else None


# The fields of an OBX by number, padded so that short segments can be read without asking.
_PADDING = [""] * 24


def _result(reader: Reader, obx: Segment, notes: list[str]) -> Result:
    raw = obx.fields + _PADDING
    first = reader.first
    kind = first(raw[2]).strip()
    raws = obx.repetitions(5)
    if raws and not kind:
        reader.odd.append(f"{obx.place(2)}: the kind of value is missing; read as text.")
    status = first(raw[11]).strip()
    if status not in _RESULT_STATUS:
        reader.odd.append(f"{obx.place(11)}: the result status “{status[:10]}” is not known.")
    return Result(
        set_id=first(raw[1]),
        kind=kind,
        code=reader.coded(raw[3]),
        sub_id=first(raw[4]),
        values=tuple([reader.value(kind, one, obx) for one in raws if one and one != NULL]),
        units=reader.coded(raw[6]) if raw[6] else NO_CODE,
        reference_range=first(raw[7]),
        flags=tuple(flag for one in obx.repetitions(8) if (flag := first(one))) if raw[8] else (),
        status=status,
        observed_at=reader.time(obx, 14) if raw[14] else None,
        analysed_at=reader.time(obx, 19) if raw[19] else None,
        producer=(obx.value(15, 2) or obx.value(15)) if raw[15] else "",
        performer=first(raw[23]),
        notes=tuple(notes),
    )
