"""The supervisor the gate hands to: keeps proposals and opens reviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from practicum.kernel.actions import Command
from practicum.kernel.actions.declare import AnyAction
from practicum.kernel.actions.words import in_words
from practicum.kernel.base import Actor
from practicum.kernel.base.changes import Change
from practicum.kernel.events import publish
from practicum.kernel.supervision.models import Proposal, Review
from practicum.kernel.supervision.work import COUNTERSIGN, REVIEW
from practicum.kernel.worklist.public import open_item
from practicum.kernel.zone import practice_zone

TOPIC = "supervision"


class Keeper:
    """Implements kernel.actions.ports.Supervisor."""

    def hold(
        self,
        action: AnyAction,
        command: Command,
        *,
        by: Actor,
        says: str,
        changes: Sequence[Change],
        patient_id: int | None,
        now: datetime,
    ) -> tuple[int, str]:
        """Keep a proposal, reserve what it needs kept free, and ask for a countersign."""
        expires_at = action.expires(command) if action.expires else None
        proposal = Proposal.objects.create(
            action=action.name, command=command.model_dump(mode="json"), stream=action.stream or "",
            risk=action.risk, says=says[:400], changes=changes_as_rows(changes), patient_id=patient_id,
            proposed_by_id=by.staff_id, proposed_at=now, expires_at=expires_at,
        )  # fmt: skip
        if action.keeps_free is not None:
            action.keeps_free.hold(command, proposal_id=proposal.pk, by=by, now=now, until=expires_at)
        open_item(
            COUNTERSIGN, says=f"{by.name}: {says}", subject_id=proposal.pk, patient_id=patient_id,
            key=f"proposal:{proposal.pk}", now=now,
        )  # fmt: skip
        publish(TOPIC)
        return proposal.pk, f"a colleague who does {action.risk.value} work in {proposal.stream} alone"

    def review(
        self,
        action: AnyAction,
        command: Command,
        *,
        by: Actor,
        entry_id: int,
        outcome_id: int | None,
        patient_id: int | None,
        sampled: bool,
        now: datetime,
    ) -> None:
        """Open a review of what was done; the person's waiting reviews share one work item."""
        Review.objects.create(
            action=action.name, command=command.model_dump(mode="json"), stream=action.stream or "",
            risk=action.risk, entry_id=entry_id, outcome_id=outcome_id, patient_id=patient_id,
            done_by_id=by.staff_id, done_at=now, sampled=sampled,
        )  # fmt: skip
        open_item(REVIEW, says=f"Review what {by.name} did", subject_id=by.staff_id,
                  key=f"reviews:{by.staff_id}", now=now)  # fmt: skip
        publish(TOPIC)


def changes_as_rows(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Changes in words, as the preview shows them: one entry a row, one line a field."""
    zone = practice_zone()
    return [
        {
            "thing": change.thing,
            "how": change.how,
            "fields": [
                {
                    "field": line.field,
                    "before": in_words(line.before, zone=zone) if line.before is not None else "",
                    "after": in_words(line.after, zone=zone),
                    "refers_to": line.refers_to,
                    "id": line.after if line.refers_to and isinstance(line.after, int) else None,
                }
                for line in change.fields
            ],
        }
        for change in changes
    ]
