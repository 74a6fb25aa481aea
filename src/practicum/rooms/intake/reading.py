"""From a file's rows to patients that could be: pure, and never raising for what a file may hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from practicum.formats.fhir.patients import PatientRow
from practicum.formats.fhir.read import read_patients
from practicum.formats.tabular import decode, read_table
from practicum.kernel.actions import RuleBroken
from practicum.kernel.patients.actions.registration import (
    RegisterPatient,
    new_patient,
)
from practicum.kernel.patients.people import NewAddress, NewPatient
from practicum.kernel.web.submit import sentences_of
from practicum.lib.dates import parse_date
from practicum.lib.identifiers import parse_phone
from practicum.lib.names import clean, fold, read_name
from practicum.rooms.intake.columns import CHANNELS, LABELS, LANGUAGES, SEXES

OLD_NUMBER = "former system"
MOST_ROWS = 500_000


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, in which column, and what to do."""

    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row: where it stands, the patient it would be, or why it cannot be."""

    line: int
    place: str
    said: str
    person: NewPatient | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRead:
    """All of a file."""

    candidates: tuple[Candidate, ...]
    odd: tuple[str, ...] = ()


def format_of(raw: bytes) -> str:
    """fhir or csv, by the first character that says something."""
    start = raw[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    return "fhir" if start[:1] in (b"{", b"[") else "csv"


def headings_of(raw: bytes) -> list[str]:
    """The headings of a table, as they stand."""
    text, _ = decode(raw[:200_000], [])
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t|", key=first.count)
    return [
        cell.strip() for cell in next(csv.reader(io.StringIO(first), delimiter=delimiter), []) if cell.strip()
    ]


def read_file(raw: bytes, *, file_format: str, mapping: Mapping[str, str], today: date) -> FileRead:
    """Every row of the file as a candidate or with its problems."""
    if file_format == "fhir":
        return _read_fhir(raw, today=today)
    return _read_csv(raw, mapping=mapping, today=today)


def _read_csv(raw: bytes, *, mapping: Mapping[str, str], today: date) -> FileRead:
    # Each field answers to the one heading chosen for it; the field's own name is no heading of the file.
    aliases = {f"field {field}": (heading,) for field, heading in mapping.items() if heading}
    table = read_table(raw, aliases=aliases, most_rows=MOST_ROWS)
    found = [
        Candidate(error.line, f"line {error.line}" if error.line else "file", "", None,
                  (Problem(_label(error.column), error.sentence),))
        for error in table.errors
    ]  # fmt: skip
    for row in table.rows:
        cells = {name.removeprefix("field "): text for name, text in row.cells.items()}
        found.append(
            _candidate(row.line, f"line {row.line}", _of_cells(cells), cells.get("deceased_date", ""), today)
        )
    return FileRead(
        tuple(sorted(found, key=lambda c: c.line)),
        tuple(odd for odd in table.odd if "passed over" not in odd),
    )


def _label(column: str) -> str:
    return LABELS.get(column.removeprefix("field "), column)


def _of_cells(cells: Mapping[str, str]) -> dict[str, Any]:
    """What registration takes, out of a row's cells."""
    values: dict[str, Any] = {
        name: cells[name] for name in LABELS if name in RegisterPatient.model_fields and cells.get(name)
    }
    if cells.get("full_name") and not values.get("family_name"):
        name = read_name(cells["full_name"])
        values |= {"family_name": name.family, "given_name": name.given}
        values |= {key: text for key, text in (("middle_name", name.middle), ("suffix", name.suffix)) if text}
    values["sex"] = SEXES.get(fold(cells.get("sex", "")), cells.get("sex", ""))
    values["preferred_channel"] = CHANNELS.get(
        fold(cells.get("preferred_channel", "")), cells.get("preferred_channel")
    )
    language = cells.get("preferred_language", "")
    values["preferred_language"] = LANGUAGES.get(fold(language), language)
    values["_former"] = cells.get("former_name", "")
    values["_numbers"] = [(OLD_NUMBER, cells["number"])] if cells.get("number") else []
    return values


def _candidate(line: int, place: str, values: dict[str, Any], died: str, today: date) -> Candidate:
    numbers = [(system[:200], value[:120]) for system, value in values.pop("_numbers", [])]
    former, phones = clean(values.pop("_former", ""))[:120], values.pop("_phones", ())
    deceased = bool(values.pop("_deceased", False))
    address = _part_of_an_address(values)
    said = f"{values.get('given_name', '')} {values.get('family_name', '')}".strip()[:120]
    problems: list[Problem] = []
    died_on = _death(died, problems, today=today)
    person = _person(values, problems)
    if person is None or problems:
        return Candidate(line, place, said, None, tuple(problems))
    person = replace(
        person, identifiers=tuple(dict.fromkeys(numbers)), former_family=former, deceased_date=died_on,
        deceased=deceased or died_on is not None, phones=_more_phones(person, phones),
        address=person.address or address,
    )  # fmt: skip
    if died_on and died_on < person.birth_date:
        return Candidate(line, place, said, None, (Problem("Date of death", "It is before the birth date."),))
    return Candidate(line, place, said, person)


_ADDRESS = {"line1": 120, "line2": 120, "city": 80, "state": 30, "postal_code": 12}


def _part_of_an_address(values: dict[str, Any]) -> NewAddress | None:
    """An address without street or city is kept as far as it goes; registration would ask for the rest."""
    if values.get("line1") and values.get("city"):
        return None
    parts = {name: clean(values.pop(name, "") or "")[:most] for name, most in _ADDRESS.items()}
    return NewAddress(**parts) if any(parts.values()) else None


def _person(values: Mapping[str, Any], problems: list[Problem]) -> NewPatient | None:
    try:
        return new_patient(RegisterPatient.model_validate(dict(values)))
    except ValidationError as error:
        for name, sentence in sentences_of(error, RegisterPatient).items():
            problems.append(Problem(LABELS.get(name, name), sentence[:1].upper() + sentence[1:]))
    except RuleBroken as broken:
        problems.append(Problem(LABELS.get(broken.field or "", broken.field or ""), broken.sentence))
    return None


def _death(text: str, problems: list[Problem], *, today: date) -> date | None:
    if fold(text) in {"", "no", "n", "false", "0", "alive"}:
        return None
    try:
        found = parse_date(text, today=today, lean="past")
        if found > today:
            problems.append(Problem("Date of death", "It is in the future."))
        return found
    except ValueError as problem:
        problems.append(Problem("Date of death", str(problem)))
        return None


def _more_phones(person: NewPatient, phones: Any) -> tuple[tuple[str, str], ...]:
    """Further telephones, those that can be read."""
    found = dict(person.phones)
    for text, use in phones:
        try:
            found.setdefault(parse_phone(text), use)
        except ValueError:
            continue
    return tuple(found.items())


_USES = {"mobile": "mobile", "home": "home", "work": "work"}


def _read_fhir(raw: bytes, *, today: date) -> FileRead:
    reading = read_patients(raw, most=MOST_ROWS)
    found = []
    line = 0
    for error in reading.errors:
        line += 1
        found.append(
            Candidate(line, (error.place or "file")[:120], "", None, (Problem(error.path, error.sentence),))
        )
    for row in reading.rows:
        line += 1
        died = row.deceased_date.isoformat() if row.deceased_date else ""
        if row.replaced_by:
            problem = Problem("link", "It was replaced by another patient of the file. Leave it out.")
            found.append(Candidate(line, row.place[:120], row.name.family[:120], None, (problem,)))
        else:
            found.append(_candidate(line, row.place[:120], _of_fhir(row), died, today))
    return FileRead(tuple(found), reading.odd)


def _of_fhir(row: PatientRow) -> dict[str, Any]:
    name = row.name
    current = [contact for contact in row.contacts if contact.period.end is None and contact.use != "old"]
    current.sort(key=lambda contact: contact.rank or 99)
    phones = [(c.value, _USES.get(c.use, "other")) for c in current if c.system in ("phone", "sms")]
    email = next((c.value for c in current if c.system == "email"), None)
    address = next((a for a in row.addresses if a.period.end is None and a.use != "old"), None)
    values: dict[str, Any] = {
        "family_name": name.family, "given_name": name.given[0] if name.given else "",
        "middle_name": " ".join(name.given[1:]), "suffix": name.suffix, "birth_date": row.birth,
        "sex": SEXES.get(row.gender, "unknown"), "preferred_language": row.language.split("-")[0] or "en",
        "email": email, "preferred_name": next((n.given[0] for n in row.names if n.use == "nickname" and n.given), ""),
        "_former": next((n.family for n in row.names if n.use in ("maiden", "old") and n.family != name.family), ""),
        "_numbers": [(i.system or "unknown", i.value) for i in row.identifiers if i.value],
        "_phones": phones[1:], "_deceased": row.deceased,
    }  # fmt: skip
    if phones:
        values |= {"phone": phones[0][0], "phone_use": phones[0][1]}
    if address is not None and address.lines and address.city:
        values |= {
            "line1": address.lines[0], "line2": ", ".join(address.lines[1:]), "city": address.city,
            "state": address.state, "postal_code": address.postal_code,
        }  # fmt: skip
    return values


def to_json(person: NewPatient) -> dict[str, Any]:
    """A candidate's patient as it is kept with the row."""
    values = {key: value for key, value in asdict(person).items() if value not in (None, "", (), False)}
    for name in ("birth_date", "deceased_date"):
        if name in values:
            values[name] = values[name].isoformat()
    return values


def from_json(values: Mapping[str, Any]) -> NewPatient:
    """The patient again."""
    given = dict(values)
    for name in ("birth_date", "deceased_date"):
        if given.get(name):
            given[name] = date.fromisoformat(given[name])
    if given.get("address"):
        given["address"] = NewAddress(**given["address"])
    for name in ("phones", "consents", "identifiers"):
        given[name] = tuple(tuple(pair) for pair in given.get(name, ()))
    return NewPatient(**given)


def numbered(candidates: tuple[Candidate, ...], start: int, count: int) -> Iterator[tuple[int, Candidate]]:
    """Some of the candidates with their places in the file's order, from 1."""
    return enumerate(candidates[start : start + count], start=start + 1)
