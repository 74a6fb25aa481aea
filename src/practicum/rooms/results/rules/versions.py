"""How a report that arrives stands to the one already here under the same order number.

42 CFR 493.1291(k): a corrected report keeps both versions. Nothing is overwritten: each version
is a row of its own, and one of them is current.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """What an arriving report is to the current one."""

    FIRST = "first"
    REPEAT = "repeat"  # the same again: no effect
    NEWER = "newer"  # becomes the current version
    OLDER = "older"  # kept beside, but late: the current one stays


_RANK = {"preliminary": 0, "final": 1, "corrected": 2, "cancelled": 2}

STATUS_OF_CODE = {
    # HL7 table 0123 (OBR-25) and 0085 (OBX-11)
    "O": "preliminary", "I": "preliminary", "S": "preliminary", "A": "preliminary", "P": "preliminary",
    "R": "preliminary", "F": "final", "U": "final", "C": "corrected", "D": "cancelled", "W": "corrected",
    "X": "cancelled", "Y": "final", "Z": "final", "N": "preliminary", "B": "final", "V": "final",
}  # fmt: skip


def status_of(code: str) -> str:
    """The report's status by its code; an empty or unknown one is preliminary until told otherwise."""
    return STATUS_OF_CODE.get(code.strip().upper(), "preliminary")


def standing(
    *, status: str, content: str, reported_at: datetime | None,
    current_status: str | None, current_content: str, current_reported_at: datetime | None,
    earlier_contents: frozenset[str] = frozenset(),
) -> Standing:  # fmt: skip
    """Decide by content first, then by the laboratory's own time of change, then by rank of status."""
    if current_status is None:
        return Standing.FIRST
    if content == current_content:
        return Standing.REPEAT
    said_later = bool(reported_at and current_reported_at and reported_at > current_reported_at)
    if content in earlier_contents and not said_later:
        return Standing.REPEAT
    if reported_at and current_reported_at and reported_at != current_reported_at:
        return Standing.NEWER if reported_at > current_reported_at else Standing.OLDER
    return Standing.NEWER if _RANK[status] >= _RANK[current_status] else Standing.OLDER
