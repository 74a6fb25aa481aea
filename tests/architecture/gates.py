"""The checks themselves, as functions of what they check, so that tests can hand them something broken.

Each gives the violations it finds as sentences; none found is an empty list.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from django.db import models
from django.urls import URLPattern, URLResolver

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "practicum"

# As the import contracts order them, lowest first. Packages of one tier may not point at each other.
TIERS: tuple[tuple[str, ...], ...] = (
    ("base", "clock", "zone"),
    ("events", "ledger"),
    ("actions",),
    ("web",),
    ("practice",),
    ("authority",),
    ("worklist",),
    ("supervision",),
    ("patients",),
    ("documents", "coverage"),
    ("billing", "records", "scheduling"),
    ("claims", "results", "correspondence", "intake"),
    ("frontdesk", "phone", "outreach", "coordination"),
    ("reports", "compliance", "training", "operations"),
    ("site",),
)
MOST_LINES_OF_FILE = 400
MOST_LINES_OF_FUNCTION = 60
_WRITES = (
    "save",
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
)
WRITES = frozenset((*_WRITES, *(f"a{name}" for name in _WRITES)))
# These names on these receivers are dictionaries, sets and hashes, not models.
PLAIN = frozenset(("digest", "hasher", "hash", "hmac", "os", "cache", "cookies"))


def tier(label: str) -> int | None:
    """How high a package stands, by its label."""
    return next((height for height, labels in enumerate(TIERS) if label in labels), None)


def foreign_keys_that_point_up(all_models: Iterable[type[models.Model]]) -> list[str]:
    """Relations between packages must point at a lower tier."""
    found = []
    for model in all_models:
        own = model._meta.app_label
        for field in model._meta.get_fields():
            related = getattr(field, "related_model", None)
            if not field.concrete or not isinstance(related, type) or not issubclass(related, models.Model):
                continue
            other = related._meta.app_label
            if other == own:
                continue
            here, there = tier(own), tier(other)
            if here is None or there is None:
                found.append(f"{own} or {other} has no tier: name it in tests/architecture/gates.py")
            elif there >= here:
                found.append(f"{own}.{model.__name__}.{field.name} points up at {other}.{related.__name__}")
    return found


def models_without_declarations(all_models: Iterable[type[models.Model]]) -> list[str]:
    """Every model declares its class of health information and its retention, itself."""
    return [
        f"{model._meta.label} does not declare {name}"
        for model in all_models
        for name in ("health", "retention")
        if not any(name in vars(base) for base in model.__mro__)
    ]


def routes_open_to_nobody_knows(patterns: Sequence[URLPattern | URLResolver], prefix: str = "") -> list[str]:
    """Every address declares who may use it."""
    found = []
    for pattern in patterns:
        here = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            found += routes_open_to_nobody_knows(pattern.url_patterns, here)
        elif getattr(pattern.callback, "who", None) is None:
            found.append(f"/{here} does not declare who may use it")
    return found


def sources(root: Path = SOURCE, *, tests: bool = False) -> Iterator[Path]:
    """The Python files of the house; migrations are generated and left out."""
    for file in sorted(root.rglob("*.py")):
        parts = file.relative_to(root).parts
        if "migrations" not in parts and (tests or "tests" not in parts):
            yield file


def module_of(file: Path, root: Path = SOURCE) -> str:
    """A file's dotted name below practicum."""
    parts = list(file.relative_to(root).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def past_the_door(file: Path, root: Path = SOURCE) -> list[str]:
    """A room is imported from outside only through its public module.

    The site composes rooms and may name their declaring modules by string, which is no import.
    """
    own = module_of(file, root).split(".")
    mine = own[1] if own[0] == "rooms" and len(own) > 1 else None
    found = []
    for line, imported in imports(file):
        parts = imported.split(".")
        if parts[:2] != ["practicum", "rooms"] or len(parts) < 3 or parts[2] == mine:
            continue
        if len(parts) > 3 and parts[3] not in {"public", "models"}:
            found.append(
                f"{file.relative_to(root)}:{line} imports {imported}: use {'.'.join(parts[:3])}.public"
            )
        elif len(parts) > 3 and parts[3] == "models":
            found.append(f"{file.relative_to(root)}:{line} imports the models of room {parts[2]}")
    return found


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """Every imported name with its line; ``from a.b import c`` counts as a.b.c."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def clocks_read(file: Path, root: Path = SOURCE) -> list[str]:
    """The time is passed in; only kernel.clock looks at a clock."""
    if module_of(file, root) == "kernel.clock":
        return []
    asked = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
    asked |= {("timezone", "now"), ("timezone", "localdate"), ("timezone", "localtime"), ("time", "time")}
    found = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Attribute):
            owner = (
                node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            )
            if (owner, node.attr) in asked:
                found.append(
                    f"{file.relative_to(root)}:{node.lineno} asks {owner}.{node.attr}: take now as an argument"
                )
    return found


def writes_outside_actions(file: Path, allowed: Mapping[str, str], root: Path = SOURCE) -> list[str]:
    """Models are written in modules called actions, and in those listed with their reason."""
    module = module_of(file, root)
    if "actions" in module.split(".") or any(module == a or module.startswith(f"{a}.") for a in allowed):
        return []
    return [
        f"{file.relative_to(root)}:{line} writes ({call}) outside an action"
        for line, call in model_writes(ast.parse(file.read_text()))
    ]


def model_writes(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Calls that look like a write of a model: by name, except on what is plainly something else."""
    plain = PLAIN | _plain_names(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name = node.func.attr
        if name not in WRITES or _root(node.func.value) in plain:
            continue
        if name == "update" and not node.keywords:  # a query's update names its columns
            continue
        if name in {"create", "get_or_create", "update_or_create"} and "objects" not in ast.unparse(
            node.func
        ):
            continue
        if name == "delete" and node.args:
            continue
        yield node.lineno, ast.unparse(node.func)


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _plain_names(tree: ast.Module) -> set[str]:
    """Names bound to a dictionary or set somewhere in the module."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            if ast.unparse(node.annotation).startswith(("dict", "set", "Counter")):
                found.add(node.target.id)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            built = isinstance(node.value, ast.Dict | ast.DictComp | ast.Set | ast.SetComp)
            if built or ast.unparse(node.value).startswith(("dict(", "set(")):
                found.add(node.targets[0].id)
    return found


def too_long(file: Path, root: Path = SOURCE) -> list[str]:
    """Files and functions a reader can hold in mind."""
    text = file.read_text()
    found = []
    lines = text.count("\n")
    if lines > MOST_LINES_OF_FILE:
        found.append(f"{file.relative_to(root)} has {lines} lines; {MOST_LINES_OF_FILE} is the most")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MOST_LINES_OF_FUNCTION:
                where = f"{file.relative_to(root)}:{node.lineno} {node.name}"
                found.append(f"{where} has {length} lines; {MOST_LINES_OF_FUNCTION} is the most")
    return found


def undocumented(file: Path, root: Path = SOURCE) -> list[str]:
    """Every module says what it is for."""
    tree = ast.parse(file.read_text())
    if tree.body and not ast.get_docstring(tree):
        return [f"{file.relative_to(root)} has no docstring"]
    return []
