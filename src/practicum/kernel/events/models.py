"""Events and the messages that cross the practice's edge, kept until they are dealt with."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from practicum.kernel.base import Health, Record, Retention


class StoredEvent(Record):
    """A past-tense fact with ids only, recorded in the transaction that made it true."""

    health = Health.NONE
    retention = Retention.SIX_YEARS

    name = models.CharField(max_length=120)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()

    class Meta:
        db_table = "events_event"


class Delivery(Record):
    """One reaction owed to one event."""

    health = Health.NONE
    retention = Retention.DAYS_90

    class State(models.TextChoices):
        """Waiting for its turn, done, or out of tries."""

        WAITING = "waiting"
        DONE = "done"
        DEAD = "dead"

    event = models.ForeignKey(StoredEvent, on_delete=models.PROTECT)
    reaction = models.CharField(max_length=160)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    last_error = models.TextField(default="", blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_at", "id"],
                name="delivery_due",
                condition=models.Q(state="waiting"),
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "reaction"], name="one_delivery_per_reaction")
        ]


class Inbound(Record):
    """A message from outside, kept raw before anything is made of it."""

    health = Health.CLINICAL
    retention = Retention.TEN_YEARS

    class State(models.TextChoices):
        """Waiting to be handled, handled, or needing a person."""

        WAITING = "waiting"
        HANDLED = "handled"
        DEAD = "dead"

    source = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    raw = models.BinaryField()
    received_at = models.DateTimeField()
    repeats = models.IntegerField(default=0, help_text="How often the same message came again.")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="", blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_at", "id"],
                name="inbound_due",
                condition=models.Q(state="waiting"),
            )
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "key"], name="inbound_once")]


class Outbound(Record):
    """A message to the outside, queued by the transaction that decided it."""

    health = Health.CLINICAL
    retention = Retention.SIX_YEARS

    class State(models.TextChoices):
        """On its way out; `sending` holds a lease that runs out if the sender dies."""

        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        DEAD = "dead"
        CANCELLED = "cancelled"

    channel = models.CharField(max_length=20)
    recipient = models.CharField(max_length=320)
    body = models.JSONField()
    key = models.CharField(max_length=200, unique=True)
    patient_id = models.BigIntegerField(null=True)
    queued_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    proof = models.TextField(default="", blank=True)
    last_error = models.TextField(default="", blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_at", "id"],
                name="outbound_due",
                condition=models.Q(state__in=["queued", "sending"]),
            ),
            models.Index(fields=["patient_id", "-id"], name="outbound_by_patient"),
        ]


class Pulse(Record):
    """A topic whose pages should look again; read by the live updates and swept after an hour."""

    health = Health.NONE
    retention = Retention.WHILE_USED

    topic = models.CharField(max_length=80)
    at = models.DateTimeField()
