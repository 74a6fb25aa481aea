"""From a posted form to what became of it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, get_args, get_origin

from django.http import HttpRequest
from pydantic import ValidationError

from practicum.kernel.actions import Action, Command, Done, Held, Refused, perform
from practicum.kernel.actions.declare import AnyAction
from practicum.kernel.base import Actor
from practicum.kernel.web.request import me
from practicum.kernel.zone import practice_zone

C = TypeVar("C", bound=Command)
T = TypeVar("T")
KEY_FIELD = "_key"


@dataclass(frozen=True, slots=True)
class Invalid:
    """The input could not be read. `errors` has a sentence for each field; "" is for the whole."""

    action: str
    errors: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """The errors in a line."""
        return " ".join(f"{name.replace('_', ' ')} {text}".strip() for name, text in self.errors.items())


def may_try(action: AnyAction, by: Actor) -> bool:
    """Whether the person works where the action belongs; the gate decides the rest."""
    return action.stream is None or by.is_system or by.level(action.stream) is not None


def new_key() -> str:
    """A fresh key for the form's hidden field."""
    return secrets.token_urlsafe(18)


def submit(
    request: HttpRequest, action: Action[C, T], extra: Mapping[str, Any] | None = None
) -> Done[T] | Held | Refused | Invalid:
    """Read the command from the posted form (and `extra`, which wins), and perform it."""
    values = form_values(request, action.command) | dict(extra or {})
    command = read_command(action, values)
    if isinstance(command, Invalid):
        return command
    key = request.POST.get(KEY_FIELD) or None
    return perform(action, command, by=me(request), now=getattr(request, "now", None), key=key)


def form_values(request: HttpRequest, command: type[Command]) -> dict[str, Any]:
    """The posted values of the command's fields; an empty field counts as not given.

    A field that is itself a model is posted as `field.part`, a list as repeated values.
    """
    return read_form(request.POST, command)


def read_form(posted: Any, command: type[Command]) -> dict[str, Any]:
    """The command's fields out of a QueryDict."""
    values: dict[str, Any] = {}
    for name, info in command.model_fields.items():
        if _is_list(info.annotation):
            given = [line for v in posted.getlist(name) for line in v.splitlines() if line.strip()]
            if given or f"{name}-present" in posted:
                values[name] = given
        elif _is_bool(info.annotation):
            if name in posted or f"{name}-present" in posted:
                values[name] = posted.get(name, "") in {"on", "true", "1", "yes"}
        elif posted.get(name, "") != "":
            values[name] = _in_zone(posted[name]) if _is_time(info.annotation) else posted[name]
        else:
            parts = {
                k.partition(".")[2]: v for k, v in posted.items() if k.startswith(f"{name}.") and v != ""
            }
            if parts:
                values[name] = parts
    return values


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) in {list, tuple, set, frozenset} or any(
        _is_list(a) for a in get_args(annotation)
    )


def _is_time(annotation: Any) -> bool:
    return (
        annotation is datetime or datetime in get_args(annotation) or any(map(_is_time, get_args(annotation)))
    )


def _in_zone(text: str) -> str:
    """A time as the page's clock field posts it, without a zone, is one of the practice's wall clock."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if at.tzinfo else at.replace(tzinfo=practice_zone()).isoformat()


def _is_bool(annotation: Any) -> bool:
    return annotation is bool or bool in get_args(annotation)


def read_command(action: Action[C, T], values: Mapping[str, Any]) -> C | Invalid:
    """The command, or what is wrong with the values, field by field."""
    try:
        return action.command.model_validate(dict(values))
    except ValidationError as error:
        return Invalid(action.name, sentences_of(error, action.command), dict(values))
    except (UnicodeEncodeError, OverflowError):  # half a character, a time before all times
        return Invalid(
            action.name, {"": "A value is beyond what can be kept. Check the fields and try again."}
        )


def read_json(action: Action[C, T], body: bytes) -> C | Invalid:
    """The command from a JSON body, or what is wrong with it."""
    try:
        values = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return Invalid(action.name, {"": "The body is not JSON."})
    if not isinstance(values, dict):
        return Invalid(
            action.name,
            {"": "The body must be a JSON object with the action's fields."},
        )
    return read_command(action, values)


_WORDS = {
    "missing": "is needed.",
    "extra_forbidden": "is not a field of this action.",
    "string_too_long": "is too long: at most {max_length} characters.",
    "string_too_short": "is too short: at least {min_length} characters.",
    "too_long": "is too long: at most {max_length} {what}.",
    "too_short": "is too short: at least {min_length} {what}.",
    "int_parsing": "must be a whole number.",
    "int_type": "must be a whole number.",
    "int_from_float": "must be a whole number.",
    "decimal_parsing": "must be a number.",
    "date_from_datetime_parsing": "is not a date.",
    "date_type": "is not a date.",
    "datetime_parsing": "is not a date and time.",
    "datetime_from_date_parsing": "is not a date and time.",
    "datetime_type": "is not a date and time.",
    "timezone_aware": "needs its time zone.",
    "bool_parsing": "must be yes or no.",
    "string_type": "must be text.",
    "list_type": "must be a list.",
    "greater_than_equal": "must be at least {ge}.",
    "less_than_equal": "must be at most {le}.",
    "greater_than": "must be more than {gt}.",
    "less_than": "must be less than {lt}.",
    "literal_error": "must be one of {expected}.",
    "enum": "must be one of {expected}.",
}


def sentences_of(error: ValidationError, command: type[Command]) -> dict[str, str]:
    """A sentence for each field that could not be read, beginning after the field's name."""
    found: dict[str, str] = {}
    for problem in error.errors(include_url=False, include_input=False):
        place = str(problem["loc"][0]) if problem["loc"] else ""
        context = problem.get("ctx", {})
        kind = problem["type"]
        if kind == "value_error":
            text = str(context.get("error", problem["msg"]))
        else:
            # a length that is looked at after the text was cleaned is told as that of any sequence
            context = {"what": "characters" if context.get("field_type") == "Value" else "entries"} | context
            text = _WORDS.get(kind, "is not of the right form.").format(**context)
        found.setdefault(place, text)
    return found


def label_of(command: type[Command], name: str) -> str:
    """The label of a field: its declared title, or its name in words."""
    info = command.model_fields.get(name)
    return (info.title if info else None) or name.replace("_", " ").capitalize()
