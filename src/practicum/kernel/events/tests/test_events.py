"""Deliveries, incoming and outgoing messages: exactly one effect, tries that end with a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from practicum.kernel.base import Actor
from practicum.kernel.events import (
    Event,
    collecting,
    delivery,
    inbox,
    outbox,
    outgoing,
    publish,
    record,
    retry,
)
from practicum.kernel.events.models import Delivery, Inbound, Outbound, Pulse, StoredEvent
from practicum.kernel.practice.models import Holiday

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Struck(Event):
    """A bell was struck."""

    bell_id: int


SEEN: list[int] = []
DEAD: list[tuple[str, str]] = []


def hear(event: Struck, *, by: Actor, now: datetime) -> None:
    """Write, then perhaps fail: what was written must go with the failure."""
    Holiday.objects.create(date=now.date(), name=f"bell {event.bell_id} {by.name}")
    SEEN.append(event.bell_id)
    if event.bell_id < 0:
        raise ValueError("A broken bell.")


@pytest.fixture(autouse=True)
def wired(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One reaction, one source, one channel, and a hook for dead ends."""
    SEEN.clear()
    DEAD.clear()
    monkeypatch.setattr(outbox, "_reactions", {})
    monkeypatch.setattr(inbox, "_handlers", {})
    monkeypatch.setattr(outgoing, "_adapters", {})
    monkeypatch.setattr(retry, "_dead_end", lambda *, kind, row_id, says, now: DEAD.append((kind, says)))
    outbox.subscribe(Struck, [hear])
    yield


def strike(bell_id: int) -> None:
    """Record the event as an action would."""
    with transaction.atomic(), collecting() as box:
        record(Struck(occurred_at=NOW, bell_id=bell_id))
        publish("bells")
        publish("bells")
        box.flush(now=NOW)


def test_an_event_is_stored_with_the_deliveries_it_owes() -> None:
    strike(7)
    event = StoredEvent.objects.get()
    assert (event.name, event.payload["bell_id"]) == ("events.Struck", 7)
    assert Delivery.objects.get().reaction == "events.hear"
    assert Pulse.objects.get().topic == "bells"


def test_a_reaction_runs_once() -> None:
    strike(7)
    assert delivery.tick(now=NOW) == 1
    assert delivery.tick(now=NOW) == 0
    assert SEEN == [7]
    assert Holiday.objects.get().name == "bell 7 Practicum (events.hear)"


def test_a_failing_reaction_leaves_nothing_behind_and_ends_with_a_person() -> None:
    strike(-1)
    now = NOW
    for _ in range(retry.MOST_TRIES):
        assert delivery.tick(now=now) == 1
        assert delivery.tick(now=now) == 0
        now += timedelta(hours=2)
    assert delivery.tick(now=now) == 0
    assert not Holiday.objects.exists()
    assert len(SEEN) == retry.MOST_TRIES
    ((kind, says),) = DEAD
    assert kind == "delivery" and "A broken bell." in says
    delivery.try_again(delivery_id=Delivery.objects.get().pk, now=now)
    assert delivery.tick(now=now) == 1


def test_one_failing_reaction_does_not_hold_up_another() -> None:
    strike(-1)
    strike(2)
    delivery.tick(now=NOW)
    assert Holiday.objects.filter(name__startswith="bell 2").count() == 1


def test_recording_outside_an_action_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="inside an action"):
        record(Struck(occurred_at=NOW, bell_id=1))


def test_waits_double_and_end() -> None:
    waits = [retry.next_try(attempts=n, now=NOW) for n in range(1, retry.MOST_TRIES + 1)]
    assert [(at - NOW).seconds for at in waits if at] == [2, 4, 8, 16, 32, 64, 128]
    assert waits[-1] is None


def test_what_arrives_twice_is_handled_once() -> None:
    handled: list[bytes] = []
    inbox.install_handler("lab", lambda number, raw, *, by, now: handled.append(raw))
    first = inbox.receive(source="lab", key="a", raw=b"\x0braw\xff", now=NOW)
    again = inbox.receive(source="lab", key="a", raw=b"\x0braw\xff", now=NOW)
    assert first.fresh and not again.fresh and first.id == again.id
    assert inbox.tick(now=NOW) == 1 and inbox.tick(now=NOW) == 0
    assert handled == [b"\x0braw\xff"]
    assert Inbound.objects.get().repeats == 1


def test_a_batch_keeps_its_order_and_knows_its_own_doubles() -> None:
    receipts = inbox.receive_many(source="lab", messages=[("a", b"1"), ("b", b"2"), ("a", b"1")], now=NOW)
    assert [r.fresh for r in receipts] == [True, True, False]
    assert receipts[0].id == receipts[2].id < receipts[1].id


def test_the_unreadable_goes_to_a_person_at_once_and_is_kept() -> None:
    def refuse(number: int, raw: bytes, *, by: Actor, now: datetime) -> None:
        Holiday.objects.create(date=now.date(), name="half done")
        raise inbox.Unreadable("There is no patient segment.")

    inbox.install_handler("lab", refuse)
    inbox.receive(source="lab", key="a", raw=b"x", now=NOW)
    inbox.tick(now=NOW)
    row = Inbound.objects.get()
    assert (row.state, bytes(row.raw), row.last_error) == ("dead", b"x", "There is no patient segment.")
    assert not Holiday.objects.exists()
    assert DEAD[0][0] == "inbound"


def test_a_message_leaves_once_and_keeps_its_proof() -> None:
    sent: list[outgoing.Message] = []

    def carry(message: outgoing.Message) -> str:
        sent.append(message)
        return "250 accepted"

    with collecting():
        outgoing.send(channel="mail", to="a@example.org", body={"text": "Hi"}, key="k", now=NOW)
        outgoing.send(channel="mail", to="a@example.org", body={"text": "Hi"}, key="k", now=NOW)
    assert outgoing.tick(now=NOW) == 0, "no adapter is connected: it waits"
    outgoing.install_adapter("mail", carry)
    assert outgoing.tick(now=NOW) == 1 and outgoing.tick(now=NOW) == 0
    row = Outbound.objects.get()
    assert (row.state, row.proof, len(sent), sent[0].key) == ("sent", "250 accepted", 1, "k")


@pytest.mark.parametrize("permanent", [True, False])
def test_what_cannot_be_sent_is_tried_again_or_handed_over(permanent: bool) -> None:
    def fail(message: outgoing.Message) -> str:
        raise outgoing.TransportError("No such mailbox.", permanent=permanent)

    outgoing.install_adapter("mail", fail)
    with collecting():
        outgoing.send(channel="mail", to="a@example.org", body={}, key="k", now=NOW)
    outgoing.tick(now=NOW)
    assert Outbound.objects.get().state == ("dead" if permanent else "queued")
    assert len(DEAD) == permanent


def test_a_sender_that_died_is_followed_by_another_after_its_lease() -> None:
    def die(message: outgoing.Message) -> str:
        raise KeyboardInterrupt

    outgoing.install_adapter("mail", die)
    with collecting():
        outgoing.send(channel="mail", to="a@example.org", body={}, key="k", now=NOW)
    with pytest.raises(KeyboardInterrupt):
        outgoing.tick(now=NOW)
    outgoing.install_adapter("mail", lambda message: "ok")
    assert outgoing.tick(now=NOW + timedelta(seconds=30)) == 0
    assert outgoing.tick(now=NOW + timedelta(minutes=3)) == 1
    assert Outbound.objects.get().state == "sent"
