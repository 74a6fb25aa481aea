"""The one engine that moves work items. Its functions run inside an action, a reaction or a tick."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from practicum.kernel.base import Actor
from practicum.kernel.events import publish, record
from practicum.kernel.practice.models import Staff
from practicum.kernel.worklist import kinds, lifecycle, rules
from practicum.kernel.worklist.events import WorkItemClimbed, WorkItemClosed, WorkItemOpened
from practicum.kernel.worklist.lifecycle import Move, State
from practicum.kernel.worklist.models import WorkItem, WorkMove

TOPIC = "worklist"
MANAGER = ("staff:owner_manager", "role:manager", "manager")

log = logging.getLogger(__name__)

# The fields a move may change; what they held goes into the trail so that a move can be put back.
_KEPT = (
    "state", "owner_id", "role", "priority", "due_at", "snoozed_at", "snoozed_until", "snooze_reason",
    "step", "clock_from", "climbed_at", "next_climb_at", "closed_at", "outcome",
)  # fmt: skip
_TIMES = frozenset(
    {"due_at", "snoozed_at", "snoozed_until", "clock_from", "climbed_at", "next_climb_at", "closed_at"}
)


def open_item(  # noqa: PLR0913  a work item is what it is about, for whom, until when
    kind: str | kinds.WorkKind,
    *,
    says: str,
    now: datetime,
    subject_id: int | None = None,
    subject_kind: str | None = None,
    patient_id: int | None = None,
    owner_id: int | None = None,
    role: str | None = None,
    due_at: datetime | None = None,
    key: str | None = None,
    by: Actor | None = None,
) -> WorkItem:
    """Put something on the worklist; with a `key`, the item still open under that key is answered instead."""
    declared = kinds.kind(kind) if isinstance(kind, str) else kind
    if key and (known := WorkItem.objects.filter(_still_open(), kind=declared.name, key=key).first()):
        return known
    item = WorkItem(
        kind=declared.name,
        says=_short(says),
        subject_kind=declared.subject_kind if subject_kind is None else subject_kind,
        subject_id=subject_id,
        patient_id=patient_id,
        stream=declared.stream,
        role=declared.role if role is None else role,
        owner_id=owner_id,
        priority=declared.priority,
        opened_at=now,
        clock_from=now,
        due_at=due_at or (now + declared.due if declared.due is not None else None),
        key=key or "",
    )
    item.next_climb_at = _next_climb(item)
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError:
        # Somebody opened the same key a moment earlier; theirs stands.
        if key and (known := WorkItem.objects.filter(_still_open(), kind=declared.name, key=key).first()):
            return known
        raise
    _trail(item, Move.OPENED, by=by, now=now, before={})
    record(WorkItemOpened(occurred_at=now, work_item_id=item.pk, kind=item.kind))
    return item


def close_items(
    kind: str | kinds.WorkKind | Iterable[str | kinds.WorkKind],
    *,
    subject_id: int,
    outcome: str,
    now: datetime,
    by: Actor,
    cancelled: bool = False,
) -> int:
    """Close every open item of the kind about this subject; how many there were."""
    wanted = [kind] if isinstance(kind, str | kinds.WorkKind) else list(kind)
    names = [k if isinstance(k, str) else k.name for k in wanted]
    found = WorkItem.objects.select_for_update().filter(_still_open(), kind__in=names, subject_id=subject_id)
    items = list(found.order_by("id"))
    for item in items:
        finish(item, outcome=outcome, by=by, now=now, cancelled=cancelled)
    return len(items)


def claim(item: WorkItem, *, by: Actor, now: datetime) -> WorkMove:
    """Take the item in hand."""
    declared = kinds.find_kind(item.kind)
    before = _before(item)
    _end_snooze(item, now=now)
    item.state, item.owner_id = State.CLAIMED, by.staff_id
    item.next_climb_at = None if declared and declared.claim_stops else _next_climb(item)
    return _moved(item, Move.CLAIMED, before=before, by=by, now=now)


def release(item: WorkItem, *, by: Actor, now: datetime, why: str = "") -> WorkMove:
    """Give a claimed item back to its role."""
    before = _before(item)
    item.state, item.owner = State.OPEN, None
    item.next_climb_at = _next_climb(item)
    return _moved(item, Move.RELEASED, before=before, by=by, now=now, why=why)


def hand_over(
    item: WorkItem, *, by: Actor, now: datetime, owner_id: int | None = None, role: str = "", why: str = ""
) -> WorkMove:
    """Give the item to a person, or to everyone with a role."""
    before = _before(item)
    _end_snooze(item, now=now)
    item.state, item.owner_id = State.OPEN, owner_id
    if role:
        item.role = role
    item.next_climb_at = _next_climb(item)
    return _moved(item, Move.HANDED_OVER, before=before, by=by, now=now, why=why)


def snooze(item: WorkItem, *, until: datetime, why: str, by: Actor, now: datetime) -> WorkMove:
    """Let the item rest until then; its ladder rests as well."""
    before = _before(item)
    item.state, item.snoozed_at, item.snoozed_until, item.snooze_reason = State.SNOOZED, now, until, why
    item.next_climb_at = None
    return _moved(item, Move.SNOOZED, before=before, by=by, now=now, why=why)


def wake(item: WorkItem, *, now: datetime, by: Actor | None = None) -> WorkMove:
    """End a snooze: back to whoever had it, and the ladder goes on where it stood."""
    before = _before(item)
    _end_snooze(item, now=now)
    item.state = State.CLAIMED if item.owner_id else State.OPEN
    item.next_climb_at = _next_climb(item)
    return _moved(item, Move.WOKEN, before=before, by=by, now=now)


def finish(
    item: WorkItem, *, outcome: str, by: Actor | None, now: datetime, cancelled: bool = False
) -> WorkMove:
    """Close the item as done, or as cancelled when nothing needs doing any more."""
    before = _before(item)
    item.snoozed_at, item.snoozed_until, item.snooze_reason = None, None, ""
    item.state, item.closed_at, item.next_climb_at = (State.CANCELLED if cancelled else State.DONE), now, None
    item.outcome = outcome[:500]
    move = _moved(
        item, Move.CANCELLED if cancelled else Move.DONE, before=before, by=by, now=now, why=outcome
    )
    record(WorkItemClosed(occurred_at=now, work_item_id=item.pk, kind=item.kind))
    return move


def note(item: WorkItem, *, text: str, by: Actor | None, now: datetime) -> WorkMove:
    """Leave a line in the trail without moving the item."""
    return _moved(item, Move.NOTED, before=_before(item), by=by, now=now, why=text)


def climb(item: WorkItem, *, now: datetime, why: str = "", by: Actor | None = None) -> list[WorkMove]:
    """Take every step that is due, in order. With `why`, take the next step now, due or not."""
    declared = kinds.find_kind(item.kind)
    if declared is None or not declared.ladder or not lifecycle.may(Move.CLIMBED, State(item.state)):
        return []
    rungs = rules.missed(
        declared.ladder, taken=item.step, clock_from=item.clock_from, due_at=item.next_climb_at,
        repeat=declared.repeat, now=now,
    )  # fmt: skip
    if not rungs and why:
        step = declared.ladder[min(item.step, len(declared.ladder) - 1)]
        rungs = [rules.Rung(item.step + 1, step, now)]
    return [_take(item, rung, now=now, why=why, by=by) for rung in rungs]


def rest(item: WorkItem) -> None:
    """Stop asking when the item climbs: its kind has no ladder any more."""
    item.next_climb_at = None
    item.save(update_fields=["next_climb_at"])


def put_back(item: WorkItem, move: WorkMove, *, by: Actor, now: datetime) -> WorkMove:
    """Undo one move exactly: every field it changed holds again what it held before."""
    before = _before(item)
    for name, value in move.before.items():
        parsed = parse_datetime(value) if name in _TIMES and isinstance(value, str) else value
        setattr(item, name, parsed)
    return _moved(item, Move.PUT_BACK, before=before, by=by, now=now, why=f"Undone: {move.move}")


def _take(item: WorkItem, rung: rules.Rung, *, now: datetime, why: str, by: Actor | None) -> WorkMove:
    """Go up one rung: whoever it names has the item now, one priority higher."""
    before = _before(item)
    lost = _aim(item, rung.step.to)
    item.priority = min(item.priority + 1, 99)
    item.step, item.climbed_at = rung.number, now
    item.next_climb_at = _next_climb(item)
    said = lost or why or rung.step.note or "Nobody had dealt with it in time"
    move = _moved(item, Move.CLIMBED, before=before, by=by, now=now, why=said, step=rung.number)
    record(WorkItemClimbed(occurred_at=now, work_item_id=item.pk, kind=item.kind, step=rung.number))
    return move


def _aim(item: WorkItem, to: kinds.Target) -> str:
    """Point the item at whomever a step names; a manager, and why, when there is no such person."""
    try:
        target = to if isinstance(to, str) else to(item)
    except Exception:  # a room's own routing must never leave an item where nobody sees it
        log.exception("The ladder of %s could not say who is next for item %s", item.kind, item.pk)
        target = ""
    sort, _, whom = target.partition(":")
    if sort == "owner":
        return ""
    if sort == "role" and whom:
        item.owner_id, item.role, item.state = None, whom, State.OPEN
        return ""
    if sort == "staff" and whom.isdigit() and Staff.objects.filter(pk=int(whom), active=True).exists():
        item.owner_id, item.state = int(whom), State.OPEN
        return ""
    item.owner_id, item.role, item.state = None, "manager", State.OPEN
    if target in MANAGER:
        return ""
    return f"The ladder leads to {target!r}, whom it cannot reach: to a manager instead"


def _next_climb(item: WorkItem) -> datetime | None:
    declared = kinds.find_kind(item.kind)
    if declared is None:
        return None
    return rules.next_climb(
        declared.ladder,
        taken=item.step,
        clock_from=item.clock_from,
        last_at=item.climbed_at,
        repeat=declared.repeat,
    )


def _end_snooze(item: WorkItem, *, now: datetime) -> None:
    """Stop resting; the ladder does not count the time the item rested."""
    if item.snoozed_at is not None:
        item.clock_from += max(now, item.snoozed_at) - item.snoozed_at
    item.snoozed_at, item.snoozed_until, item.snooze_reason = None, None, ""


def _before(item: WorkItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in _KEPT}


def _moved(
    item: WorkItem,
    move: Move,
    *,
    before: dict[str, Any],
    by: Actor | None,
    now: datetime,
    why: str = "",
    step: int | None = None,
) -> WorkMove:
    """Save what changed and leave the line in the trail."""
    changed = {name: value for name, value in before.items() if getattr(item, name) != value}
    if changed:
        item.save(update_fields=[name.removesuffix("_id") for name in changed])
    return _trail(item, move, by=by, now=now, why=why, step=step, before=changed)


def _trail(
    item: WorkItem,
    move: Move,
    *,
    by: Actor | None,
    now: datetime,
    before: dict[str, Any],
    why: str = "",
    step: int | None = None,
) -> WorkMove:
    publish(TOPIC)
    return WorkMove.objects.create(
        item=item,
        move=move,
        at=now,
        by_id=by.staff_id or None if by is not None else None,
        why=why[:500],
        to_owner_id=item.owner_id,
        to_role=item.role,
        step=step,
        before={
            name: value.isoformat() if isinstance(value, date) else value for name, value in before.items()
        },
    )


def _still_open() -> Q:
    return Q(state__in=sorted(lifecycle.UNFINISHED))


def _short(says: str) -> str:
    return says if len(says) <= 300 else says[:299] + "…"
