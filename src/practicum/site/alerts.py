"""Work that authority makes: authority stands below the worklist, so the joint is up here."""

from __future__ import annotations

from datetime import datetime, timedelta

from practicum.kernel.authority import queries
from practicum.kernel.authority.events import GlassBroken, GlassReviewed
from practicum.kernel.base import Actor, Stream
from practicum.kernel.worklist.public import Step, WorkKind, close_items, open_item

GLASS = WorkKind(
    name="authority.break_glass",
    title="Restricted chart opened in need",
    stream=Stream.COMPLIANCE,
    role="privacy_officer",
    due=timedelta(hours=24),
    ladder=[
        Step(after=timedelta(hours=24), to="role:manager"),
        Step(after=timedelta(hours=48), to="staff:owner_manager"),
    ],
    url=lambda item: f"/openings/{item.subject_id}/",
    verb="Review",
    subject_kind="breakglass",
    priority=2,
    finish_from_list=False,
    finish_hint="Judge whether the opening was justified.",
)


def open_glass_review(event: GlassBroken, *, by: Actor, now: datetime) -> None:
    """Tell the privacy officer at once, and the manager when nobody has looked in a day."""
    line = queries.opening(event.break_glass_id, now=now)
    if line is None:
        return
    open_item(
        GLASS, says=f"{line.who} opened a restricted chart: {line.reason}", subject_id=line.id,
        patient_id=line.patient_id, key=f"glass:{line.id}", now=now, by=by,
    )  # fmt: skip


def close_glass_review(event: GlassReviewed, *, by: Actor, now: datetime) -> None:
    """The review is done, and so is the work."""
    line = queries.opening(event.break_glass_id, now=now)
    outcome = "Justified" if line and line.finding == "justified" else "Not justified"
    close_items(GLASS, subject_id=event.break_glass_id, outcome=outcome, by=by, now=now)
