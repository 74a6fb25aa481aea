"""Which capability is carried by which actions, pages and tests, read from their declarations."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from practicum.site.capabilities import CAPABILITIES

TREE = Path(__file__).resolve().parents[3]
Carried = dict[str, dict[str, list[str]]]


def carried() -> Carried:
    """For each capability its actions, pages and tests, by name."""
    from practicum.kernel.actions.declare import all_actions
    from practicum.kernel.web.routes import all_pages

    found: Carried = {each: {"actions": [], "pages": [], "tests": []} for each in CAPABILITIES}
    for action in all_actions():
        _add(found, "actions", action.name, action.carries)
    for page in all_pages():
        _add(found, "pages", page.name, page.carries)
    for name, ids in tests():
        _add(found, "tests", name, ids)
    for lists in found.values():
        for names in lists.values():
            names.sort()
    return found


def tests(tree: Path = TREE) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Tests marked ``carries``, as file::test, with the ids; none where there is no source tree."""
    if not (tree / "pyproject.toml").exists():
        return
    for file in sorted([*(tree / "src").rglob("test_*.py"), *(tree / "tests").rglob("test_*.py")]):
        parsed = ast.parse(file.read_text())
        everywhere = _marks([n.value for n in parsed.body if _sets_marks(n)])  # type: ignore[attr-defined]
        for node in ast.walk(parsed):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or not node.name.startswith(
                "test_"
            ):
                continue
            if ids := (*everywhere, *_marks(node.decorator_list)):
                yield f"{file.relative_to(tree)}::{node.name}", ids


def _sets_marks(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"


def _marks(expressions: list[ast.expr]) -> tuple[str, ...]:
    calls = [n for e in expressions for n in ast.walk(e) if isinstance(n, ast.Call)]
    marks = [call for call in calls if ast.unparse(call.func) == "pytest.mark.carries"]
    return tuple(str(a.value) for mark in marks for a in mark.args if isinstance(a, ast.Constant))


def _add(found: Carried, kind: str, name: str, ids: tuple[str, ...]) -> None:
    for each in ids:
        if each not in found:
            raise LookupError(f"{name} says it carries {each}, which is no capability.")
        if name not in found[each][kind]:
            found[each][kind].append(name)
