"""The states of a work item and the moves between them, as a table.

The drawing in the docs is made from it, the engine obeys it, a test walks it.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a work item stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    SNOOZED = "snoozed"
    DONE = "done"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What happened to it; each leaves a line in its trail."""

    OPENED = "opened"
    CLAIMED = "claimed"
    RELEASED = "released"
    HANDED_OVER = "handed over"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    CLIMBED = "climbed"
    DONE = "done"
    CANCELLED = "cancelled"
    PUT_BACK = "put back"
    NOTED = "noted"


UNFINISHED = frozenset({State.OPEN, State.CLAIMED, State.SNOOZED})
FINISHED = frozenset({State.DONE, State.CANCELLED})
AWAKE = frozenset({State.OPEN, State.CLAIMED})

# For each move: from which states it may be made, and which state it leads to
# (None: the state stays, or depends on whom it goes to).
TRANSITIONS: dict[Move, tuple[frozenset[State], State | None]] = {
    Move.CLAIMED: (UNFINISHED, State.CLAIMED),
    Move.RELEASED: (frozenset({State.CLAIMED}), State.OPEN),
    Move.HANDED_OVER: (UNFINISHED, State.OPEN),
    Move.SNOOZED: (AWAKE, State.SNOOZED),
    Move.WOKEN: (frozenset({State.SNOOZED}), None),
    Move.CLIMBED: (AWAKE, None),
    Move.NOTED: (UNFINISHED, None),
    Move.DONE: (UNFINISHED, State.DONE),
    Move.CANCELLED: (UNFINISHED, State.CANCELLED),
    Move.PUT_BACK: (UNFINISHED | FINISHED, None),
}


def may(move: Move, state: State) -> bool:
    """True when the move can be made from this state."""
    return state in TRANSITIONS[move][0]
