"""Types for the fields of patient commands: they take what people type."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from practicum.kernel import clock
from practicum.kernel.actions.fields import Cleaned
from practicum.kernel.zone import practice_zone
from practicum.lib.dates import parse_birth_date, parse_date
from practicum.lib.identifiers import parse_phone, parse_state, parse_zip
from practicum.lib.names import clean


def _today() -> date:
    return clock.now().astimezone(practice_zone()).date()


def _read_birth_date(value: object) -> object:
    if isinstance(value, date):
        value = value.isoformat()
    return parse_birth_date(value, today=_today()) if isinstance(value, str) else value


def _read_past_date(value: object) -> object:
    found = parse_date(value, today=_today(), lean="past") if isinstance(value, str) else value
    if isinstance(found, date) and found > _today():
        raise ValueError("is in the future.")
    return found


def _read_any_date(value: object) -> object:
    return parse_date(value, today=_today(), lean="future") if isinstance(value, str) else value


def _read_phone(value: object) -> object:
    return parse_phone(value) if isinstance(value, str) and value.strip() else value


def _name(value: object) -> object:
    if not isinstance(value, str):
        return value
    name = clean(value)
    if value.strip() and not any(character.isalpha() for character in name):
        raise ValueError("has no letter in it. Type the name as on the person's papers.")
    return name


def _state(value: str) -> str:
    try:
        return parse_state(value)
    except ValueError:
        return value  # a region abroad is kept as written


def _zip(value: str) -> str:
    try:
        return parse_zip(value)
    except ValueError:
        return value  # so is a postal code abroad


def _language(value: str) -> str:
    return value.strip().lower().replace("_", "-")


_DATE: dict[str, Any] = {"widget": "date"}
BirthDate = Annotated[date, BeforeValidator(_read_birth_date), Field(json_schema_extra=_DATE)]
PastDate = Annotated[date, BeforeValidator(_read_past_date), Field(json_schema_extra=_DATE)]
Day = Annotated[date, BeforeValidator(_read_any_date), Field(json_schema_extra=_DATE)]
PhoneNumber = Annotated[
    str, BeforeValidator(_read_phone), Field(max_length=20, json_schema_extra={"widget": "phone"})
]
GivenName = Annotated[str, BeforeValidator(_name), Field(min_length=1, max_length=120)]
OptionalName = Annotated[str, BeforeValidator(_name), Field(max_length=120)]
Affix = Annotated[str, BeforeValidator(_name), Field(max_length=30)]
Line = Annotated[str, Cleaned, Field(max_length=120)]
City = Annotated[str, Cleaned, Field(max_length=80)]
State = Annotated[str, Cleaned, AfterValidator(_state), Field(max_length=30)]
PostalCode = Annotated[str, Cleaned, AfterValidator(_zip), Field(max_length=12)]
Country = Annotated[str, Cleaned, Field(min_length=2, max_length=2)]
Language = Annotated[
    str,
    Cleaned,
    AfterValidator(_language),
    Field(min_length=2, max_length=12, pattern=r"^[A-Za-z]{2,3}([-_]\w{2,8})*$"),
]
