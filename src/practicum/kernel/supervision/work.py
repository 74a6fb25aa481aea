"""The kinds of work supervision gives people."""

from __future__ import annotations

from datetime import timedelta

from practicum.kernel.base import Stream
from practicum.kernel.worklist.public import Step, WorkKind

COUNTERSIGN = WorkKind(
    name="supervision.countersign",
    title="To countersign",
    stream=Stream.OPERATIONS,
    role="manager",
    due=timedelta(minutes=15),
    ladder=[Step(after=timedelta(minutes=30), to="role:manager", note="Nobody has countersigned yet.")],
    url=lambda item: f"/supervision/{item.subject_id}/",
    verb="Look at it",
    subject_kind="proposal",
    finish_from_list=False,
    finish_hint="It ends when it is countersigned, declined or withdrawn.",
)
REVIEW = WorkKind(
    name="supervision.review",
    title="To review",
    stream=Stream.OPERATIONS,
    role="manager",
    due=timedelta(days=1),
    url=lambda item: f"/supervision/?show=reviews&person={item.subject_id}",
    verb="Review",
    subject_kind="staff",
    finish_from_list=False,
    finish_hint="It ends when everything in it has been looked at.",
)
RETURNED = WorkKind(
    name="supervision.returned",
    title="Came back to you",
    stream=Stream.OPERATIONS,
    due=timedelta(hours=2),
    url=lambda item: (
        f"/supervision/{item.subject_id}/" if item.subject_kind == "proposal" else "/supervision/mine/"
    ),
    verb="See why",
)
HANDED_OVER = WorkKind(
    name="supervision.handed_over",
    title="Handed over to you",
    stream=Stream.OPERATIONS,
    role="manager",
    due=timedelta(hours=1),
    url=lambda item: f"/supervision/handed/{item.subject_id}/",
    verb="Look at it",
    subject_kind="handover",
)
