"""Types for the fields of a command: they accept what people type and refuse with a sentence."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Annotated, Any

import phonenumbers
from dateutil import parser as date_parser
from pydantic import AfterValidator, BeforeValidator, Field

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
    if not isinstance(value, str) or not value.strip():
        return value
    try:
        number = phonenumbers.parse(value, "US")
    except phonenumbers.NumberParseException as error:
        raise ValueError("is not a telephone number. Type it with its area code, as 555 010 0199.") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError("has too few or too many digits for a telephone number.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


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


# Two dates that fill what a text leaves out: when the readings differ, something was left out.
_FILL = datetime(2000, 1, 1)
_OTHER_FILL = datetime(2004, 2, 2)


def read_date(value: object) -> object:
    """A date as people type it, month before day: 3/4/85, 4 Mar 1985, 1985-03-04, 19850304."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        found = date_parser.parse(text, dayfirst=False, yearfirst=False, default=_FILL)
        again = date_parser.parse(text, dayfirst=False, yearfirst=False, default=_OTHER_FILL)
    except (ValueError, OverflowError) as error:
        raise ValueError("is not a date. Type it as 3/4/1985 (month, day, year) or 4 Mar 1985.") from error
    if found.date() != again.date():
        raise ValueError("needs a day, a month and a year.")
    return found.date()


AnyDate = Annotated[date, BeforeValidator(read_date), Field(json_schema_extra={"widget": "date"})]


def _read_cents(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = value.strip().replace("$", "").replace(",", "")
    whole, _, part = text.partition(".")
    negative = whole.startswith("-")
    whole = whole.lstrip("-")
    if not (whole or part) or not (whole + part).isascii() or not (whole + part).isdigit() or len(part) > 2:
        raise ValueError("is not an amount. Type it as 25 or 25.00.")
    cents = int(whole or 0) * 100 + int((part + "00")[:2])
    return -cents if negative else cents


_MOST_CENTS = 10**11

Cents = Annotated[
    int,
    BeforeValidator(_read_cents),
    Field(ge=-_MOST_CENTS, le=_MOST_CENTS, json_schema_extra={"widget": "money"}),
]


def empty_to_none(value: Any) -> Any:
    """An empty form field means that nothing was said."""
    return None if value == "" else value
