"""Whatever runs out of tries becomes somebody's work item: messages in and out, and reactions."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from practicum.kernel.actions import RuleBroken
from practicum.kernel.base import SYSTEM
from practicum.kernel.events import collecting, delivery, inbox, outgoing
from practicum.kernel.events.models import Delivery, Inbound, Outbound
from practicum.kernel.worklist.engine import open_item
from practicum.kernel.worklist.work import UNDELIVERABLE

# A message that did not reach somebody is the front desk's to bring by another way.
_ROLES = {"outbound": "front_desk"}


def open_dead_end(*, kind: str, row_id: int, says: str, now: datetime) -> None:
    """Hand a dead end to a person; `kind` is delivery, inbound or outbound. Once for each, while it is open."""
    patient_id = None
    if kind == "outbound":
        patient_id = Outbound.objects.filter(pk=row_id).values_list("patient_id", flat=True).first()
    with transaction.atomic(), collecting() as box:
        open_item(
            UNDELIVERABLE, says=says, subject_kind=kind, subject_id=row_id, patient_id=patient_id,
            role=_ROLES.get(kind), key=f"{kind}:{row_id}", now=now, by=SYSTEM,
        )  # fmt: skip
        box.flush(now=now)


def facts(*, kind: str, row_id: int) -> list[tuple[str, object]]:
    """What is known of a dead end, for the person who looks: never the message itself."""
    if kind == "outbound" and (out := Outbound.objects.filter(pk=row_id).first()):
        return [("Sent by", out.channel), ("To", out.recipient), ("Queued", out.queued_at), ("Tries", out.attempts),
                ("Last answer", out.last_error)]  # fmt: skip
    if kind == "inbound" and (into := Inbound.objects.filter(pk=row_id).first()):
        return [("From", into.source), ("Received", into.received_at), ("Its key", into.key),
                ("Size", f"{len(into.raw):,} bytes"), ("Tries", into.attempts), ("Problem", into.last_error)]  # fmt: skip
    if kind == "delivery" and (owed := Delivery.objects.filter(pk=row_id).select_related("event").first()):
        return [("Fact", owed.event.name), ("Happened", owed.event.occurred_at), ("Step", owed.reaction),
                ("Tries", owed.attempts), ("Problem", owed.last_error)]  # fmt: skip
    return []


def try_again(*, kind: str, row_id: int, now: datetime) -> None:
    """Put a dead end back in line."""
    if kind == "delivery":
        delivery.try_again(delivery_id=row_id, now=now)
    elif kind == "inbound":
        inbox.try_again(inbound_id=row_id, now=now)
    elif kind == "outbound":
        outgoing.try_again(outbound_id=row_id, now=now)
    else:
        raise RuleBroken("This is not something that can be tried again.")
