"""What a bulk load takes: one plain object a patient. Nothing here touches the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAddress:
    """A current postal address."""

    line1: str
    city: str
    state: str = ""
    postal_code: str = ""
    line2: str = ""
    country: str = "US"
    use: str = "home"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPatient:
    """A patient to be loaded.

    phones: (E.164, use) by rank. consents: (channel, purpose). identifiers: (system, value).
    former_family: a name before the present one. household: any hashable label that members share.
    guarantor: the place (from 0) of another patient in the same load who answers for the bills.
    registered_at: when they became a patient, the load's own time when None.
    """

    given: str
    family: str
    birth_date: date
    middle: str = ""
    suffix: str = ""
    preferred_name: str = ""
    former_family: str = ""
    sex: str = "unknown"
    gender_identity: str = ""
    pronouns: str = ""
    language: str = "en"
    needs_interpreter: bool = False
    channel: str = "voice"
    phones: tuple[tuple[str, str], ...] = ()
    email: str = ""
    address: NewAddress | None = None
    consents: tuple[tuple[str, str], ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    household: str | int | None = None
    guarantor: int | None = None
    deceased: bool = False
    deceased_date: date | None = None
    restricted_reason: str = ""
    registered_at: datetime | None = None
