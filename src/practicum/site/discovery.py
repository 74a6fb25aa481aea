"""Which kernel packages and rooms there are. Nobody lists them: a package with content is one."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent

# Lower packages first, so that their models and kinds exist when upper ones load.
KERNEL_ORDER = (
    "base", "ledger", "events", "actions", "web", "practice", "authority", "worklist",
    "supervision", "patients", "coverage", "documents",
)  # fmt: skip
# The siblings of models.py that declare something by being imported.
DECLARING = ("events", "refs", "work", "actions", "reactions", "pages")
_CONTENT = ("models", "refs", "work", "actions", "reactions", "pages")


def packages() -> list[str]:
    """The dotted names of kernel packages, bottom up, and rooms, that have content."""
    kernel = sorted(_with_content("kernel"), key=_kernel_place)
    return [*kernel, *sorted(_with_content("rooms"))]


def folder(package: str) -> Path:
    """The folder of a package of ours."""
    return ROOT.joinpath(*package.split(".")[1:])


def template_folders() -> list[Path]:
    """Every package's own templates folder, the site's first."""
    found = [ROOT / "site" / "templates"]
    for tier in ("kernel", "rooms"):
        found += sorted((ROOT / tier).glob("*/templates"))
    return found


def load_declarations() -> list[ModuleType]:
    """Import every module that declares references, work kinds, actions, reactions or pages."""
    return [
        importlib.import_module(f"{package}.{sibling}")
        for sibling in DECLARING
        for package in packages()
        if find_spec(f"{package}.{sibling}") is not None
    ]


def _with_content(tier: str) -> list[str]:
    found = []
    for place in (ROOT / tier).iterdir():
        if (place / "__init__.py").exists() and any(_has(place, name) for name in _CONTENT):
            found.append(f"practicum.{tier}.{place.name}")
    return found


def _has(place: Path, name: str) -> bool:
    return (place / f"{name}.py").exists() or (place / name / "__init__.py").exists()


def _kernel_place(package: str) -> int:
    name = package.rpartition(".")[2]
    return KERNEL_ORDER.index(name) if name in KERNEL_ORDER else len(KERNEL_ORDER)
