"""What became of an action, and how its code says no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from practicum.kernel.actions.command import Command

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Done(Generic[T_co]):
    """It happened. `outcome` is what the handler returned, None when this is a replay.

    `undo` is the action that puts it right, by name, with its command; None when there is none.
    """

    action: str
    id: int | None
    entry_id: int
    outcome: T_co | None = None
    reviewed: bool = False
    replayed: bool = False
    undo: tuple[str, Command] | None = None
    command: Command | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing has happened yet: a colleague must countersign."""

    action: str
    proposal_id: int
    entry_id: int
    says: str = ""
    waits_for: str = ""
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing has happened and nothing was written but this refusal.

    `hand_over`: it is not this person's to do; `command` is what a colleague would need to do it.
    """

    action: str
    reason: str
    field: str | None = None
    hand_over: bool = False
    entry_id: int | None = None
    command: Command | None = None


class RuleBroken(Exception):
    """The action is not allowed now. The sentence says what is wrong and what to do."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
