"""Who may countersign or review: whoever could have done the same alone, and is somebody else."""

from __future__ import annotations

from datetime import datetime

from practicum.kernel.actions import RuleBroken, ports
from practicum.kernel.base import Actor, Proceeding, Risk, Stream

_ALONE = {Proceeding.ALONE, Proceeding.SAMPLED}


def can_supervise(*, by: Actor, stream: str, risk: str, now: datetime) -> bool:
    """True when this person could do actions of that stream and risk alone."""
    if by.kind != "human":
        return False
    decision = ports.authoriser()(by=by, stream=Stream(stream), risk=Risk(risk), now=now)
    return decision.proceeding in _ALONE


def check_can_supervise(*, by: Actor, stream: str, risk: str, whose_id: int, now: datetime) -> None:
    """Raise unless this person may countersign or review work of `whose_id`."""
    if by.staff_id == whose_id:
        raise RuleBroken("Nobody may countersign or review their own work. Ask a colleague.")
    if not can_supervise(by=by, stream=stream, risk=risk, now=now):
        raise RuleBroken(
            f"This needs somebody who does {risk} work in {stream} alone. Ask a colleague with a higher level."
        )


class Reach:
    """What one person may supervise, asked once a stream and risk."""

    def __init__(self, *, by: Actor, now: datetime) -> None:
        self._by, self._now = by, now
        self._known: dict[tuple[str, str], bool] = {}

    def covers(self, stream: str, risk: str) -> bool:
        """True when the person may supervise that stream and risk."""
        if (stream, risk) not in self._known:
            self._known[stream, risk] = can_supervise(by=self._by, stream=stream, risk=risk, now=self._now)
        return self._known[stream, risk]
