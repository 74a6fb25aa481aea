"""Filing what a laboratory sent."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from practicum.kernel.actions import Command, Risk, RuleBroken, Stream, about, action
from practicum.kernel.base import Actor
from practicum.kernel.events.models import Inbound
from practicum.rooms.results import filing, reading


class FileMessage(Command):
    """A message of a laboratory, kept raw on arrival, is put away: matched, sorted, delivered."""

    inbound: int = Field(title="Message", ge=1, le=2**63 - 1)


def _practicum_only(command: FileMessage, *, by: Actor, now: datetime) -> None:
    if not by.is_system:
        raise RuleBroken(
            "Practicum files messages by itself. A message that failed is tried again from the worklist."
        )


@action(
    stream=Stream.RESULTS,
    risk=Risk.ROUTINE,
    carries=["E7"],
    says="File message {inbound} of a laboratory",
    allowed=_practicum_only,
    in_palette=False,
)
def file_message(command: FileMessage, *, by: Actor, now: datetime) -> int:
    """Read the kept message and file all of it, or none. Raises Unreadable when a person must look."""
    inbound = Inbound.objects.filter(pk=command.inbound).first()
    if inbound is None:
        raise RuleBroken("There is no such message.", field="inbound")
    incoming = reading.read_message(bytes(inbound.raw))
    filed = filing.file_message(incoming, inbound=inbound, by=by, now=now)
    about(
        patient_id=filed[0].patient_id if filed else None,
        subject=("lab_message", filed[0].pk if filed else None),
        control_id=incoming.control_id,
        parts=len(filed),
    )
    return filed[0].pk if filed else 0
