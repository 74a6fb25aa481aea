"""What leaves: queued by the transaction that decided it, tried until proven sent or handed over."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from practicum.kernel.events import outbox, retry
from practicum.kernel.events.models import Outbound

_LEASE = timedelta(minutes=2)


class TransportError(Exception):
    """An adapter could not send. `permanent` means that trying again cannot help."""

    def __init__(self, sentence: str, *, permanent: bool) -> None:
        super().__init__(sentence)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Message:
    """One message as an adapter sees it. `key` is the same on every try: use it to avoid doubles."""

    id: int
    channel: str
    recipient: str
    body: Mapping[str, Any]
    key: str


Adapter = Callable[[Message], str]
_adapters: dict[str, Adapter] = {}
_connected: dict[str, Callable[[], bool]] = {}


def install_adapter(channel: str, adapter: Adapter, *, connected: Callable[[], bool] | None = None) -> None:
    """Say who carries a channel: `adapter(message) -> proof`, raising TransportError.

    `connected` tells whether its settings are there; until they are, messages wait and lose no tries.
    """
    _adapters[channel] = adapter
    _connected[channel] = connected or (lambda: True)


def is_connected(channel: str) -> bool:
    """Whether a channel can carry anything now."""
    return channel in _adapters and _connected[channel]()


def send(
    *,
    channel: str,
    to: str,
    body: Mapping[str, Any],
    key: str,
    now: datetime,
    patient_id: int | None = None,
) -> int:
    """Queue a message in the caller's transaction; the same key queues it once. Returns its id."""
    row, _ = Outbound.objects.get_or_create(
        key=key,
        defaults={
            "channel": channel, "recipient": to, "body": dict(body), "patient_id": patient_id,
            "queued_at": now, "next_at": now,
        },
    )  # fmt: skip
    outbox.publish("outbound")
    return row.pk


_CLAIM = """
update events_outbound set state = 'sending', next_at = %(lease)s, attempts = attempts + 1
where id = (
  select id from events_outbound
  where state in ('queued', 'sending') and next_at <= %(now)s and channel = any(%(channels)s)
  order by next_at, id limit 1 for update skip locked
)
returning id, channel, recipient, body::text, key, attempts
"""


def tick(*, now: datetime, most: int = 50) -> int:
    """Send what is due on channels that are connected; return how many were tried.

    A message is leased for two minutes while it is sent, outside any transaction: when the sender
    dies, the next one tries again under the same key.
    """
    for count in range(most):
        if not _send_one(now=now):
            return count
    return most


def _send_one(*, now: datetime) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _CLAIM, {"lease": now + _LEASE, "now": now, "channels": [c for c in _adapters if is_connected(c)]}
        )
        row = cursor.fetchone()
    if row is None:
        return False
    message = Message(row[0], row[1], row[2], json.loads(row[3]), row[4])
    try:
        proof = _adapters[message.channel](message)
    except Exception as error:  # noqa: BLE001  whatever went wrong must be counted and tried again
        _failed(message, row[5], error, now=now)
    else:
        with transaction.atomic(), outbox.collecting() as box:
            Outbound.objects.filter(id=message.id).update(
                state=Outbound.State.SENT, sent_at=now, proof=proof, last_error=""
            )
            outbox.publish("outbound")
            box.flush(now=now)
    return True


def _failed(message: Message, attempts: int, error: Exception, *, now: datetime) -> None:
    final = isinstance(error, TransportError) and error.permanent
    again_at = None if final else retry.next_try(attempts=attempts, now=now)
    words = str(error)[:500] if isinstance(error, TransportError) else retry.words_of(error)
    changes: dict[str, object] = {"last_error": words, "state": Outbound.State.QUEUED}
    if again_at is None:
        changes["state"] = Outbound.State.DEAD
    else:
        changes["next_at"] = again_at
    with transaction.atomic(), outbox.collecting() as box:
        Outbound.objects.filter(id=message.id).update(**changes)
        if again_at is None:
            says = f"A message by {message.channel} could not be sent: {words}"
            retry.hand_over(kind="outbound", row_id=message.id, says=says, now=now)
        outbox.publish("outbound")
        box.flush(now=now)


def try_again(*, outbound_id: int, now: datetime) -> None:
    """Put a dead message back in line."""
    Outbound.objects.filter(id=outbound_id, state=Outbound.State.DEAD).update(
        state=Outbound.State.QUEUED, attempts=0, next_at=now
    )


def cancel(*, outbound_id: int) -> bool:
    """Stop a message that has not left; False when it already has."""
    waiting = Outbound.objects.filter(id=outbound_id, state__in=[Outbound.State.QUEUED, Outbound.State.DEAD])
    return waiting.update(state=Outbound.State.CANCELLED) == 1
