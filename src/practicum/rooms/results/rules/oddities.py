"""What is odd about a result and is said beside it, though it is filed all the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from practicum.rooms.results.rules.flags import flag_codes, known_flag
from practicum.rooms.results.rules.values import read_number, read_range, side_of_range

CLOCK_SLACK = timedelta(hours=12)
LONG_AGO = timedelta(days=180)


def odd_clock(*, sent_at: datetime | None, received_at: datetime) -> str:
    """The sender's clock against ours: said when half a day or more apart."""
    if sent_at is None or abs(sent_at - received_at) < CLOCK_SLACK:
        return ""
    hours = round(abs(sent_at - received_at) / timedelta(hours=1))
    side = "ahead of" if sent_at > received_at else "behind"
    apart = f"{hours} hours" if hours < 48 else f"{hours // 24} days"
    return f"The laboratory's clock is {apart} {side} ours."


def odd_times(*, observed_at: datetime | None, received_at: datetime) -> str:
    """A specimen from the future or from long ago."""
    if observed_at is None:
        return "The laboratory sent no time of collection."
    if observed_at > received_at + timedelta(minutes=10):
        return "The time of collection lies in the future."
    if received_at - observed_at > LONG_AGO:
        return "The specimen was collected more than half a year ago."
    return ""


def odd_value(*, name: str, value: str, units: str, usual: str, flag: str) -> list[str]:
    """Sentences about one value: reversed ranges, unknown flags, a missing unit, an unflagged outlier."""
    said = []
    number, bounds = read_number(value), read_range(usual)
    if bounds and bounds.was_reversed:
        said.append(f"{name}: the range {usual.strip()} was sent with its ends reversed.")
    for code in flag_codes(flag):
        if not known_flag(code):
            said.append(f"{name}: the flag {code} is not in the standard's list; it counts as abnormal.")
    if number and bounds and not flag_codes(flag) and (side := side_of_range(number, bounds)):
        said.append(f"{name}: {side} by the laboratory's own range, though not flagged.")
    if number and bounds and not units.strip():
        said.append(f"{name}: sent without a unit.")
    return said
