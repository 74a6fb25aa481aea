"""The kind of work the kernel itself gives people: what Practicum tried and could not do alone."""

from __future__ import annotations

from datetime import timedelta

from practicum.kernel.base import Stream
from practicum.kernel.worklist.kinds import Step, WorkKind

UNDELIVERABLE = WorkKind(
    name="events.undeliverable",
    title="Could not be done by itself",
    stream=Stream.OPERATIONS,
    role="manager",
    due=timedelta(hours=2),
    ladder=[Step(after=timedelta(hours=4), to="role:manager", note="Still not looked at after four hours")],
    verb="See why",
)
