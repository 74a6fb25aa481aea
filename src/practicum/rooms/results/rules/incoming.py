"""What a message says, free of its format: the same whether it came by HL7, by file or by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from practicum.rooms.results.rules.matching import ReportedPerson


@dataclass(frozen=True)
class ReportedProvider:
    """The ordering provider as the laboratory wrote them."""

    numbers: tuple[str, ...] = ()
    family: str = ""
    given: str = ""

    @property
    def words(self) -> str:
        """One line for people: name and number."""
        name = ", ".join(part for part in (self.family, self.given) if part)
        return " ".join(part for part in (name, f"({self.numbers[0]})" if self.numbers else "") if part)


@dataclass(frozen=True)
class IncomingValue:
    """One value of a report, its text as received."""

    code: str
    name: str
    value: str
    units: str = ""
    usual: str = ""
    flag: str = ""
    status_code: str = ""
    sub_id: str = ""
    notes: str = ""
    observed_at: datetime | None = None


@dataclass(frozen=True)
class IncomingReport:
    """One ordered test or panel with its values."""

    service_code: str
    service_name: str
    status_code: str
    values: tuple[IncomingValue, ...]
    placer_number: str = ""
    filler_number: str = ""
    observed_at: datetime | None = None
    reported_at: datetime | None = None
    provider: ReportedProvider = ReportedProvider()
    notes: str = ""


@dataclass(frozen=True)
class IncomingPart:
    """One patient of a message, and what is reported about them."""

    person: ReportedPerson
    reports: tuple[IncomingReport, ...]


@dataclass(frozen=True)
class IncomingMessage:
    """One message. `odd` says what was strange in its form."""

    sender: str
    control_id: str
    sent_at: datetime | None
    parts: tuple[IncomingPart, ...]
    odd: tuple[str, ...] = ()
