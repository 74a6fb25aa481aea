"""The listeners the wiring names, as far as this installation has them."""

from __future__ import annotations

from importlib.util import find_spec

from practicum.site import wiring


def names() -> list[str]:
    """The names of listeners whose module is here."""
    return [name for name, path in wiring.LISTENERS.items() if find_spec(path.partition(":")[0])]
