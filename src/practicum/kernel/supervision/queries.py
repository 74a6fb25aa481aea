"""What the supervision pages read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from practicum.kernel.actions.command import kind_of_model, label_refs
from practicum.kernel.actions.declare import find_action
from practicum.kernel.actions.words import sentences
from practicum.kernel.base import Actor
from practicum.kernel.supervision.models import Proposal, Review
from practicum.kernel.supervision.permissions import Reach
from practicum.kernel.zone import practice_zone

PAGE = 50


@dataclass(frozen=True, slots=True)
class PreviewedChange:
    """One row that would be added, changed or removed: its lines are (field, words)."""

    title: str
    lines: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal in a list."""

    id: int
    title: str
    says: str
    stream: str
    risk: str
    who: str
    who_id: int
    at: datetime
    expires_at: datetime | None
    state: str
    state_words: str
    reason: str
    decided_by: str
    decided_at: datetime | None
    patient_id: int | None
    changes: list[PreviewedChange]
    result_id: int | None
    action: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One done thing in the review queue."""

    id: int
    title: str
    says: str
    stream: str
    risk: str
    who: str
    who_id: int
    at: datetime
    sampled: bool
    state: str
    state_words: str
    note: str
    reviewed_by: str
    reviewed_at: datetime | None
    patient_id: int | None
    can_undo: bool


def waiting_for(*, by: Actor, now: datetime, person_id: int | None = None) -> list[ProposalRow]:
    """Proposals this person may countersign, the oldest first."""
    rows = _within(Proposal.objects.filter(state=Proposal.State.WAITING), Reach(by=by, now=now))
    rows = rows.exclude(proposed_by_id=by.staff_id)
    if person_id is not None:
        rows = rows.filter(proposed_by_id=person_id)
    return _proposals(rows.order_by("proposed_at")[:PAGE])


def to_review(*, by: Actor, now: datetime, person_id: int | None = None, after: int = 0) -> list[ReviewRow]:
    """Done work this person may review, the oldest first, from after the given id."""
    rows = _within(Review.objects.filter(state=Review.State.WAITING, id__gt=after), Reach(by=by, now=now))
    rows = rows.exclude(done_by_id=by.staff_id)
    if person_id is not None:
        rows = rows.filter(done_by_id=person_id)
    return _reviews(rows.order_by("id")[:PAGE])


def mine(*, by: Actor) -> tuple[list[ProposalRow], list[ReviewRow]]:
    """What this person proposed and had reviewed, the newest first."""
    proposals = Proposal.objects.filter(proposed_by_id=by.staff_id).order_by("-id")[:PAGE]
    reviews = Review.objects.filter(done_by_id=by.staff_id).order_by("-id")[:PAGE]
    return _proposals(proposals), _reviews(reviews)


def one_proposal(number: int) -> ProposalRow | None:
    """One proposal, or None."""
    return next(iter(_proposals(Proposal.objects.filter(pk=number))), None)


def one_review(number: int) -> ReviewRow | None:
    """One review, or None."""
    return next(iter(_reviews(Review.objects.filter(pk=number))), None)


def _within(rows: QuerySet[Any], reach: Reach) -> QuerySet[Any]:
    """Those of the rows that the person may supervise; authority is asked once a stream and risk among them."""
    allowed = Q(pk__in=[])
    for stream, risk in rows.values_list("stream", "risk").distinct().order_by("stream", "risk"):
        if reach.covers(stream, risk):
            allowed |= Q(stream=stream, risk=risk)
    return rows.filter(allowed)


def _title(name: str) -> str:
    action = find_action(name)
    return action.title if action else name


def _proposals(rows: QuerySet[Proposal]) -> list[ProposalRow]:
    found = rows.select_related("proposed_by", "decided_by")
    return [
        ProposalRow(
            p.pk, _title(p.action), p.says, p.stream, p.risk, p.proposed_by.name, p.proposed_by_id, p.proposed_at,
            p.expires_at, p.state, Proposal.State(p.state).label, p.reason,
            p.decided_by.name if p.decided_by else "", p.decided_at, p.patient_id, _previewed(p.changes), p.result_id, p.action,
        )
        for p in found
    ]  # fmt: skip


def _reviews(rows: QuerySet[Review]) -> list[ReviewRow]:
    found = list(rows.select_related("done_by", "reviewed_by"))
    said = sentences([(r.action, r.command) for r in found], zone=practice_zone())
    return [
        ReviewRow(
            r.pk, _title(r.action), says, r.stream, r.risk, r.done_by.name, r.done_by_id, r.done_at, r.sampled,
            r.state, Review.State(r.state).label, r.note, r.reviewed_by.name if r.reviewed_by else "",
            r.reviewed_at, r.patient_id, _can_undo(r.action),
        )
        for r, says in zip(found, said, strict=True)
    ]  # fmt: skip


def _can_undo(name: str) -> bool:
    action = find_action(name)
    return action is not None and action.undo is not None


def _previewed(changes: list[dict[str, Any]]) -> list[PreviewedChange]:
    wanted: dict[str, list[int]] = {}
    for line in (line for change in changes for line in change["fields"]):
        kind = kind_of_model(line["refers_to"])
        if kind and line["id"]:
            wanted.setdefault(kind, []).append(line["id"])
    labels = label_refs(wanted)
    return [
        PreviewedChange(
            f"{change['thing'].capitalize()}, {change['how']}",
            [(line["field"].capitalize(), _line_words(line, labels)) for line in change["fields"]],
        )
        for change in changes
    ]


def _line_words(line: dict[str, Any], labels: dict[tuple[str, int], str]) -> str:
    after = labels.get((kind_of_model(line["refers_to"]) or "", line["id"] or 0), line["after"])
    return f"{line['before']} → {after}" if line["before"] else str(after)
