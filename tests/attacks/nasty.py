"""Values that people, scanners and accidents send, and commands made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from practicum.kernel.actions.declare import AnyAction

ROOT = Path(__file__).resolve().parents[2] / "src" / "practicum"

TEXTS = (
    "", " ", "a\0b", "\ud800", "\u202e\u2066rtl", "😀🏳️‍🌈", "x" * 10_000, "é" * 5_000, "' or 1=1 --", "%s%%{0}{x}",
    "{{7*7}}", "<script>alert(1)</script>", "=cmd|'/c calc'!A1", "../../../etc/passwd", "\r\nSet-Cookie: a=b",
    "\u0378\ue000", "a\u0300" * 200, "٣٤٥", "²", "null",
)  # fmt: skip
NUMBERS = (
    "0",
    "-1",
    str(2**31),
    str(2**63 - 1),
    str(2**63),
    "9" * 31,
    "9" * 5_000,
    "1e400",
    "NaN",
    "0x10",
    "1_000",
    "1.5",
)
DATES = (
    "0001-01-01", "9999-12-31", "2026-02-30", "0000-00-00", "99999-01-01", "9999-12-31T23:59:59.999999+00:00",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-03-08T02:30:00", "+99999999999", "-99999999999",
    "tomorrow", "13/45/99999", "1e20", "24:00", "99:99",
)  # fmt: skip
TYPED = (*TEXTS, *NUMBERS, *DATES)
JSON_VALUES: tuple[Any, ...] = (
    *TYPED, None, True, False, 0, -1, 2**63 - 1, 2**63, 10**30, 1.5, float("inf"), float("nan"), [], {}, [[[]]],
    [None], {"a": {"b": []}}, ["x"] * 500, ["\0"], [2**70], ["\ud800"],
)  # fmt: skip

# one of each kind at a time, the rest as sensible as can be
MIXED: tuple[Mapping[str, Any], ...] = tuple(
    {"text": TEXTS[i % len(TEXTS)], "number": n, "date": d}
    for i, (n, d) in enumerate(
        (n, d)
        for n, d in zip(
            (1, 2, 0, 10**11, 2**31, 2**63 - 1, -1, 5, 15, 30, 1, 60, 7, 3, 1, 2, 9, 1, 4, 1),
            ("2026-11-02", "1900-01-01", "9999-12-31", "0001-01-01", "2026-11-03", "2100-02-28", "1752-09-14",
             "2026-11-01", "2026-03-08", "2026-12-31", "0001-01-02", "9999-12-30", "1985-03-04", "2000-02-29",
             "2026-11-02", "2026-11-02", "2027-01-01", "2026-11-02", "1985-03-04", "2026-11-04"),
            strict=True,
        )
    )
)  # fmt: skip


def schemas_of(action: AnyAction) -> tuple[dict[str, Any], dict[str, Any]]:
    """The JSON schema of an action's fields, and of what they refer to."""
    schema = action.command.model_json_schema()
    return schema.get("properties", {}), schema.get("$defs", {})


def sensible(action: AnyAction, choice: Mapping[str, Any], refs: Mapping[str, int]) -> dict[str, Any]:
    """A command whose fields are of the right kind, and whose values are the choice's."""
    properties, definitions = schemas_of(action)
    return {name: _value(schema, definitions, choice, refs) for name, schema in properties.items()}


def _value(schema: Any, definitions: Any, choice: Mapping[str, Any], refs: Mapping[str, int]) -> Any:
    inner = _inner(schema, definitions)
    kind = inner.get("type")
    if "enum" in inner or "const" in inner:
        offered = inner.get("enum") or [inner["const"]]
        return offered[len(choice["text"]) % len(offered)]
    if kind == "array":
        ref = {"ref": schema["ref"]} if "ref" in schema else {}
        return [_value(inner.get("items", {}) | ref, definitions, choice, refs)]
    if "ref" in schema or "ref" in inner:
        return refs.get(schema.get("ref") or inner["ref"], choice["number"])
    if kind == "object":
        return {n: _value(s, definitions, choice, refs) for n, s in inner.get("properties", {}).items()}
    plain = {"boolean": bool(choice["number"] % 2), "integer": choice["number"], "number": choice["number"]}
    return plain[kind] if kind in plain else _text(inner.get("format", ""), choice)


def _inner(schema: Any, definitions: Any) -> Any:
    """What is meant in the end: the first way of several, and what a name stands for."""
    for several in ("anyOf", "allOf", "oneOf"):
        if several in schema:
            return _inner(schema[several][0], definitions)
    return _inner(definitions[schema["$ref"].rpartition("/")[2]], definitions) if "$ref" in schema else schema


def _text(form: str, choice: Mapping[str, Any]) -> Any:
    forms = {"date": choice["date"], "date-time": choice["date"] + "T23:59:59-12:00", "time": "23:59"}
    return forms.get(form, choice["text"])


def names_asked() -> list[str]:
    """Every parameter that some page reads, found in its source."""
    found: set[str] = {"_key", "_act", "next", "q", "page"}
    for file in ROOT.rglob("*.py"):
        if "tests" not in file.parts and "pages" in str(file):
            found |= set(
                re.findall(
                    r"""(?:get|getlist|_in|_number)\((?:[\w.]+, )?["']([\w.-]+)["']""", file.read_text()
                )
            )
    return sorted(found)


def addresses(route: str, numbers: tuple[str, ...]) -> Iterator[str]:
    """A route with its gaps filled with each number, and with texts."""
    gaps = re.findall(r"<(\w+):\w+>", route)
    if not gaps:
        yield "/" + route
        return
    for number in numbers:
        filled = route
        for kind in gaps:
            filled = re.sub(
                r"<\w+:\w+>", number if kind == "int" else "x" * min(len(number), 60), filled, count=1
            )
        yield "/" + filled
