"""The kinds of work there are: rooms declare them in their `work.py`, one engine moves them.

Making a `WorkKind` declares it. Declaring the same name twice is a mistake and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Protocol

from practicum.kernel.base import Stream


class ItemFacts(Protocol):
    """What a kind may read of an item to say where its next step is and who is next on the ladder."""

    @property
    def pk(self) -> int:
        """The item's number."""

    @property
    def subject_kind(self) -> str:
        """What sort of thing it is about."""

    @property
    def subject_id(self) -> int | None:
        """Which one."""

    @property
    def patient_id(self) -> int | None:
        """Whom it concerns, if anybody."""

    @property
    def owner_id(self) -> int | None:
        """Who has it, if anybody."""

    @property
    def role(self) -> str:
        """Whom it is for."""


Target = str | Callable[[ItemFacts], str]


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: so long after the item was opened, it goes to somebody else.

    `to` is "role:nurse", "staff:12", "staff:owner_manager" (a manager), "owner" (stays where it
    is, one priority higher), or a function of the item that answers one of these. Time an item
    spends snoozed does not count.
    """

    after: timedelta
    to: Target
    note: str = ""


@dataclass(frozen=True, slots=True)
class WorkKind:
    """A kind of work item, as a room declares it.

    `due` is the promise when the opener gives no time. `url` is where the one next step happens and
    `verb` its button. With `repeat`, the last step is taken again and again until somebody acts.
    `finish_from_list=False` is for work that only its own action may finish, `snooze=False` for work
    that may not wait, `claim_stops=True` for work whose ladder rests while somebody has it in hand.
    """

    name: str
    title: str
    stream: Stream
    role: str = ""
    due: timedelta | None = None
    ladder: tuple[Step, ...] | list[Step] = ()
    url: Callable[[ItemFacts], str] | None = None
    verb: str = "Open"
    subject_kind: str = ""
    repeat: timedelta | None = None
    priority: int = 0
    snooze: bool = True
    finish_from_list: bool = True
    finish_hint: str = ""
    claim_stops: bool = False

    def __post_init__(self) -> None:
        """Check the ladder and enter the kind in the register."""
        object.__setattr__(self, "ladder", tuple(self.ladder))
        times = [step.after for step in self.ladder]
        if times != sorted(times) or len(set(times)) != len(times):
            raise ValueError(
                f"{self.name}: the steps of a ladder must be in order of time, each later than the last"
            )
        if self.repeat is not None and (not times or self.repeat <= timedelta(0)):
            raise ValueError(f"{self.name}: only a ladder with a step can repeat, after some time")
        known = _kinds.get(self.name)
        if known is not None and known != self:
            raise ValueError(f"{self.name}: this kind of work is declared twice")
        _kinds[self.name] = self

    def next_url(self, item: ItemFacts) -> str:
        """Where the next step is done; the item's own page when the kind names no other."""
        return self.url(item) if self.url else f"/work/{item.pk}/"


_kinds: dict[str, WorkKind] = {}


def kind(name: str) -> WorkKind:
    """The kind of this name; a sentence for whoever forgot to declare it."""
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"No kind of work is called {name!r}: declare it in the room's work.py") from None


def find_kind(name: str) -> WorkKind | None:
    """The kind of this name, or None: old rows may outlive their kind."""
    return _kinds.get(name)


def kinds() -> Mapping[str, WorkKind]:
    """All declared kinds by name."""
    return MappingProxyType(_kinds)


def forget(names: Iterable[str]) -> None:
    """Take kinds out of the register again; for tests that declare their own."""
    for name in names:
        _kinds.pop(name, None)
