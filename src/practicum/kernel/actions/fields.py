"""Types for the fields of a command: they accept what people type and refuse with a sentence."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from practicum.kernel import clock
from practicum.lib.dates import parse_date
from practicum.lib.identifiers import parse_phone
from practicum.lib.money import parse_cents

_ALLOWED_CONTROLS = {"\n", "\t"}
_HIDDEN = {"Cc", "Cs", "Co", "Cn"}


def clean_text(value: object) -> object:
    """Trim, bring to NFC, and refuse characters that no text of people contains."""
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    for character in text:
        if character not in _ALLOWED_CONTROLS and unicodedata.category(character) in _HIDDEN:
            raise ValueError(
                f"contains a character that cannot be kept (U+{ord(character):04X}). Type it again."
            )
    return text


def _one_line(value: str) -> str:
    if "\n" in value:
        raise ValueError("must be one line.")
    return value


Cleaned = BeforeValidator(clean_text)
ShortText = Annotated[str, Cleaned, AfterValidator(_one_line), Field(max_length=120)]
RequiredText = Annotated[str, Cleaned, AfterValidator(_one_line), Field(min_length=1, max_length=120)]
LongText = Annotated[str, Cleaned, Field(max_length=4000, json_schema_extra={"widget": "textarea"})]
Reason = Annotated[
    str,
    Cleaned,
    Field(
        min_length=3,
        max_length=500,
        json_schema_extra={"widget": "textarea", "rows": 2},
    ),
]


def _read_phone(value: object) -> object:
    return parse_phone(value) if isinstance(value, str) and value.strip() else value


Phone = Annotated[
    str,
    BeforeValidator(_read_phone),
    Field(max_length=20, json_schema_extra={"widget": "phone"}),
]


def _read_email(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = str(clean_text(value))
    name, at, host = text.rpartition("@")
    if not (name and at and "." in host and " " not in text):
        raise ValueError("is not an e-mail address. It needs a name, an @ and a host, as ana@example.org.")
    return f"{name}@{host.lower()}"


Email = Annotated[
    str,
    BeforeValidator(_read_email),
    Field(max_length=254, json_schema_extra={"widget": "email"}),
]


def read_date(value: object) -> object:
    """A date as people type it, month before day, or in words: 3/4/85, 4 Mar 1985, tomorrow, +10."""
    return parse_date(value, today=clock.now().date()) if isinstance(value, str) else value


AnyDate = Annotated[date, BeforeValidator(read_date), Field(json_schema_extra={"widget": "date"})]


def _read_cents(value: object) -> object:
    return parse_cents(value) if isinstance(value, str) else value


_MOST_CENTS = 10**11

Cents = Annotated[
    int,
    BeforeValidator(_read_cents),
    Field(ge=-_MOST_CENTS, le=_MOST_CENTS, json_schema_extra={"widget": "money"}),
]
