"""Who is joined to what: the one table of reactions, message handlers, adapters and recurring work.

Everything is named as "module:function", so that reading this page needs no other and importing it
costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any

from practicum.site import discovery


@dataclass(frozen=True, kw_only=True)
class Tick:
    """Recurring work: a function ``(*, now) -> int`` that says how many things it did.

    Many job processes may run it at once; it takes its own locks (SKIP LOCKED). Work that did
    something is run again at once; idle work is looked at again after ``every``.
    """

    run: str
    every: timedelta


FAST = timedelta(milliseconds=200)
MINUTE = timedelta(minutes=1)

# event (room.Class) -> reactions
REACTIONS: dict[str, tuple[str, ...]] = {}

# source of incoming messages -> handler
INBOUND: dict[str, str] = {}

# channel of outgoing messages -> adapter
OUTBOUND: dict[str, str] = {}

# what job processes run
TICKS: dict[str, Tick] = {}


def named(path: str) -> Any:
    """The function that "module:function" names."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def load() -> None:
    """Load every declaration, then join them as the tables above say."""
    discovery.load_declarations()
