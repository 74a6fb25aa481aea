"""Write segments from Python values, strictly by the standard.

A field is None (absent), a string, a tuple of components (strings, or tuples of subcomponents),
or a list of repetitions of these. Every string is escaped; empty tails are left off.
"""

from collections.abc import Mapping
from typing import TypeAlias

from practicum.formats.hl7.datatypes import (
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
from practicum.formats.hl7.header import Header
from practicum.formats.hl7.marks import STANDARD, escape
from practicum.formats.hl7.message import join
from practicum.formats.hl7.results import Order, Patient, Result, ResultMessage, Visit

Component: TypeAlias = "str | tuple[str, ...]"
Content: TypeAlias = "str | tuple[Component, ...] | list[str | tuple[Component, ...]] | None"

_NPI_OID = "2.16.840.1.113883.4.6"


def segment(name: str, fields: Mapping[int, Content]) -> str:
    """Write one segment from its fields by number; MSH-1 and MSH-2 are the standard ones."""
    last = max((n for n, content in fields.items() if content), default=0)
    if name == "MSH":
        rest = [write_field(fields.get(n)) for n in range(3, last + 1)]
        return "|".join(["MSH", STANDARD.encoding_characters, *rest])
    return "|".join([name, *(write_field(fields.get(n)) for n in range(1, last + 1))])


def write_field(content: Content) -> str:
    """Write one field."""
    if content is None:
        return ""
    if isinstance(content, list):
        return "~".join(_repetition(one) for one in content)
    return _repetition(content)


def _repetition(content: str | tuple[Component, ...]) -> str:
    if isinstance(content, str):
        return escape(content)
    return "^".join(_component(part) for part in content).rstrip("^")


def _component(content: Component) -> str:
    if isinstance(content, str):
        return escape(content)
    return "&".join(escape(part) for part in content).rstrip("&")


# -- data types --------------------------------------------------------------------------------


def write_authority(authority: Authority) -> Content:
    """Write an HD as a whole field."""
    return (authority.name, authority.universal_id, authority.universal_type)


def _hd(authority: Authority) -> Component:
    return (authority.name, authority.universal_id, authority.universal_type)


def _identifier(identifier: Identifier) -> tuple[Component, ...]:
    return (identifier.value, "", "", _hd(identifier.authority), identifier.kind)


def _order_number(number: OrderNumber | None) -> Content:
    if number is None:
        return None
    authority = number.authority
    return (number.value, authority.name, authority.universal_id, authority.universal_type)


def _coded(coded: Coded) -> tuple[Component, ...]:
    head = (coded.code, coded.text, coded.system, coded.other_code, coded.other_text, coded.other_system)
    return (*head, "", "", coded.original_text)


def _name(name: PersonName) -> tuple[Component, ...]:
    return (name.family, name.given, name.middle, name.suffix, name.prefix, "", name.kind)


def _clinician(clinician: Clinician) -> tuple[Component, ...]:
    name = clinician.name
    authority = clinician.authority
    kind = clinician.kind
    if clinician.npi and clinician.npi == clinician.identifier and not str(authority):
        authority, kind = Authority("NPI", _NPI_OID, "ISO"), kind or "NPI"
    head = (clinician.identifier, name.family, name.given, name.middle, name.suffix, name.prefix)
    return (*head, "", "", _hd(authority), name.kind, "", "", kind)


def _telecom(telecom: Telecom) -> tuple[Component, ...]:
    if telecom.equipment.casefold() == "internet" or telecom.use == "NET":
        return ("", telecom.use, telecom.equipment, telecom.text)
    return (telecom.text, telecom.use, telecom.equipment)


def _address(address: Address) -> tuple[Component, ...]:
    place = (address.line, address.line2, address.city, address.state, address.postal_code)
    return (*place, address.country, address.kind)


def _value(value: Value) -> str | tuple[Component, ...]:
    match value:
        case Text(text) | Number(text=text):
            return text
        case Structured(comparator, first, separator, second, _):
            numbers = ("" if n is None else format(n, "f") for n in (first, second))
            return (comparator, next(numbers), separator, next(numbers))
        case CodedValue(coded):
            return _coded(coded)
        case TimeValue(at, text):
            return str(at) if at else text
        case Document(kind, subtype, encoding, data):
            return ("", kind, subtype, encoding, data)
        case Pointer(where, application, kind, subtype):
            return (where, application, kind, subtype)


# -- a result message ----------------------------------------------------------------------------


def write_oru(message: ResultMessage) -> bytes:
    """Write a result message as ORU^R01 of version 2.5.1 in UTF-8; the header says the rest."""
    lines = [_msh(message.header)]
    for group in message.groups:
        lines.append(_pid(group.patient))
        lines += _notes(group.patient.notes)
        if group.visit != Visit():
            lines.append(_pv1(group.visit))
        for number, order in enumerate(group.orders, start=1):
            lines.append(segment("ORC", {1: "RE", 2: _order_number(order.placer_number),
                                         3: _order_number(order.filler_number),
                                         12: [_clinician(c) for c in order.ordering]}))  # fmt: skip
            lines.append(_obr(order, number))
            lines += _notes(order.notes)
            for place, result in enumerate(order.results, start=1):
                lines.append(_obx(result, place))
                lines += _notes(result.notes)
            if order.specimen != Coded():
                lines.append(segment("SPM", {1: str(number), 4: _coded(order.specimen)}))
    return join(lines)


def _msh(header: Header) -> str:
    return segment("MSH", {
        3: write_authority(header.sending_application),
        4: write_authority(header.sending_facility),
        5: write_authority(header.receiving_application),
        6: write_authority(header.receiving_facility),
        7: str(header.at or ""),
        9: (header.code or "ORU", header.trigger or "R01", header.structure or "ORU_R01"),
        10: header.control_id,
        11: header.processing_id or "P",
        12: header.version or "2.5.1",
        15: header.accept_acknowledgement,
        16: header.application_acknowledgement,
        18: "UNICODE UTF-8",
    })  # fmt: skip


def _notes(notes: tuple[str, ...]) -> list[str]:
    return [segment("NTE", {1: str(n), 2: "L", 3: note}) for n, note in enumerate(notes, start=1)]


def _pid(patient: Patient) -> str:
    return segment("PID", {
        1: "1",
        3: [_identifier(i) for i in patient.identifiers],
        5: [_name(n) for n in patient.names],
        7: str(patient.birth or ""),
        8: patient.sex,
        11: [_address(a) for a in patient.addresses],
        13: [_telecom(t) for t in patient.phones],
        18: _identifier(patient.account_number) if patient.account_number else None,
        19: patient.social_security_number,
    })  # fmt: skip


def _pv1(visit: Visit) -> str:
    return segment("PV1", {
        1: "1",
        2: visit.patient_class,
        3: visit.location,
        7: [_clinician(c) for c in visit.attending],
        8: [_clinician(c) for c in visit.referring],
        19: _identifier(visit.number) if visit.number else None,
    })  # fmt: skip


def _obr(order: Order, number: int) -> str:
    parents = [(p.value if p else "") for p in (order.parent_placer, order.parent_filler)]
    return segment("OBR", {
        1: order.set_id or str(number),
        2: _order_number(order.placer_number),
        3: _order_number(order.filler_number),
        4: _coded(order.service),
        7: str(order.observed_at or ""),
        13: order.clinical_information,
        14: str(order.received_at or ""),
        16: [_clinician(c) for c in order.ordering],
        22: str(order.reported_at or ""),
        24: order.section,
        25: order.status,
        28: [_clinician(c) for c in order.copies_to],
        29: tuple(parents) if any(parents) else None,
    })  # fmt: skip


def _obx(result: Result, number: int) -> str:
    return segment("OBX", {
        1: result.set_id or str(number),
        2: result.kind,
        3: _coded(result.code),
        4: result.sub_id,
        5: [_value(v) for v in result.values],
        6: _coded(result.units) if result.units != Coded() else None,
        7: result.reference_range,
        8: list(result.flags),
        11: result.status,
        14: str(result.observed_at or ""),
        15: result.producer,
        19: str(result.analysed_at or ""),
        23: result.performer,
    })  # fmt: skip
