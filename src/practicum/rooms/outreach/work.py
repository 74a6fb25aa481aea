"""Work that a confirmation leaves for people."""

from __future__ import annotations

from datetime import timedelta

from practicum.kernel.base import Stream
from practicum.kernel.worklist.public import Step, WorkKind

CALL = WorkKind(
    name="outreach.call", title="Tell a patient by phone", stream=Stream.OUTREACH, role="front_desk",
    due=timedelta(hours=4), ladder=[Step(after=timedelta(hours=24), to="staff:owner_manager")],
    url=lambda item: f"/outreach/notice/{item.subject_id}/", verb="Call",
)  # fmt: skip
LETTER = WorkKind(
    name="outreach.letter", title="Print and post a letter", stream=Stream.OUTREACH, role="front_desk",
    due=timedelta(hours=24), ladder=[Step(after=timedelta(hours=72), to="staff:owner_manager")],
    url=lambda item: f"/outreach/notice/{item.subject_id}/", verb="Print",
)  # fmt: skip
NO_WAY = WorkKind(
    name="outreach.no_way", title="No way to reach a patient", stream=Stream.OUTREACH, role="front_desk",
    due=timedelta(hours=24), ladder=[Step(after=timedelta(hours=72), to="staff:owner_manager")],
    url=lambda item: f"/outreach/notice/{item.subject_id}/", verb="Look",
)  # fmt: skip
