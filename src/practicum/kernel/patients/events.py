"""What has happened to patients: ids only."""

from __future__ import annotations

from dataclasses import dataclass

from practicum.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PatientRegistered(Event):
    """Somebody became a patient."""

    patient_id: int


@dataclass(frozen=True, slots=True)
class DemographicsChanged(Event):
    """Name, birth date, contacts, address or preferences are others now."""

    patient_id: int


@dataclass(frozen=True, slots=True)
class ConsentRevoked(Event):
    """A channel may no longer be used for a purpose."""

    patient_id: int
    consent_id: int


@dataclass(frozen=True, slots=True)
class PatientDied(Event):
    """A patient was marked as deceased: reminders stop, appointments need somebody."""

    patient_id: int


@dataclass(frozen=True, slots=True)
class PatientsMerged(Event):
    """One chart went into another."""

    merge_id: int
    survivor_id: int
    merged_id: int


@dataclass(frozen=True, slots=True)
class PatientsUnmerged(Event):
    """A merge was taken back."""

    merge_id: int
    survivor_id: int
    merged_id: int
