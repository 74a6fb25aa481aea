"""Every page a template links to by name is there: a link to a page of another name is never shown at all."""

from __future__ import annotations

import re
from pathlib import Path

import practicum
from practicum.kernel.web.routes import all_pages

LINKED = re.compile(r"""\b(?:url|address_or_none)\(\s*["']([\w-]+)["']""")


def names_linked() -> dict[str, list[str]]:
    """Page names in templates and code, with the files that use them."""
    found: dict[str, list[str]] = {}
    root = Path(next(iter(practicum.__path__)))
    for file in [*root.rglob("*.html"), *root.rglob("*.py")]:
        if "tests" not in file.parts:
            for name in LINKED.findall(file.read_text(encoding="utf-8")):
                found.setdefault(name, []).append(str(file.relative_to(root)))
    return found


def test_every_link_by_name_has_its_page() -> None:
    pages = {page.name for page in all_pages()}
    assert {name: files for name, files in names_linked().items() if name not in pages} == {}
