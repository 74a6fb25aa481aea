"""Whoever acts: a person, a software assistant, or Practicum itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from practicum.kernel.base.levels import Level, Stream

ActorKind = Literal["human", "assistant", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """One acting account as of one request.

    `levels` holds the streams the person works in; a stream that is missing is one they do not.
    It serves pages; the gate asks the database again before anything is changed.
    """

    staff_id: int
    name: str
    kind: ActorKind = "human"
    roles: frozenset[str] = frozenset()
    levels: Mapping[Stream, Level] = field(default_factory=lambda: MappingProxyType({}))
    session_id: int | None = None
    site_id: int | None = None

    @property
    def is_system(self) -> bool:
        """True for Practicum itself: jobs and reactions."""
        return self.kind == "system"

    def level(self, stream: Stream) -> Level | None:
        """The level held in a stream, or None when the person does not work in it."""
        return self.levels.get(stream)

    def has_role(self, *roles: str) -> bool:
        """True when the person has any of these roles."""
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor(staff_id=0, name="Practicum", kind="system")
