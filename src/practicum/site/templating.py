"""The Jinja2 environment all pages are rendered in."""

from __future__ import annotations

import hashlib
import importlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

_EXTENSION = "practicum.kernel.web.templating"


def environment(**options: Any) -> Environment:
    """An environment with addresses and assets, and whatever the kernel's web package adds."""
    options["autoescape"] = True
    options["undefined"] = StrictUndefined
    options["trim_blocks"] = True
    options["lstrip_blocks"] = True
    made = Environment(**options)
    made.globals.update(static=asset, url=address)
    if find_spec(_EXTENSION) is not None:
        importlib.import_module(_EXTENSION).extend(made)
    return made


def address(name: str, *values: Any, **named: Any) -> str:
    """The address of a page by its name."""
    return reverse(name, args=values or None, kwargs=named or None)


def asset(path: str) -> str:
    """The address of a static file, marked with its content so that browsers never keep an old one."""
    return f"{static(path)}?v={_fingerprint(path)}"


@cache
def _fingerprint(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        return "missing"
    with Path(found).open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:12]
