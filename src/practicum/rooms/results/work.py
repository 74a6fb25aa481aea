"""The kinds of work that arise here, who has each, and how it climbs."""

from __future__ import annotations

from datetime import timedelta

from practicum.kernel.base import Stream
from practicum.kernel.worklist.kinds import Step, WorkKind
from practicum.rooms.results.covering import covering_or_any_physician
from practicum.rooms.results.rules.criticals import ACKNOWLEDGE_WITHIN, ESCALATE_AT, OUTSIDE_LIMIT

UNMATCHED = WorkKind(
    name="results.unmatched",
    title="Result without a patient",
    stream=Stream.RESULTS,
    role="front_desk",
    due=timedelta(hours=4),
    ladder=[
        Step(after=timedelta(hours=4), to="role:nurse"),
        Step(after=timedelta(hours=8), to="role:manager"),
    ],
    url=lambda item: f"/results/unmatched/{item.subject_id}/",
    verb="Match",
    subject_kind="lab_message",
    priority=20,
    finish_from_list=False,
    finish_hint="It is done when the result has its patient.",
)

UNROUTED = WorkKind(
    name="results.unrouted",
    title="Result without a provider",
    stream=Stream.RESULTS,
    role="nurse",
    due=timedelta(hours=4),
    ladder=[
        Step(after=timedelta(hours=4), to="role:physician"),
        Step(after=timedelta(hours=8), to="role:manager"),
    ],
    url=lambda item: f"/results/{item.subject_id}/",
    verb="Send on",
    subject_kind="lab_report",
    priority=20,
    finish_from_list=False,
    finish_hint="It is done when a clinician has the result.",
)


CRITICAL = WorkKind(
    name="results.critical",
    title="Critical result to be read back",
    stream=Stream.RESULTS,
    role="physician",
    due=ACKNOWLEDGE_WITHIN,
    ladder=[
        Step(after=ESCALATE_AT[0], to=covering_or_any_physician, note="Not read back within 15 minutes"),
        Step(after=ESCALATE_AT[1], to="role:manager", note="Not read back within 30 minutes"),
        Step(after=OUTSIDE_LIMIT, to="role:manager", note="Past the outside limit of 60 minutes"),
    ],
    repeat=timedelta(minutes=15),
    url=lambda item: f"/results/critical/{item.subject_id}/",
    verb="Read back",
    subject_kind="critical_result",
    priority=90,
    snooze=False,
    finish_from_list=False,
    finish_hint="A critical result is closed by its read-back and nothing else.",
)

CRITICAL_HELP = WorkKind(
    name="results.critical_help",
    title="Critical result: reach a clinician",
    stream=Stream.RESULTS,
    role="nurse",
    due=timedelta(minutes=15),
    url=lambda item: f"/results/critical/{item.subject_id}/",
    verb="Reach someone",
    subject_kind="critical_result",
    priority=90,
    snooze=False,
    finish_from_list=False,
    finish_hint="A critical result is closed by its read-back and nothing else.",
)

REQUEST = WorkKind(
    name="results.request",
    title="Asked by a clinician",
    stream=Stream.RESULTS,
    role="front_desk",
    due=timedelta(hours=8),
    ladder=[Step(after=timedelta(hours=24), to="role:manager")],
    url=lambda item: f"/results/requests/{item.subject_id}/",
    verb="Do it",
    subject_kind="desk_request",
    priority=10,
    finish_from_list=False,
    finish_hint="Finish it on its own page, with what came of it.",
)

WITHDRAWN = WorkKind(
    name="results.withdrawn",
    title="You saw a result that was another patient's",
    stream=Stream.RESULTS,
    role="physician",
    due=timedelta(hours=4),
    url=lambda item: f"/results/{item.subject_id}/",
    verb="Look",
    subject_kind="lab_report",
    priority=40,
)
