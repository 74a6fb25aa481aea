"""Who needs the desk now; no Django, clock or network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LATE = timedelta(minutes=10)
SOON = timedelta(minutes=30)
LONG = timedelta(minutes=15)


class Group(StrEnum):
    """The groups of the desk's list, in their order."""

    AT_THE_DESK = "At the desk now"
    LATE = "Late"
    WAITING_LONG = "Waiting long"
    DUE = "Due within half an hour"
    IN_THE_BACK = "Waiting and in rooms"
    LATER = "Later today"
    OVER = "Over"


ORDER = list(Group)

# Two identifiers before care: The Joint Commission, NPSG.01.01.01. A room number is none.
IDENTIFIERS = {
    "name": "Full name",
    "birth_date": "Birth date",
    "phone": "Phone number",
    "address": "Address",
    "photo_id": "Photo ID",
    "photo": "Photo on the chart",
}


def group(*, status: str, starts_at: datetime, status_at: datetime, now: datetime) -> Group:
    """Where a visit stands in the desk's list."""
    if status in {"arrived", "checking_in", "checking_out"}:
        return Group.AT_THE_DESK
    if status in {"booked", "confirmed"}:
        if now - starts_at >= LATE:
            return Group.LATE
        return Group.DUE if starts_at - now <= SOON else Group.LATER
    if status == "waiting":
        return Group.WAITING_LONG if waited(starts_at, status_at, now) >= LONG else Group.IN_THE_BACK
    if status in {"roomed", "with_provider"}:
        return Group.IN_THE_BACK
    return Group.OVER


def waited(starts_at: datetime, status_at: datetime, now: datetime) -> timedelta:
    """How long somebody waits: from when they could be seen, not from an early arrival."""
    return now - max(starts_at, status_at)


def sort_key(*, of: Group, starts_at: datetime, status_at: datetime) -> tuple[int, datetime]:
    """Within a group the oldest promise first; over, the latest."""
    return ORDER.index(of), status_at if of in {Group.AT_THE_DESK, Group.WAITING_LONG} else starts_at


def identifiers_problem(given: Sequence[str]) -> str | None:
    """Why the identifiers will not do, or None."""
    known = {one for one in given if one in IDENTIFIERS}
    if len(known) < 2:
        return "Check two identifiers, such as the full name and the birth date, and tick them."
    return None


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one next step of a row."""

    act: str
    label: str
    opens: bool = False


NEXT = {
    "booked": NextStep("arrive", "Arrived"),
    "confirmed": NextStep("arrive", "Arrived"),
    "arrived": NextStep("check_in", "Check in", opens=True),
    "checking_in": NextStep("check_in", "Finish check-in", opens=True),
    "waiting": NextStep("room", "Take to a room", opens=True),
    "roomed": NextStep("meet", "With the provider"),
    "with_provider": NextStep("check_out", "Check out"),
    "checking_out": NextStep("finish", "Done"),
    "no_show": NextStep("arrive", "Arrived after all"),
    "left": NextStep("arrive", "Came back"),
}
