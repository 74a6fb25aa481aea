"""Reading one work item with its trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from practicum.kernel.base import Actor
from practicum.kernel.worklist import dead_ends, kinds
from practicum.kernel.worklist.covering import covered_for
from practicum.kernel.worklist.lifecycle import AWAKE, FINISHED, UNFINISHED, Move, State
from practicum.kernel.worklist.models import WorkItem, WorkMove
from practicum.kernel.worklist.permissions import may_work_on, sees_everything
from practicum.kernel.worklist.queries import Row, role_words, rows_where
from practicum.kernel.worklist.work import UNDELIVERABLE

_ICONS = {
    Move.OPENED: "plus", Move.CLAIMED: "hand", Move.RELEASED: "undo-2", Move.HANDED_OVER: "forward",
    Move.SNOOZED: "alarm-clock", Move.WOKEN: "sun", Move.CLIMBED: "trending-up", Move.DONE: "check",
    Move.CANCELLED: "x", Move.PUT_BACK: "undo-2", Move.NOTED: "message-square",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One thing that happened, as the timeline shows it."""

    at: datetime
    text: str
    by: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """Who gets it next when nobody acts, and when."""

    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One item, whole: what may be done with it and what has been."""

    row: Row
    open: bool
    outcome: str
    closed_at: datetime | None
    trail: tuple[TrailLine, ...]
    next_step: NextStep | None
    facts: tuple[tuple[str, object], ...]
    may: frozenset[str]
    finish_hint: str


def item_card(item_id: int, *, by: Actor, now: datetime) -> ItemCard | None:
    """The item, if this person may see it."""
    item = WorkItem.objects.filter(pk=item_id).first()
    others = covered_for(item, by=by, now=now) if item else frozenset()
    if item is None or not (may_work_on(item, by=by, stands_in_for=others) or _had_it(item, by=by)):
        return None
    row = rows_where(Q(pk=item_id), by=by, now=now, most=1)[0]
    dead = item.kind == UNDELIVERABLE.name and item.subject_id is not None
    facts = dead_ends.facts(kind=item.subject_kind, row_id=item.subject_id or 0) if dead else []
    kind = kinds.find_kind(item.kind)
    return ItemCard(
        row=row, open=item.state in UNFINISHED, outcome=item.outcome, closed_at=item.closed_at,
        trail=_trail(item), next_step=_next_step(item), facts=tuple(facts),
        may=_may(item, row, by=by, others=others, dead=dead), finish_hint=kind.finish_hint if kind else "",
    )  # fmt: skip


def _had_it(item: WorkItem, *, by: Actor) -> bool:
    """Whoever has had a hand in it may see what became of it."""
    return WorkMove.objects.filter(Q(by_id=by.staff_id) | Q(to_owner_id=by.staff_id), item=item).exists()


def _may(item: WorkItem, row: Row, *, by: Actor, others: frozenset[int], dead: bool) -> frozenset[str]:
    """The moves the page offers; the actions check again."""
    if item.state in FINISHED or not may_work_on(item, by=by, stands_in_for=others):
        return frozenset()
    found = {"note"}
    free = item.owner_id in (None, by.staff_id) or item.owner_id in others or sees_everything(by)
    kind = kinds.find_kind(item.kind)
    if free:
        found.add("hand_over")
        found |= {"claim"} if row.may_claim else set()
        found |= {"release"} if item.state == State.CLAIMED and item.role else set()
        found |= {"snooze"} if item.state in AWAKE and (kind is None or kind.snooze) else set()
        found |= {"finish"} if row.may_finish else set()
        found |= {"try_again"} if dead else set()
    return frozenset(found)


def _next_step(item: WorkItem) -> NextStep | None:
    kind = kinds.find_kind(item.kind)
    if item.next_climb_at is None or kind is None or not kind.ladder or item.state not in AWAKE:
        return None
    step = kind.ladder[min(item.step, len(kind.ladder) - 1)]
    if not isinstance(step.to, str):
        return NextStep(item.next_climb_at, "whoever is next")
    sort, _, whom = step.to.partition(":")
    words = {"role": role_words(whom).lower(), "owner": "its owner, more urgently"}.get(sort, "a manager")
    return NextStep(item.next_climb_at, words)


def _trail(item: WorkItem) -> tuple[TrailLine, ...]:
    rows = WorkMove.objects.filter(item=item).order_by("-id").values_list(
        "move", "at", "by__name", "why", "to_owner__name", "to_role", "step"
    )  # fmt: skip
    return tuple(_line(*row) for row in rows[:200])


def _line(
    move: str, at: datetime, by: str | None, why: str, owner: str | None, role: str, step: int | None
) -> TrailLine:
    whom = owner or role_words(role) or "everybody it concerns"
    text = {
        Move.OPENED: f"Opened for {whom}", Move.CLAIMED: "Taken in hand", Move.RELEASED: f"Given back to {whom}",
        Move.HANDED_OVER: f"Handed over to {whom}", Move.SNOOZED: "Snoozed", Move.WOKEN: "Back from its rest",
        Move.CLIMBED: f"Step {step} of its ladder: to {whom}", Move.DONE: "Done", Move.CANCELLED: "No longer needed",
        Move.PUT_BACK: "Put back", Move.NOTED: "Note",
    }[Move(move)]  # fmt: skip
    tone = {Move.CLIMBED: "warn", Move.DONE: "ok"}.get(Move(move), "")
    return TrailLine(at, f"{text}: {why}" if why else text, by or "Practicum", _ICONS[Move(move)], tone)
