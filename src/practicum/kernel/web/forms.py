"""From a command's declaration to the fields of its form. Reading what was posted is in submit.py."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from practicum.kernel.actions.command import Command, label_refs, refs_in
from practicum.kernel.actions.words import extras
from practicum.kernel.zone import practice_zone
from practicum.lib.money import format_cents

# beyond this many characters a text is written in several lines
_ONE_LINE = 200
# up to so many choices lie open side by side; more become a list to open
_SIDE_BY_SIDE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field as the page shows it. `value` and `text` are what is in it now."""

    name: str
    label: str
    widget: str
    help: str = ""
    required: bool = True
    many: bool = False
    options: tuple[tuple[str, str], ...] = ()
    ref: str = ""
    value: Any = ""
    text: str = ""
    chosen: tuple[tuple[int, str], ...] = ()
    error: str = ""
    width: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[FormField, ...] = ()


def fields_of(
    command: type[Command], values: Mapping[str, Any] | None = None, errors: Mapping[str, str] | None = None
) -> list[FormField]:
    """The fields of a command, filled with `values`, each with its error as a whole sentence."""
    given = dict(values or {})
    labels = _labels(command, given)
    return [
        _field(command, name, info, given.get(name), (errors or {}).get(name, ""), labels)
        for name, info in command.model_fields.items()
    ]


def general_errors(command: type[Command], errors: Mapping[str, str]) -> list[str]:
    """Errors that belong to no field of the form: said above it."""
    return [
        text if not name else f"{name.replace('_', ' ').capitalize()} {text}"
        for name, text in errors.items()
        if name not in command.model_fields
    ]


def posted_fields(command: Command) -> Iterator[tuple[str, str]]:
    """A command as a form posts it, so that a button may carry it: reading it back gives the same command."""
    for name, info in type(command).model_fields.items():
        yield from _posted(name, getattr(command, name), info)


def _posted(name: str, value: Any, info: FieldInfo | None) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    if isinstance(value, BaseModel):
        for part, part_info in type(value).model_fields.items():
            yield from _posted(f"{name}.{part}", getattr(value, part), part_info)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _posted(name, one, None)
    elif isinstance(value, bool):
        yield name, "true" if value else "false"
    elif info is not None and extras(info).get("widget") == "money":
        yield name, format_cents(value, symbol=False)
    else:
        yield name, _as_text(value)


def _as_text(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _labels(command: type[Command], values: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    wanted: dict[str, list[int]] = {}
    for name, kind in refs_in(command).items():
        ids = [number for number in map(_number, _as_list(values.get(name))) if number]
        if ids:
            wanted[kind] = [*wanted.get(kind, []), *ids]
    return label_refs(wanted) if wanted else {}


def _as_list(value: Any) -> list[Any]:
    if value in (None, ""):
        return []
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


def _number(value: Any) -> int | None:
    text = str(value)
    # longer numbers are no ids and would only make the database refuse the query
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _field(
    command: type[Command], name: str, info: FieldInfo, value: Any, error: str,
    labels: Mapping[tuple[str, int], str], prefix: str = "",
) -> FormField:  # fmt: skip
    inner, optional, many = _unwrap(info.annotation)
    schema = extras(info)
    label = info.title or name.replace("_", " ").capitalize()
    ref = refs_in(command).get(name, "") if not prefix else str(schema.get("ref", ""))
    if value is None and not info.is_required():
        value = info.get_default(call_default_factory=True)
    options = _options(inner)
    widget = _widget(inner, schema, info, ref=ref, many=many, options=options)
    shown, text, chosen = _shown(widget, value, ref, labels)
    return FormField(
        name=prefix + name, label=label, widget=widget, help=info.description or "", many=many, ref=ref,
        required=not (optional or _may_be_empty(info)), options=options, value=shown,
        text=text, chosen=chosen, error=error_sentence(label, error), width=str(schema.get("width", "")),
        attributes=_attributes(info, schema, widget), parts=_parts(inner, name, value),
    )  # fmt: skip


def _may_be_empty(info: FieldInfo) -> bool:
    """Whether leaving the field empty says something; one with a default that says something may not be emptied."""
    return not info.is_required() and info.get_default(call_default_factory=True) in (
        None,
        "",
        [],
        (),
        set(),
        frozenset(),
    )


def _parts(inner: Any, name: str, value: Any) -> tuple[FormField, ...]:
    """The fields of a field that is a model itself."""
    if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
        return ()
    held = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    held = held if isinstance(held, Mapping) else {}
    part_refs = {n: [i] for n, v in held.items() if (i := _number(v))}
    kinds = {n: str(extras(info).get("ref", "")) for n, info in inner.model_fields.items()}
    labels = label_refs({kinds[n]: ids for n, ids in part_refs.items() if kinds.get(n)})
    return tuple(
        _field(inner, part, info, held.get(part), "", labels, prefix=f"{name}.")  # type: ignore[arg-type]
        for part, info in inner.model_fields.items()
    )


def error_sentence(label: str, error: str) -> str:
    """A whole sentence: those that go on after the field's name get it in front."""
    return f"{label} {error}" if error and not error[:1].isupper() and error[:1].isalpha() else error


def _unwrap(annotation: Any) -> tuple[Any, bool, bool]:
    """What a field holds, whether it may be left out, and whether it holds several."""
    optional = many = False
    while True:
        origin = get_origin(annotation)
        if origin in (Union, types.UnionType):
            members = [a for a in get_args(annotation) if a is not type(None)]
            optional = optional or len(members) < len(get_args(annotation))
            annotation = members[0]
        elif origin in (list, tuple, set, frozenset):
            many = True
            annotation = get_args(annotation)[0]
        elif hasattr(annotation, "__metadata__"):
            annotation = annotation.__origin__
        else:
            return annotation, optional, many


def _options(inner: Any) -> tuple[tuple[str, str], ...]:
    if get_origin(inner) is Literal:
        return tuple((str(value), _in_words(str(value))) for value in get_args(inner))
    if isinstance(inner, type) and issubclass(inner, Enum):
        return tuple((str(m.value), str(getattr(m, "label", "") or _in_words(str(m.value)))) for m in inner)
    return ()


def _in_words(value: str) -> str:
    text = value.replace("_", " ")
    return text[:1].upper() + text[1:]


def _widget(
    inner: Any, schema: Mapping[str, Any], info: FieldInfo, *, ref: str, many: bool,
    options: tuple[tuple[str, str], ...],
) -> str:  # fmt: skip
    if ref:
        return "pickers" if many else "picker"
    if many:
        return "checkboxes" if options else "lines"
    said = schema.get("widget")
    if said:
        return str(said)
    if options:
        short = len(options) <= _SIDE_BY_SIDE and sum(len(label) for _, label in options) <= 48
        return "segmented" if short else "select"
    if isinstance(inner, type):
        for kind, widget in (
            (bool, "checkbox"), (datetime, "datetime"), (date, "date"), (int, "number"), (Decimal, "decimal"),
            (BaseModel, "parts"),
        ):  # fmt: skip
            if issubclass(inner, kind):
                return widget
    longest = next((rule.max_length for rule in _limits(info) if isinstance(rule, MaxLen)), None)
    return "textarea" if longest and longest > _ONE_LINE else "text"


def _shown(
    widget: str, value: Any, ref: str, labels: Mapping[tuple[str, int], str]
) -> tuple[Any, str, tuple[tuple[int, str], ...]]:
    """What stands in the field now: the posted value, its words, and for several references all of them."""
    if widget in {"picker", "pickers"}:
        ids = [number for number in map(_number, _as_list(value)) if number]
        chosen = tuple((number, labels.get((ref, number), str(number))) for number in ids)
        return (ids[0] if ids else ""), (chosen[0][1] if chosen else ""), chosen
    if widget == "checkboxes":
        return [_as_text(one) for one in _as_list(value)], "", ()
    if widget == "lines":
        return "\n".join(_as_text(one) for one in _as_list(value)), "", ()
    if widget == "checkbox":
        return value is True or str(value).lower() in {"true", "on", "1", "yes"}, "", ()
    if widget == "money" and isinstance(value, int):
        return format_cents(value, symbol=False), "", ()
    if widget == "date" and isinstance(value, date):
        return f"{value.month}/{value.day}/{value.year}", "", ()
    if widget == "datetime" and (at := _moment(value)) is not None:
        return at.astimezone(practice_zone()).strftime("%Y-%m-%dT%H:%M"), "", ()
    return ("" if value is None else _as_text(value)), "", ()


def _moment(value: Any) -> datetime | None:
    """An instant, also out of the text of one; None for anything else, which then stays as it was typed."""
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=practice_zone())


def _limits(info: FieldInfo) -> list[Any]:
    """The limits of a field, also those of a type inside an optional."""
    found = list(info.metadata)
    for part in get_args(info.annotation):
        for mark in getattr(part, "__metadata__", ()):
            found += mark.metadata if isinstance(mark, FieldInfo) else [mark]
    return found


def _attributes(info: FieldInfo, schema: Mapping[str, Any], widget: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for rule in _limits(info):
        if isinstance(rule, MaxLen) and widget in {"text", "textarea", "email"}:
            found["maxlength"] = rule.max_length
        elif isinstance(rule, Ge) and widget == "number":
            found["min"] = rule.ge
        elif isinstance(rule, Le) and widget == "number":
            found["max"] = rule.le
    for name in ("placeholder", "autocomplete", "inputmode", "rows"):
        if name in schema:
            found[name] = schema[name]
    return found
