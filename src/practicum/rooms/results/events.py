"""Facts the room records: ids only."""

from __future__ import annotations

from dataclasses import dataclass

from practicum.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ResultFiled(Event):
    """A report, or a newer version of one, has been filed."""

    report_id: int


@dataclass(frozen=True, slots=True)
class ResultMatched(Event):
    """A laboratory message has been matched to a patient, by score or by a person."""

    message_id: int
    patient_id: int


@dataclass(frozen=True, slots=True)
class ResultUnmatched(Event):
    """A match was wrong and has been undone."""

    message_id: int
    patient_id: int


@dataclass(frozen=True, slots=True)
class ResultAcknowledged(Event):
    """A clinician has acknowledged a report in an inbox."""

    delivery_id: int


@dataclass(frozen=True, slots=True)
class CriticalOpened(Event):
    """A critical result waits to be read back."""

    critical_id: int


@dataclass(frozen=True, slots=True)
class CriticalReadBack(Event):
    """A critical result has been read back, and with that closed."""

    critical_id: int


@dataclass(frozen=True, slots=True)
class DeskAsked(Event):
    """A clinician has asked the desk to act on a result."""

    request_id: int


@dataclass(frozen=True, slots=True)
class DeskAnswered(Event):
    """The desk has done what was asked."""

    request_id: int
