"""Patients as the practice takes them from FHIR and gives them to it: plain dataclasses."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """From and to, as dates; either may be unknown."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number the patient has somewhere: its system (a URI), value, and kind (``MR``, ``MB`` ...)."""

    system: str
    value: str
    kind: str = ""
    use: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its use and when it was in use."""

    family: str = ""
    given: tuple[str, ...] = ()
    prefix: str = ""
    suffix: str = ""
    use: str = ""
    period: Period = Period()


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach the patient, as written: phone, email ..."""

    system: str
    value: str
    use: str = ""
    rank: int | None = None
    period: Period = Period()


@dataclass(frozen=True, slots=True)
class Address:
    """An address with its use."""

    lines: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    use: str = ""
    period: Period = Period()


@dataclass(frozen=True, slots=True)
class PatientRow:
    """One patient; ``place`` says where in the file it stood."""

    place: str = ""
    id: str = ""
    active: bool = True
    identifiers: tuple[Identifier, ...] = ()
    names: tuple[Name, ...] = ()
    gender: str = ""
    birth: str = ""  # as sent: a day, or only a year or month
    deceased: bool = False
    deceased_date: date | None = None
    contacts: tuple[Contact, ...] = ()
    addresses: tuple[Address, ...] = ()
    language: str = ""
    replaced_by: str = ""
    odd: tuple[str, ...] = ()

    @property
    def birth_date(self) -> date | None:
        """The birth date, when the day is known."""
        return date.fromisoformat(self.birth) if len(self.birth) == 10 else None

    @property
    def name(self) -> Name:
        """The name to go by: the official or usual one now in use, or the first."""
        for use in ("official", "usual", ""):
            for name in self.names:
                if name.use == use and name.period.end is None:
                    return name
        return self.names[0] if self.names else Name()


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a patient cannot be taken: where in the file, where in the resource, a sentence."""

    place: str
    path: str
    sentence: str

    def __str__(self) -> str:
        """Say it in one line."""
        return ": ".join(part for part in (self.place, self.path, self.sentence) if part)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held."""

    rows: tuple[PatientRow, ...] = ()
    errors: tuple[RowError, ...] = ()
    odd: tuple[str, ...] = ()
