"""The declaration of an action: everything else about it follows from this."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar, get_type_hints

from practicum.kernel.actions.command import Command, refs_in
from practicum.kernel.base import Actor, Risk, Stream

C = TypeVar("C", bound=Command)
C_contra = TypeVar("C_contra", bound=Command, contravariant=True)
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Handler(Protocol[C_contra, T_co]):
    """The body of an action."""

    def __call__(self, command: C_contra, *, by: Actor, now: datetime) -> T_co:
        """Check the rules and write. Raise RuleBroken to refuse."""


@dataclass(frozen=True, slots=True)
class Undo:
    """How a done action is put right in one step: another action, and its command."""

    action: AnyAction
    command: Callable[[Any, int | None], Command]


@dataclass(frozen=True, slots=True)
class KeepsFree:
    """What stays reserved while an action waits for a countersign.

    `hold(command, *, proposal_id, by, now)` reserves; `release(*, proposal_id)` gives back.
    """

    hold: Callable[..., None]
    release: Callable[..., None]


@dataclass(frozen=True, slots=True, eq=False)
class Action(Generic[C, T]):
    """One thing that can be done to the practice. Do it with `perform`; it cannot be called."""

    name: str
    label: str
    command: type[C]
    handler: Handler[C, T]
    stream: Stream | None
    risk: Risk
    says: str
    carries: tuple[str, ...] = ()
    undo: Undo | None = None
    keeps_free: KeepsFree | None = None
    allowed: Callable[..., None] | None = None
    in_palette: bool = True
    expires: Callable[[Any], datetime | None] | None = None
    refs: dict[str, str] = field(default_factory=dict)

    @property
    def description(self) -> str:
        """The plain words of the command's docstring."""
        return inspect.getdoc(self.command) or ""

    @property
    def title(self) -> str:
        """The action's name as the palette and pages say it."""
        text = self.name.split(".")[-1].replace("_", " ")
        for code, said in _SAID.items():
            text = text.replace(code, said)
        return text[0].upper() + text[1:]


# What code calls otherwise than people do.
_SAID = {"copay": "co-pay", "appointment": "visit"}

AnyAction = Action[Any, Any]
_registry: dict[str, AnyAction] = {}


def action(
    *,
    stream: Stream | None,
    risk: Risk,
    says: str,
    carries: Sequence[str] = (),
    undo: Undo | None = None,
    keeps_free: KeepsFree | None = None,
    allowed: Callable[..., None] | None = None,
    in_palette: bool = True,
    expires: Callable[[Any], datetime | None] | None = None,
) -> Callable[[Handler[C, T]], Action[C, T]]:
    """Declare an action.

    stream: the area of work, None for everybody's own housekeeping.
    says: a sentence with the command's fields in braces; it words the ledger and the preview.
    carries: the capabilities it is part of.
    undo: the action that puts it right; in a reviewer's queue it is the one-step correction.
    keeps_free: what stays reserved while it waits for a countersign.
    allowed: `allowed(command, *, by, now)`, a further check of authority; raises RuleBroken.
    expires: when a proposal of it can no longer be countersigned.
    """

    def declare(handler: Handler[C, T]) -> Action[C, T]:
        function: Any = handler
        module = function.__module__.split(".")
        label = module[2] if module[0] == "practicum" and len(module) > 3 else module[0]
        command = get_type_hints(function)["command"]
        name = f"{label}.{function.__name__}"
        if name in _registry and _registry[name].handler.__module__ != function.__module__:
            raise RuntimeError(f"Two actions are called {name}.")
        declared: Action[C, T] = Action(
            name=name, label=label, command=command, handler=handler, stream=stream, risk=risk, says=says,
            carries=tuple(carries), undo=undo, keeps_free=keeps_free, allowed=allowed, in_palette=in_palette,
            expires=expires, refs=refs_in(command),
        )  # fmt: skip
        _registry[name] = declared
        return declared

    return declare


def find_action(name: str) -> AnyAction | None:
    """The action of that name, or None."""
    return _registry.get(name)


def all_actions() -> Iterator[AnyAction]:
    """Every declared action, by name."""
    return iter([_registry[name] for name in sorted(_registry)])
