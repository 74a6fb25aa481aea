"""Read patients from a Bundle, from lines of JSON (NDJSON), or from a single Patient.

Every patient is judged by itself: a file with errors still gives the others. What comes back
names the entry or line and the path inside it.
"""

import json
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

from fhir.resources.R4B.patient import Patient
from pydantic import ValidationError

from practicum.formats.fhir.bindings import BUNDLE_TYPES, violations
from practicum.formats.fhir.patients import (
    Address,
    Contact,
    Identifier,
    Name,
    PatientRow,
    Period,
    Reading,
    RowError,
)

# Errors told per patient; the rest of them follow from the first few.
_MOST_ERRORS = 10


def read_patients(raw: bytes, *, most: int = 500_000) -> Reading:
    """Read every patient of a file; whatever is wrong comes back as an error, never as an exception."""
    odd: list[str] = []
    try:
        text = _decode(raw, odd)
        places = list(_resources(text, odd))
    except _FileWrong as wrong:
        return Reading(errors=(RowError("", "", str(wrong)),), odd=tuple(odd))
    rows: list[PatientRow] = []
    errors: list[RowError] = []
    if len(places) > most:
        errors.append(
            RowError("", "", f"The file holds {len(places):,} entries; at most {most:,} are taken at once.")
        )
        places = []
    for place, resource in places:
        if isinstance(resource, RowError):
            errors.append(resource)
            continue
        found = list(_wrongs(place, resource))
        if found:
            errors += found[:_MOST_ERRORS]
        else:
            rows.append(_row(place, resource))
    if not rows and not errors:
        errors.append(RowError("", "", "The file holds no patients."))
    return Reading(tuple(rows), tuple(errors), tuple(odd))


class _FileWrong(Exception):
    """Nothing of the file can be read."""


def _decode(raw: bytes, odd: list[str]) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        odd.append("The file is in UTF-16; FHIR asks for UTF-8.")
        codec = "utf-16"
    else:
        codec = "utf-8-sig"
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as bad:
        raise _FileWrong(f"The file is not in UTF-8: byte {bad.start + 1} cannot be read.") from None


def _resources(text: str, odd: list[str]) -> Iterator[tuple[str, Any]]:
    """Give every Patient with its place; anything else is counted and passed over."""
    try:
        whole = _load(text)
    except ValueError as bad:
        yield from _lines(text, odd, bad)
        return
    if isinstance(whole, list):
        odd.append("The file is a bare list of resources; FHIR would have a Bundle.")
        yield from _patients_among([(f"item {n}", item) for n, item in enumerate(whole, start=1)], odd)
        return
    if not isinstance(whole, dict):
        raise _FileWrong("The file is JSON, but holds no FHIR resource.")
    kind = whole.get("resourceType")
    if kind == "Patient":
        yield "patient", whole
    elif kind == "Bundle":
        yield from _patients_among(_entries(whole, odd), odd)
    else:
        raise _FileWrong(
            f"The file holds a resource of type “{str(kind)[:40]}”; a Bundle or a Patient is needed."
        )


def _lines(text: str, odd: list[str], first: ValueError) -> Iterator[tuple[str, Any]]:
    """Read lines of JSON; when not even one line is, the file was meant as one document."""
    lines = [(n, line) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    loaded: list[tuple[str, Any]] = []
    whole = 0
    for number, line in lines:
        try:
            loaded.append((f"line {number}", _load(line)))
            whole += isinstance(loaded[-1][1], dict)
        except ValueError as bad:
            loaded.append(
                (f"line {number}", RowError(f"line {number}", "", f"This line is not JSON: {_why(bad)}."))
            )
    if not whole:
        raise _FileWrong(f"The file is not JSON: {_why(first)}.")
    yield from _patients_among(loaded, odd)


def _load(text: str) -> Any:
    """Load JSON strictly: no NaN, no bottomless nesting."""

    def refuse(word: str) -> Any:
        raise ValueError(f"{word} is not JSON")

    try:
        return json.loads(text, parse_constant=refuse)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _why(bad: ValueError) -> str:
    if isinstance(bad, json.JSONDecodeError):
        return f"line {bad.lineno}, column {bad.colno}, {bad.msg[:1].lower()}{bad.msg[1:]}"
    return str(bad)[:100]


def _entries(bundle: dict[str, Any], odd: list[str]) -> list[tuple[str, Any]]:
    kind, entries = bundle.get("type"), bundle.get("entry", [])
    if kind not in BUNDLE_TYPES:
        odd.append(f"The bundle's type “{str(kind)[:30]}” is none that FHIR knows.")
    if not isinstance(entries, list):
        raise _FileWrong("The bundle's entry is not a list.")
    links = bundle.get("link")
    if isinstance(links, list) and any(isinstance(x, dict) and x.get("relation") == "next" for x in links):
        odd.append("The bundle is one page of several: its next page is not in this file.")
    places: list[tuple[str, Any]] = []
    for number, entry in enumerate(entries, start=1):
        place = f"entry {number}"
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
            places.append((place, entry["resource"]))
        else:
            places.append((place, RowError(place, "", "The entry holds no resource.")))
    return places


def _patients_among(places: list[tuple[str, Any]], odd: list[str]) -> Iterator[tuple[str, Any]]:
    others: dict[str, int] = {}
    for place, resource in places:
        if isinstance(resource, RowError):
            yield place, resource
        elif not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            yield place, RowError(place, "resourceType", "It does not say what kind of resource it is.")
        elif resource["resourceType"] == "Patient":
            yield place, resource
        else:
            others[resource["resourceType"][:40]] = others.get(resource["resourceType"][:40], 0) + 1
    odd += [f"{count:,} of type {kind} passed over." for kind, count in sorted(others.items())]


# -- judging one patient ---------------------------------------------------------------------------


def _wrongs(place: str, resource: dict[str, Any]) -> Iterator[RowError]:
    """Give what is wrong with a patient: shape, types, codes, characters, and what nobody can file."""
    shapely = True
    try:
        Patient.model_validate(resource)
    except ValidationError as bad:
        shapely = False
        for error in bad.errors(include_url=False, include_input=False):
            path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"])
            yield RowError(place, path.lstrip("."), _sentence(error["msg"]))
    except (RecursionError, TypeError, ValueError, AttributeError, KeyError) as bad:
        # The library means to raise ValidationError only; a file must not stop at its slips.
        shapely = False
        yield RowError(place, "", f"The resource cannot be understood ({type(bad).__name__}).")
    for path, word, codes in violations(resource):
        said = f"“{word[:30]}” is not one of {', '.join(sorted(codes))}."
        yield RowError(place, path, said)
    if _has_control_characters(resource):
        yield RowError(place, "", "The resource holds control characters.")
    if shapely:
        yield from _unfit(place, resource)


def _sentence(message: str) -> str:
    plain = message.removeprefix("Value error, ").rstrip(".")
    return f"{plain[:1].upper()}{plain[1:160]}."


def _has_control_characters(node: object) -> bool:
    if isinstance(node, str):
        return any(
            (unicodedata.category(c) == "Cc" and c not in "\t\r\n") or c in "\ufffe\uffff" for c in node
        ) or any("\ud800" <= c <= "\udfff" for c in node)
    if isinstance(node, dict):
        return any(_has_control_characters(value) for value in node.values())
    return isinstance(node, list) and any(_has_control_characters(item) for item in node)


def _unfit(place: str, resource: dict[str, Any]) -> Iterator[RowError]:
    """Refuse a patient nobody could find again."""
    names = [_name(name) for name in resource.get("name") or []]
    if not any(name.family or name.given for name in names):
        yield RowError(place, "name", "The patient has no name.")
    for path in ("birthDate", "deceasedDateTime"):
        text = resource.get(path)
        if isinstance(text, str) and len(text) >= 10:
            try:
                date.fromisoformat(text[:10])
            except ValueError:
                yield RowError(place, path, f"“{text[:10]}” is not a day of the calendar.")


# -- one patient, read -----------------------------------------------------------------------------


def _row(place: str, resource: dict[str, Any]) -> PatientRow:
    odd: list[str] = []
    birth = _text(resource.get("birthDate"))
    if birth and len(birth) < 10:
        odd.append(f"The birth date is known only to the {'year' if len(birth) == 4 else 'month'}.")
    links = [link for link in resource.get("link") or [] if link.get("type") == "replaced-by"]
    deceased_at = _text(resource.get("deceasedDateTime"))
    for extension in resource.get("modifierExtension") or []:
        odd.append(f"It is modified by an extension not known here: {_text(extension.get('url'))[:80]}.")
    return PatientRow(
        place=place,
        id=_text(resource.get("id")),
        active=resource.get("active") is not False,
        identifiers=tuple(i for item in resource.get("identifier") or [] if (i := _identifier(item))),
        names=tuple(n for item in resource.get("name") or [] if (n := _name(item)) != Name(use=n.use)),
        gender=_text(resource.get("gender")),
        birth=birth,
        deceased=resource.get("deceasedBoolean") is True or bool(deceased_at),
        deceased_date=_day(deceased_at),
        contacts=tuple(c for item in resource.get("telecom") or [] if (c := _contact(item))),
        addresses=tuple(
            a for item in resource.get("address") or [] if (a := _address(item)) != Address(use=a.use)
        ),
        language=_language(resource.get("communication") or []),
        replaced_by=_text((links[0].get("other") or {}).get("reference")) if links else "",
        odd=tuple(odd),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(values: object) -> tuple[str, ...]:
    """Give the words of a list; nulls stand for words that are only extensions."""
    return tuple(v for v in values if isinstance(v, str) and v) if isinstance(values, list) else ()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _period(item: dict[str, Any]) -> Period:
    period = item.get("period") or {}
    return Period(_day(_text(period.get("start"))), _day(_text(period.get("end"))))


def _identifier(item: dict[str, Any]) -> Identifier | None:
    value = _text(item.get("value")).strip()
    if not value:
        return None
    codings = (item.get("type") or {}).get("coding") or []
    kind = next((_text(c.get("code")) for c in codings if c.get("code")), "")
    return Identifier(_text(item.get("system")), value, kind, _text(item.get("use")))


def _name(item: dict[str, Any]) -> Name:
    family, given = _text(item.get("family")), _texts(item.get("given"))
    if not family and not given:
        family = _text(item.get("text"))
    prefix, suffix = " ".join(_texts(item.get("prefix"))), " ".join(_texts(item.get("suffix")))
    return Name(family, given, prefix, suffix, _text(item.get("use")), _period(item))


def _contact(item: dict[str, Any]) -> Contact | None:
    value = _text(item.get("value")).strip()
    if not value:
        return None
    rank = item.get("rank")
    kept = rank if isinstance(rank, int) else None
    return Contact(_text(item.get("system")), value, _text(item.get("use")), kept, _period(item))


def _address(item: dict[str, Any]) -> Address:
    lines = _texts(item.get("line"))
    get = item.get
    if not lines and not get("city") and get("text"):
        lines = tuple(_text(get("text")).splitlines())
    return Address(lines, _text(get("city")), _text(get("state")), _text(get("postalCode")), _text(get("country")),
                   _text(get("use")), _period(item))  # fmt: skip


def _language(items: list[dict[str, Any]]) -> str:
    """Give the preferred language, or the only one."""
    chosen = next(
        (item for item in items if item.get("preferred") is True), items[0] if len(items) == 1 else None
    )
    codings = ((chosen or {}).get("language") or {}).get("coding") or []
    return next((_text(c.get("code")) for c in codings if c.get("code")), "")
