"""The stream of messages: ordinary results, and a share of everything that goes wrong.

The same clinic, seed and start give the same bytes. Each item says what it is and how a receiver
that follows the standard answers it, so that a test can compare.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from practicum.formats import mllp
from practicum.formats.hl7.datatypes import Address, Authority, Identifier, PersonName, Telecom
from practicum.formats.hl7.header import Header
from practicum.formats.hl7.results import Order, Patient, PatientResults, ResultMessage, Visit
from practicum.formats.hl7.times import on_day, timestamp
from practicum.formats.hl7.write import write_oru
from practicum.sandbox.lab import trouble
from practicum.sandbox.lab.measuring import clinician, measure, pick_panel
from practicum.sandbox.lab.people import Clinic, LabPatient, LabProvider


class Kind(StrEnum):
    """What an item of the stream is."""

    RESULT = "result"
    CRITICAL = "critical result"
    DUPLICATE = "duplicate"
    CORRECTION = "correction"
    UNKNOWN_PATIENT = "unknown patient"
    NEAR_MISS = "near-miss demographics"
    UNKNOWN_PROVIDER = "unknown provider"
    WRONG_VERSION = "wrong version"
    MISSING_SEGMENT = "missing segment"
    BAD_ENCODING = "bad encoding"
    BROKEN_FRAMING = "broken framing"


TROUBLES = tuple(kind for kind in Kind if kind not in (Kind.RESULT, Kind.CRITICAL))


@dataclass(frozen=True, slots=True)
class Item:
    """One thing sent: the bytes on the wire, and the code of the expected answer (empty: none)."""

    number: int
    kind: Kind
    control_id: str
    panel: str
    wire: bytes
    expects: str = "AA"
    # The sender hangs up after it, as one whose connection broke.
    hangs_up: bool = False


@dataclass(slots=True)
class _State:
    """What the laboratory remembers to repeat and to correct."""

    clinic: Clinic
    seed: int
    start: datetime
    sent: deque[tuple[Item, ResultMessage]]


def stream(
    clinic: Clinic, *, seed: int, count: int, start: datetime, share: float = 0.05, first: int = 1
) -> Iterator[Item]:
    """Give ``count`` items; a ``share`` of them is trouble. ``first`` numbers the first one."""
    state = _State(clinic, seed, start, deque(maxlen=50))
    for number in range(first, first + count):
        random = Random(f"{seed}:{number}")
        kind = random.choice(TROUBLES) if random.random() < share else Kind.RESULT
        yield _item(state, number, kind, random)


def _item(state: _State, number: int, kind: Kind, random: Random) -> Item:
    if kind in (Kind.DUPLICATE, Kind.CORRECTION) and not state.sent:
        kind = Kind.RESULT
    at = state.start + timedelta(seconds=number)
    control_id = f"{state.seed}-{number:07d}"
    if kind is Kind.DUPLICATE:
        earlier, _ = random.choice(state.sent)
        return replace(earlier, number=number, kind=kind)
    if kind is Kind.CORRECTION:
        _, message = random.choice(state.sent)
        corrected = _corrected(message, random, control_id, at)
        return _whole(number, kind, corrected)
    message = _message(state, kind, random, control_id, at)
    if kind is Kind.RESULT:
        if any(flag in ("HH", "LL") for result in message.orders[0].results for flag in result.flags):
            kind = Kind.CRITICAL
        item = _whole(number, kind, message)
        state.sent.append((item, message))
        return item
    return _damaged(_whole(number, kind, message), random)


def _whole(number: int, kind: Kind, message: ResultMessage) -> Item:
    panel = message.orders[0].service.other_code
    return Item(number, kind, message.header.control_id, panel, mllp.frame(write_oru(message)))


def _message(state: _State, kind: Kind, random: Random, control_id: str, at: datetime) -> ResultMessage:
    patient = random.choice(state.clinic.patients)
    provider = random.choice(state.clinic.providers)
    if kind is Kind.UNKNOWN_PATIENT:
        patient = trouble.stranger(random)
    if kind is Kind.NEAR_MISS:
        patient = trouble.near_miss(patient, random)
    if kind is Kind.UNKNOWN_PROVIDER:
        provider = trouble.unknown_provider(random)
    number = f"{state.seed % 1000:03d}{control_id.split('-')[-1]}"
    order = measure(pick_panel(random), random=random, number=number, at=at, provider=provider)
    return result_message(state.clinic, patient, provider, order, control_id=control_id, at=at)


def result_message(
    clinic: Clinic, patient: LabPatient, provider: LabProvider, order: Order, *, control_id: str, at: datetime
) -> ResultMessage:
    """Put an order's results into a message about that patient."""
    header = Header(
        sending_application=Authority("MERIDIAN-LIS"),
        sending_facility=Authority("MERIDIAN", "99D9999999", "CLIA"),
        receiving_application=Authority(clinic.application),
        receiving_facility=Authority(clinic.facility),
        at=timestamp(at),
        control_id=control_id,
    )
    visit = Visit("O", attending=(clinician(provider),))
    return ResultMessage(header, (PatientResults(_patient(patient), visit, (order,)),))


def _patient(patient: LabPatient) -> Patient:
    own = Identifier(
        f"M{sum(map(ord, patient.family + patient.given)) * 7919 % 10**7:07d}", Authority("MERIDIAN"), "PI"
    )
    record = Identifier(patient.record_number, Authority("PRACTICUM"), "MR")
    home = Address(patient.line, "", patient.city, patient.state, patient.postal_code, "USA", "H")
    return Patient(
        identifiers=(record, own) if patient.record_number else (own,),
        names=(PersonName(patient.family, patient.given, patient.middle, kind="L"),),
        birth=on_day(patient.birth_date),
        sex=patient.sex,
        phones=(Telecom(patient.phone, "PRN", "PH"),) if patient.phone else (),
        addresses=(home,) if patient.line else (),
    )


def _corrected(message: ResultMessage, random: Random, control_id: str, at: datetime) -> ResultMessage:
    """Send an earlier report again with one value changed, marked corrected."""
    order = message.orders[0]
    place = random.randrange(len(order.results))
    results = tuple(
        trouble.corrected(result, random) if n == place else result for n, result in enumerate(order.results)
    )
    changed = replace(order, status="C", reported_at=timestamp(at), results=results)
    group = replace(message.groups[0], orders=(changed,))
    return replace(
        message, header=replace(message.header, control_id=control_id, at=timestamp(at)), groups=(group,)
    )


def _damaged(item: Item, random: Random) -> Item:
    """Break the bytes of a message as its kind asks."""
    body = item.wire[1:-2]
    match item.kind:
        case Kind.WRONG_VERSION:
            return replace(item, wire=mllp.frame(trouble.other_version(body, random)), expects="AR")
        case Kind.MISSING_SEGMENT:
            return replace(item, wire=mllp.frame(trouble.without_a_segment(body, random)), expects="AE")
        case Kind.BAD_ENCODING:
            return replace(item, wire=mllp.frame(trouble.badly_encoded(body, random)), expects="AE")
        case Kind.BROKEN_FRAMING:
            wire, expects = trouble.badly_framed(body, random)
            return replace(item, wire=wire, expects=expects, hangs_up=True)
    return item
