"""Those whose visits are booked and billed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from practicum.kernel.actions import Command, Risk, RuleBroken, StaffRef, Stream, action, publish
from practicum.kernel.actions.fields import ShortText
from practicum.kernel.base import Actor
from practicum.kernel.practice.actions.people import locked_staff
from practicum.kernel.practice.actions.places import Npi, locked_site
from practicum.kernel.practice.models import Provider, ProviderSite
from practicum.kernel.practice.permissions import check_manages_people
from practicum.kernel.practice.refs import SiteRef


class MakeProvider(Command):
    """What claims and the schedule need to know of somebody who sees patients."""

    staff: StaffRef = Field(title="Person")
    npi: Npi = Field(default="", title="NPI", description="Ten figures")
    specialty: Annotated[ShortText, Field(max_length=80)] = Field(default="", title="Specialty")
    taxonomy: Annotated[str, Field(pattern=r"^([0-9A-Z]{10})?$")] = Field(default="", title="Taxonomy code")
    color: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = Field(default="#4b6ea8", title="Colour")
    sites: list[SiteRef] = Field(default_factory=list, title="Sites")
    active: bool = Field(default=True, title="Sees patients")


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.CONSEQUENTIAL,
    says="Set {staff} up as a provider: NPI {npi}, {specialty}",
    allowed=check_manages_people,
)
def make_provider(command: MakeProvider, *, by: Actor, now: datetime) -> Provider:
    """Make somebody a provider, or set all facts of one."""
    staff = locked_staff(command.staff)
    if staff.kind != "human":
        raise RuleBroken("Only a person can see patients.", field="staff")
    provider = Provider.objects.select_for_update().filter(staff=staff).first() or Provider(staff=staff)
    provider.npi, provider.specialty = command.npi or None, command.specialty
    provider.taxonomy, provider.color, provider.active = command.taxonomy, command.color, command.active
    provider.save()
    _set_sites(provider, set(command.sites))
    publish("people")
    return provider


def _set_sites(provider: Provider, wanted: set[int]) -> None:
    rows = ProviderSite.objects.filter(provider=provider)
    there = set(rows.values_list("site_id", flat=True))
    rows.filter(site_id__in=there - wanted).delete()
    for site_id in sorted(wanted - there):
        locked_site(site_id)
        ProviderSite.objects.create(provider=provider, site_id=site_id)
