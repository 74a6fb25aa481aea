"""The one status of a visit: its states and the moves between them, as a table.

The desk's list, the board and the charts are views of it; nothing else says where a visit stands.
"""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a visit stands."""

    BOOKED = "booked"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    CHECKING_IN = "checking_in"
    WAITING = "waiting"
    ROOMED = "roomed"
    WITH_PROVIDER = "with_provider"
    CHECKING_OUT = "checking_out"
    DONE = "done"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    LEFT = "left"

    @property
    def words(self) -> str:
        """As staff say it."""
        return WORDS[self]


S = Status

WORDS = {
    S.BOOKED: "Booked",
    S.CONFIRMED: "Confirmed",
    S.ARRIVED: "Arrived",
    S.CHECKING_IN: "Checking in",
    S.WAITING: "Waiting",
    S.ROOMED: "In a room",
    S.WITH_PROVIDER: "With the provider",
    S.CHECKING_OUT: "Checking out",
    S.DONE: "Done",
    S.CANCELLED: "Cancelled",
    S.NO_SHOW: "No-show",
    S.LEFT: "Left without being seen",
}

EXPECTED = frozenset({S.BOOKED, S.CONFIRMED})
HERE = frozenset({S.ARRIVED, S.CHECKING_IN, S.WAITING, S.ROOMED, S.WITH_PROVIDER, S.CHECKING_OUT})
OVER = frozenset({S.DONE, S.CANCELLED, S.NO_SHOW, S.LEFT})
KEEPS_TIME = frozenset(Status) - {S.CANCELLED, S.NO_SHOW}
"""Whose time nobody else may have. Somebody who left still used it."""


@dataclass(frozen=True)
class Move:
    """One permitted change of status."""

    name: str
    sources: frozenset[Status]
    target: Status
    says: str


MOVES = (
    Move("confirm", frozenset({S.BOOKED}), S.CONFIRMED, "Confirm"),
    Move("unconfirm", frozenset({S.CONFIRMED}), S.BOOKED, "Take back the confirmation"),
    Move("arrive", EXPECTED, S.ARRIVED, "Arrived"),
    Move("start_check_in", frozenset({S.ARRIVED}), S.CHECKING_IN, "Start check-in"),
    Move("finish_check_in", frozenset({S.CHECKING_IN}), S.WAITING, "Finish check-in"),
    Move("room", frozenset({S.WAITING, S.CHECKING_IN}), S.ROOMED, "Take to a room"),
    Move("meet", frozenset({S.ROOMED, S.WAITING}), S.WITH_PROVIDER, "With the provider"),
    Move("check_out", frozenset({S.WITH_PROVIDER, S.ROOMED}), S.CHECKING_OUT, "Check out"),
    Move("finish", frozenset({S.CHECKING_OUT, S.WITH_PROVIDER}), S.DONE, "Done"),
    Move("cancel", EXPECTED, S.CANCELLED, "Cancel"),
    Move("reinstate", frozenset({S.CANCELLED}), S.BOOKED, "Take back the cancellation"),
    Move("miss", EXPECTED, S.NO_SHOW, "No-show"),
    Move("appear", frozenset({S.NO_SHOW}), S.ARRIVED, "Arrived after all"),
    Move(
        "leave", frozenset({S.ARRIVED, S.CHECKING_IN, S.WAITING, S.ROOMED}), S.LEFT, "Left without being seen"
    ),
    Move("return", frozenset({S.LEFT}), S.ARRIVED, "Came back"),
)

BY_NAME = {move.name: move for move in MOVES}
TAKEN_BACK = frozenset(
    {
        S.ARRIVED,
        S.CHECKING_IN,
        S.WAITING,
        S.ROOMED,
        S.WITH_PROVIDER,
        S.CHECKING_OUT,
        S.DONE,
        S.NO_SHOW,
        S.LEFT,
    }
)
"""States whose last move can be taken back to the state before it, within the day."""


def may(name: str, status: Status) -> bool:
    """Whether the move may be made from this status."""
    return status in BY_NAME[name].sources


def check_may(name: str, status: Status) -> str | None:
    """None if the move may be made, else the sentence that says why not."""
    if may(name, status):
        return None
    move = BY_NAME[name]
    wanted = " or ".join(sorted(WORDS[source].lower() for source in move.sources))
    return f"The visit is {WORDS[status].lower()}; “{move.says}” is for one that is {wanted}. Look again: it may have changed."


def moves_from(status: Status) -> tuple[Move, ...]:
    """What may happen next."""
    return tuple(move for move in MOVES if status in move.sources)


def diagram() -> str:
    """The table as a Mermaid state diagram, for the docs."""
    lines = ["stateDiagram-v2", "    [*] --> booked"]
    lines += [
        f"    {source} --> {move.target}: {move.says}"
        for move in MOVES
        for source in Status
        if source in move.sources
    ]
    lines += [f"    {status} --> [*]" for status in Status if status in OVER]
    return "\n".join(lines) + "\n"
