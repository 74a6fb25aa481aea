"""What the gate needs of the packages above it; the wiring installs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from practicum.kernel.base import Actor, Level, Proceeding, Risk, Stream

if TYPE_CHECKING:
    from practicum.kernel.actions.command import Command
    from practicum.kernel.actions.declare import AnyAction
    from practicum.kernel.base.changes import Change


@dataclass(frozen=True, slots=True)
class Decision:
    """How an action may proceed for this person, as of now."""

    proceeding: Proceeding
    level: Level | None = None
    standard_id: int | None = None
    reason: str = ""


class Authoriser(Protocol):
    """May this person, and under whose supervision? Asked of the database, fresh, each time."""

    def __call__(self, *, by: Actor, stream: Stream | None, risk: Risk, now: datetime) -> Decision:
        """Decide. `stream` None is everybody's own housekeeping: any active account, alone."""


class Supervisor(Protocol):
    """Keeps what waits for a countersign or a review."""

    def hold(
        self,
        action: AnyAction,
        command: Command,
        *,
        by: Actor,
        says: str,
        changes: Sequence[Change],
        patient_id: int | None,
        now: datetime,
    ) -> tuple[int, str]:
        """Keep a proposal; return its id and, in words, whom it waits for."""

    def review(
        self,
        action: AnyAction,
        command: Command,
        *,
        by: Actor,
        entry_id: int,
        outcome_id: int | None,
        patient_id: int | None,
        sampled: bool,
        now: datetime,
    ) -> None:
        """Open a review of what was done."""


_authoriser: Authoriser | None = None
_supervisor: Supervisor | None = None


def install(*, authoriser: Authoriser, supervisor: Supervisor) -> None:
    """Give the gate its authority and its supervision; the wiring does so once at start."""
    global _authoriser, _supervisor
    _authoriser, _supervisor = authoriser, supervisor


def authoriser() -> Authoriser:
    """The installed authoriser."""
    if _authoriser is None:
        raise RuntimeError("No authoriser is installed; the wiring must install one.")
    return _authoriser


def supervisor() -> Supervisor:
    """The installed supervisor."""
    if _supervisor is None:
        raise RuntimeError("No supervisor is installed; the wiring must install one.")
    return _supervisor
