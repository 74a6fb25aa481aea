"""The tick that gives events to the reactions they owe.

A delivery is done in the transaction that holds its row lock: the reaction's effects and the
mark that it ran commit together or not at all, and a killed process frees its lock at once.
"""

from __future__ import annotations

import json
from datetime import datetime

from django.db import connection, transaction

from practicum.kernel.base import SYSTEM
from practicum.kernel.events import outbox, retry
from practicum.kernel.events.models import Delivery

_NEXT = """
select d.id, d.reaction, d.attempts, e.name, e.payload::text
from events_delivery d join events_event e on e.id = d.event_id
where d.state = 'waiting' and d.next_at <= %s
order by d.next_at, d.id limit 1
for update of d skip locked
"""


def tick(*, now: datetime, most: int = 100) -> int:
    """Deliver what is due, oldest first, at most `most`; return how many were tried."""
    for count in range(most):
        if not _deliver_one(now=now):
            return count
    return most


def _deliver_one(*, now: datetime) -> bool:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_NEXT, [now])
            row = cursor.fetchone()
        if row is None:
            return False
        delivery_id, reaction_name, attempts, event_name, payload = row
        try:
            with transaction.atomic():
                _react(event_name, json.loads(payload), reaction_name, now=now)
        except Exception as error:  # noqa: BLE001  whatever went wrong must be counted and tried again
            _failed(delivery_id, attempts + 1, reaction_name, error, now=now)
        else:
            Delivery.objects.filter(id=delivery_id).update(state=Delivery.State.DONE, attempts=attempts + 1)
    return True


def _react(event_name: str, payload: dict[str, object], reaction_name: str, *, now: datetime) -> None:
    reaction = outbox.find_reaction(event_name, reaction_name)
    if reaction is None:
        raise LookupError(f"Nothing named {reaction_name} follows {event_name} any more.")
    event = outbox.event_class(event_name).from_payload(payload)
    with outbox.collecting() as box:
        reaction(event, by=outbox.acting_as(SYSTEM, reaction_name), now=now)
        box.flush(now=now)


def _failed(delivery_id: int, attempts: int, reaction: str, error: Exception, *, now: datetime) -> None:
    again_at = retry.next_try(attempts=attempts, now=now)
    words = retry.words_of(error)
    changes: dict[str, object] = {"attempts": attempts, "last_error": words}
    if again_at is None:
        changes["state"] = Delivery.State.DEAD
    else:
        changes["next_at"] = again_at
    Delivery.objects.filter(id=delivery_id).update(**changes)
    if again_at is None:
        says = f"{reaction} did not work after {attempts} tries ({words})"
        retry.hand_over(kind="delivery", row_id=delivery_id, says=says, now=now)


def try_again(*, delivery_id: int, now: datetime) -> None:
    """Put a dead delivery back in line, as an action does once its cause is mended."""
    Delivery.objects.filter(id=delivery_id, state=Delivery.State.DEAD).update(
        state=Delivery.State.WAITING, attempts=0, next_at=now
    )
