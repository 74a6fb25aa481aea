"""From a message's bytes to what it says, in the room's own words; unreadable ones say why."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import phonenumbers

from practicum.formats.hl7.datatypes import Clinician, Coded
from practicum.formats.hl7.errors import Hl7Error
from practicum.formats.hl7.oru import Order, Patient, Result, ResultMessage, parse_oru
from practicum.formats.hl7.times import Timestamp
from practicum.kernel.events.inbox import Unreadable
from practicum.kernel.zone import practice_zone
from practicum.rooms.results.rules.incoming import (
    IncomingMessage,
    IncomingPart,
    IncomingReport,
    IncomingValue,
    ReportedProvider,
)
from practicum.rooms.results.rules.matching import Identifier, ReportedPerson

_SEXES = {"F": "female", "M": "male", "O": "other", "A": "other", "N": "other", "U": "unknown"}


def read_message(raw: bytes) -> IncomingMessage:
    """Read a result message; raise Unreadable with the codec's sentence when nobody could file it."""
    try:
        message = parse_oru(raw)
    except Hl7Error as error:
        raise Unreadable(str(error)) from error
    return _message(message, zone=practice_zone())


def _message(message: ResultMessage, *, zone: ZoneInfo) -> IncomingMessage:
    header = message.header
    odd = [_plain(line) for line in message.odd]
    if header.processing_id in {"T", "D"}:
        odd.append("The sender marks this as a test message, not as a real result.")
    return IncomingMessage(
        sender=_plain(str(header.sending_facility) or str(header.sending_application))
        or "Unnamed laboratory",
        control_id=_plain(header.control_id),
        sent_at=_instant(header.at, zone),
        parts=tuple(
            IncomingPart(_person(group.patient), tuple(_report(order, zone) for order in group.orders))
            for group in message.groups
        ),
        odd=tuple(odd),
    )


def _person(patient: Patient) -> ReportedPerson:
    name = patient.name
    return ReportedPerson(
        family=_plain(name.family),
        given=_plain(name.given),
        birth_date=patient.birth.day if patient.birth else None,
        sex=_SEXES.get(patient.sex.strip().upper(), ""),
        phone=next((number for phone in patient.phones if (number := _phone(phone.text))), ""),
        identifiers=tuple(Identifier(_plain(i.value), _plain(i.kind)) for i in patient.identifiers),
    )


def _phone(text: str) -> str:
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _report(order: Order, zone: ZoneInfo) -> IncomingReport:
    return IncomingReport(
        service_code=_code(order.service),
        service_name=_plain(str(order.service)),
        status_code=order.status.strip(),
        values=tuple(_value(result, zone) for result in order.results),
        placer_number=_plain(order.placer_number.value) if order.placer_number else "",
        filler_number=_plain(order.filler_number.value) if order.filler_number else "",
        observed_at=_instant(order.observed_at, zone),
        reported_at=_instant(order.reported_at, zone),
        provider=_provider(order.ordering),
        notes=_plain("\n".join(order.notes)),
    )


def _provider(ordering: tuple[Clinician, ...]) -> ReportedProvider:
    """One provider: the same person is often repeated, once for each of their numbers."""
    if not ordering:
        return ReportedProvider()
    numbers = [c.npi for c in ordering if c.npi] + [c.identifier for c in ordering if c.identifier]
    name = next((c.name for c in ordering if c.name.family), ordering[0].name)
    return ReportedProvider(
        tuple(dict.fromkeys(map(_plain, numbers))), _plain(name.family), _plain(name.given)
    )


def _value(result: Result, zone: ZoneInfo) -> IncomingValue:
    return IncomingValue(
        code=_code(result.code),
        name=_plain(str(result.code)),
        value=_plain(result.text),
        units=_plain(result.units.code or str(result.units)),
        usual=_plain(result.reference_range),
        flag=" ".join(_plain(flag) for flag in result.flags),
        status_code=result.status,
        sub_id=_plain(result.sub_id),
        notes=_plain("\n".join(result.notes)),
        observed_at=_instant(result.observed_at, zone),
    )


def _code(coded: Coded) -> str:
    """LOINC where the sender gives it in either triplet, so that tests of all laboratories compare."""
    return _plain(coded.loinc or coded.code or coded.other_code)


def _instant(at: Timestamp | None, zone: ZoneInfo) -> datetime | None:
    return at.instant(zone=zone) if at else None


def _plain(text: str) -> str:
    """Text that the database can keep: without NUL, at most a page of it a line."""
    return text.replace("\x00", "").strip()
