"""What arrives: kept raw first, handled exactly once, handed to a person when it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from practicum.kernel.base import SYSTEM
from practicum.kernel.events import outbox, retry
from practicum.kernel.events.models import Inbound

Handler = Callable[..., None]
_handlers: dict[str, Handler] = {}


class Unreadable(Exception):
    """The message can never be handled as it is: a person must look. The text says why."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where an arriving message is kept, and whether this was its first arrival."""

    id: int
    fresh: bool


def install_handler(source: str, handler: Handler) -> None:
    """Say who handles messages of a source: `handler(inbound_id, raw, *, by, now)`."""
    _handlers[source] = handler


_KEEP = """
insert into events_inbound (source, key, raw, received_at, repeats, state, attempts, next_at, last_error)
select %s, k, r, %s, 0, 'waiting', 0, %s, '' from unnest(%s::text[], %s::bytea[]) with ordinality as m(k, r, n)
order by n
on conflict (source, key) do update set repeats = events_inbound.repeats + 1
returning id, key, repeats = 0
"""


def receive(*, source: str, key: str, raw: bytes, now: datetime) -> Receipt:
    """Keep one message durably. A second arrival under the same key has no second effect."""
    return receive_many(source=source, messages=[(key, raw)], now=now)[0]


def receive_many(*, source: str, messages: Sequence[tuple[str, bytes]], now: datetime) -> list[Receipt]:
    """Keep messages, given as (key, raw), in one transaction; receipts come back in their order."""
    unique = dict(messages)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_KEEP, [source, now, now, list(unique), list(unique.values())])
        kept = {key: Receipt(row_id, fresh) for row_id, key, fresh in cursor.fetchall()}
    receipts, seen = [], set()
    for key, _ in messages:
        receipt = kept[key]
        receipts.append(Receipt(receipt.id, receipt.fresh and key not in seen))
        seen.add(key)
    return receipts


_NEXT = """
select id, source, raw, attempts from events_inbound
where state = 'waiting' and next_at <= %s
order by next_at, id limit 1 for update skip locked
"""


def tick(*, now: datetime, most: int = 200) -> int:
    """Handle what has arrived, oldest first, at most `most`; return how many were tried."""
    for count in range(most):
        if not _handle_one(now=now):
            return count
    return most


def _handle_one(*, now: datetime) -> bool:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_NEXT, [now])
            row = cursor.fetchone()
        if row is None:
            return False
        inbound_id, source, raw, attempts = row
        try:
            with transaction.atomic():
                _handle(source, inbound_id, bytes(raw), now=now)
        except Exception as error:  # noqa: BLE001  whatever went wrong must be counted and tried again
            _failed(inbound_id, attempts + 1, source, error, now=now)
        else:
            Inbound.objects.filter(id=inbound_id).update(
                state=Inbound.State.HANDLED, attempts=attempts + 1, handled_at=now
            )
    return True


def _handle(source: str, inbound_id: int, raw: bytes, *, now: datetime) -> None:
    handler = _handlers.get(source)
    if handler is None:
        raise Unreadable(f"Nothing is set up to handle messages from {source!r}.")
    with outbox.collecting() as box:
        handler(inbound_id, raw, by=outbox.acting_as(SYSTEM, f"{source} inbox"), now=now)
        box.flush(now=now)


def _failed(inbound_id: int, attempts: int, source: str, error: Exception, *, now: datetime) -> None:
    final = isinstance(error, Unreadable)
    again_at = None if final else retry.next_try(attempts=attempts, now=now)
    words = str(error)[:500] if final else retry.words_of(error)
    changes: dict[str, object] = {"attempts": attempts, "last_error": words}
    if again_at is None:
        changes["state"] = Inbound.State.DEAD
    else:
        changes["next_at"] = again_at
    Inbound.objects.filter(id=inbound_id).update(**changes)
    if again_at is None:
        says = f"A message from {source} could not be handled: {words}"
        retry.hand_over(kind="inbound", row_id=inbound_id, says=says, now=now)


def try_again(*, inbound_id: int, now: datetime) -> None:
    """Put a dead message back in line once its cause is mended."""
    Inbound.objects.filter(id=inbound_id, state=Inbound.State.DEAD).update(
        state=Inbound.State.WAITING, attempts=0, next_at=now
    )
