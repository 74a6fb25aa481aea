"""Facts recorded by the action that made them true, and the deliveries they owe."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, ClassVar

from django.db import connection

from practicum.kernel.base import Actor, hot


@dataclass(frozen=True, slots=True)
class Event:
    """A past-tense fact. Subclasses add ids, never names or values of a patient."""

    occurred_at: datetime
    name: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        cls.name = f"{_label(cls.__module__)}.{cls.__name__}"
        _EVENTS[cls.name] = cls

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Event:
        """Rebuild the event from what the outbox stored."""
        known = {f.name for f in fields(cls)}
        values = {name: value for name, value in payload.items() if name in known}
        values["occurred_at"] = datetime.fromisoformat(values["occurred_at"])
        return cls(**values)

    def payload(self) -> dict[str, Any]:
        """The event as plain JSON values."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return values | {"occurred_at": self.occurred_at.isoformat()}


_EVENTS: dict[str, type[Event]] = {}
Reaction = Callable[..., None]


def _label(module: str) -> str:
    parts = module.split(".")
    return parts[2] if parts[0] == "practicum" and len(parts) > 3 else parts[0]


def event_class(name: str) -> type[Event]:
    """The class of an event by the name it was stored under."""
    return _EVENTS[name]


_reactions: dict[str, dict[str, Reaction]] = {}


def subscribe(event: type[Event], reactions: Sequence[Reaction]) -> None:
    """Join reactions to an event; only the wiring calls this."""
    table = _reactions.setdefault(event.name, {})
    for reaction in reactions:
        table[reaction_name(reaction)] = reaction


def reaction_name(reaction: Reaction) -> str:
    """The name a delivery stores for a reaction: room and function."""
    return f"{_label(reaction.__module__)}.{reaction.__name__}"


def find_reaction(event: str, name: str) -> Reaction | None:
    """The reaction of that name to that event, or None when it is no longer wired."""
    return _reactions.get(event, {}).get(name)


@dataclass(slots=True)
class Box:
    """What one action has recorded so far, written when it ends."""

    events: list[Event] = field(default_factory=list)
    topics: dict[str, None] = field(default_factory=dict)
    patient_id: int | None = None
    subject: tuple[str, int | None] = ("", None)
    detail: dict[str, Any] = field(default_factory=dict)

    def flush(self, *, now: datetime) -> None:
        """Write events, the deliveries they owe, and live topics, in the caller's transaction."""
        if self.events:
            _write(self.events, list(self.topics), now=now)
        elif self.topics:
            write_pulses(list(self.topics), now=now)


_box: ContextVar[Box | None] = ContextVar("practicum_box", default=None)


@contextmanager
def collecting() -> Iterator[Box]:
    """Collect what is recorded inside. The gate opens one for each action; so do ticks."""
    box = Box()
    token = _box.set(box)
    try:
        yield box
    finally:
        _box.reset(token)


def current_box() -> Box:
    """The box of the running action; an error outside one."""
    box = _box.get()
    if box is None:
        raise RuntimeError("Events and topics are recorded inside an action, a reaction or a tick.")
    return box


def record(event: Event) -> None:
    """Record a fact; it is stored, and its reactions are owed, when the action ends."""
    current_box().events.append(event)


def publish(topic: str) -> None:
    """Tell open pages that follow the topic to look again once the action has ended."""
    current_box().topics[topic] = None


# One statement for all three, in the transaction a person waits for.
_FLUSH = """
with stored as (
  insert into events_event (name, payload, occurred_at)
  select * from unnest(%s::text[], %s::jsonb[], %s::timestamptz[]) returning id, name
), owed as (
  insert into events_delivery (event_id, reaction, state, attempts, next_at, last_error)
  select stored.id, follows.reaction, 'waiting', 0, %s, ''
  from stored join unnest(%s::text[], %s::text[]) as follows(name, reaction) using (name)
)
insert into events_pulse (topic, at) select t, %s from unnest(%s::text[]) t
"""


def _write(events: Sequence[Event], topics: Sequence[str], *, now: datetime) -> None:
    follows = [(name, reaction) for name in {e.name for e in events} for reaction in _reactions.get(name, ())]
    values = [
        [event.name for event in events],
        [json.dumps(event.payload()) for event in events],
        [event.occurred_at for event in events],
        now,
        [name for name, _ in follows],
        [reaction for _, reaction in follows],
        now,
        list(topics),
    ]
    hot.run(_FLUSH, values)


def write_pulses(topics: Sequence[str], *, now: datetime) -> None:
    """Store topics for the live updates to find."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into events_pulse (topic, at) select t, %s from unnest(%s::text[]) t",
            [now, list(topics)],
        )


def acting_as(actor: Actor, reaction: str) -> Actor:
    """Practicum, named with the reaction it acts through."""
    return Actor(
        staff_id=actor.staff_id,
        name=f"{actor.name} ({reaction})"[:200],
        kind=actor.kind,
    )
