"""The kinds of things outreach's actions refer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from practicum.kernel.actions import Ref, register_ref
from practicum.kernel.events.models import Outbound
from practicum.rooms.outreach.models import Notice

MessageRef = Annotated[int, Ref("message"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "message"})]
NoticeRef = Annotated[int, Ref("notice"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "notice"})]


def message_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Messages by channel."""
    rows = Outbound.objects.filter(id__in=ids).values_list("id", "channel")
    return {number: f"{'e-mail' if channel == 'mail' else 'text'} {number}" for number, channel in rows}


def patient_of_message(number: int) -> int | None:
    """Whom a message is for."""
    return Outbound.objects.filter(id=number).values_list("patient_id", flat=True).first()


def notice_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Notices by kind."""
    return {
        number: f"notice {number} ({kind})"
        for number, kind in Notice.objects.filter(id__in=ids).values_list("id", "kind")
    }


def patient_of_notice(number: int) -> int | None:
    """Whom a notice is for."""
    return Notice.objects.filter(id=number).values_list("appointment__patient_id", flat=True).first()


register_ref("message", label=message_labels, patient_of=patient_of_message)
register_ref("notice", label=notice_labels, patient_of=patient_of_notice)
