"""Results as plain dataclasses: what an ORU^R01 says, whatever its version."""

from dataclasses import dataclass

from practicum.formats.hl7.datatypes import (
    NO_CODE,
    Address,
    Clinician,
    Coded,
    Identifier,
    OrderNumber,
    PersonName,
    Telecom,
    Value,
)
from practicum.formats.hl7.header import Header
from practicum.formats.hl7.times import Timestamp


@dataclass(frozen=True, slots=True)
class Result:
    """One observation (OBX) with the notes that follow it."""

    set_id: str
    kind: str
    code: Coded
    sub_id: str = ""
    values: tuple[Value, ...] = ()
    units: Coded = NO_CODE
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
    specimen: Coded = NO_CODE
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
