"""What an action says, in words: the sentence of its declaration with the fields filled in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from string import Formatter
from typing import Any, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from practicum.kernel.actions.command import label_refs
from practicum.kernel.actions.declare import AnyAction, find_action


def sentence(action: AnyAction, values: Mapping[str, Any], *, zone: ZoneInfo) -> str:
    """The action's sentence for one command, given as the stored JSON values."""
    return _sentences([(action, action.name, values)], zone=zone)[0]


def sentences(items: Iterable[tuple[str, Mapping[str, Any]]], *, zone: ZoneInfo) -> list[str]:
    """Sentences for many stored commands, with one query a kind of reference."""
    return _sentences([(find_action(name), name, values) for name, values in items], zone=zone)


def _sentences(
    rows: Sequence[tuple[AnyAction | None, str, Mapping[str, Any]]], *, zone: ZoneInfo
) -> list[str]:
    wanted: dict[str, list[int]] = defaultdict(list)
    for action, _, values in rows:
        for field, kind in action.refs.items() if action else ():
            wanted[kind].extend(_ids(values.get(field)))
    labels = label_refs(wanted)
    return [_fill(action, name, values, labels, zone) for action, name, values in rows]


def _ids(value: Any) -> list[int]:
    if isinstance(value, int):
        return [value]
    return [v for v in value if isinstance(v, int)] if isinstance(value, list) else []


def _fill(
    action: AnyAction | None,
    name: str,
    values: Mapping[str, Any],
    labels: Mapping[tuple[str, int], str],
    zone: ZoneInfo,
) -> str:
    if action is None:
        return name.split(".")[-1].replace("_", " ").capitalize()
    said = []
    for text, field, _, _ in Formatter().parse(action.says):
        said.append(text)
        if field:
            kind = action.refs.get(field)
            value = values.get(field)
            if kind is not None:
                said.append(", ".join(labels[kind, i] for i in _ids(value)) or "nobody")
            else:
                said.append(
                    in_words(
                        value,
                        zone=zone,
                        annotation=action.command.model_fields.get(field),
                    )
                )
    return "".join(said)


def in_words(value: Any, *, zone: ZoneInfo, annotation: Any = None) -> str:
    """One value as a person reads it."""
    schema = extras(annotation)
    if value is None or value == "":
        return "nothing"
    if isinstance(schema, dict) and schema.get("widget") == "money" and isinstance(value, int):
        return f"${value / 100:,.2f}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        value = _as_time(value)
    if isinstance(value, datetime):
        try:
            local = value.astimezone(zone)
        except OverflowError:  # the first or last hours there are
            return value.isoformat()
        return f"{local:%a} {local.day} {local:%b %Y}, {local.hour % 12 or 12}:{local:%M %p}"
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    if isinstance(value, dict):
        return ", ".join(in_words(v, zone=zone) for v in value.values() if v not in (None, ""))
    if isinstance(value, list):
        return ", ".join(in_words(v, zone=zone) for v in value)
    return str(value).replace("_", " ") if "_" in str(value) and " " not in str(value) else str(value)


def extras(info: Any) -> dict[str, Any]:
    """What a field says of itself for pages, also where its type stands inside an optional or a list."""
    found: dict[str, Any] = {}
    for inner in _fields_inside(getattr(info, "annotation", None)):
        found |= inner.json_schema_extra if isinstance(inner.json_schema_extra, dict) else {}
    own = getattr(info, "json_schema_extra", None)
    return found | (own if isinstance(own, dict) else {})


def _fields_inside(annotation: Any) -> Iterator[FieldInfo]:
    for part in [annotation, *get_args(annotation)]:
        yield from (m for m in getattr(part, "__metadata__", ()) if isinstance(m, FieldInfo))
    for part in get_args(annotation):
        if part is not annotation and not isinstance(part, FieldInfo):
            yield from _fields_inside(part)


def _as_time(text: str) -> str | date | datetime:
    if len(text) >= 16 and text[4:5] == "-" and "T" in text:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return text
    if len(text) == 10 and text[4:5] == "-":
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text
