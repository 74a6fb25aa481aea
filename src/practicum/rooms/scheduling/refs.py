"""The kinds of things scheduling's actions refer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from practicum.kernel.actions import Choice, Ref, register_ref
from practicum.kernel.base import Actor
from practicum.kernel.patients.references import register_patient_reference
from practicum.kernel.practice.refs import PlaceRef, ProviderRef, SiteRef
from practicum.rooms.scheduling.models import Appointment, Block, BookedTime, VisitType
from practicum.rooms.scheduling.rules.words import moment

VisitTypeRef = Annotated[
    int, Ref("visit_type"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "visit_type"})
]
AppointmentRef = Annotated[
    int, Ref("appointment"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "appointment"})
]
BlockRef = Annotated[int, Ref("block"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "block"})]
AvailabilityRef = Annotated[
    int, Ref("availability"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "availability"})
]

__all__ = [
    "AppointmentRef",
    "AvailabilityRef",
    "BlockRef",
    "PlaceRef",
    "ProviderRef",
    "SiteRef",
    "VisitTypeRef",
]


def visit_type_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Visit types by name."""
    return dict(VisitType.objects.filter(id__in=ids).values_list("id", "name"))


def find_visit_types(text: str, by: Actor) -> list[Choice]:
    """Active visit types whose name has the text in it."""
    found = VisitType.objects.filter(active=True, name__icontains=text).order_by("name")[:20]
    return [Choice(visit.id, visit.name, f"{visit.minutes} min") for visit in found]


def appointment_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Visits as people say them."""
    rows = Appointment.objects.filter(id__in=ids).values_list(
        "id", "visit_type__name", "patient__given_name", "patient__family_name", "starts_at", "site__zone"
    )
    return {
        number: f"{visit} for {given} {family}, {moment(starts_at, ZoneInfo(zone))}"
        for number, visit, given, family, starts_at, zone in rows
    }


def patient_of(number: int) -> int | None:
    """Whose visit it is."""
    return Appointment.objects.filter(id=number).values_list("patient_id", flat=True).first()


def block_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Blocks by their reason."""
    return dict(Block.objects.filter(id__in=ids).values_list("id", "reason"))


register_ref("visit_type", label=visit_type_labels, search=find_visit_types)
register_ref("appointment", label=appointment_labels, patient_of=patient_of)
register_ref("block", label=block_labels)
register_patient_reference(Appointment, says="visits")
register_patient_reference(BookedTime, says="booked times")
