"""The practice, its sites and the places in them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db.models import ProtectedError
from pydantic import AfterValidator, Field

from practicum.kernel.actions import Command, Risk, RuleBroken, Stream, Undo, action, publish
from practicum.kernel.actions.fields import Email, Phone, RequiredText, ShortText
from practicum.kernel.base import Actor
from practicum.kernel.practice.models import Place, PlaceKind, Practice, Site
from practicum.kernel.practice.refs import PlaceRef, SiteRef
from practicum.lib.identifiers import parse_npi, parse_state, parse_zip
from practicum.lib.periods import zone_named


def _zone(value: str) -> str:
    return str(zone_named(value.strip()))


def _blank_or(read: Any) -> Any:
    return lambda value: read(value) if value else ""


Zone = Annotated[ShortText, AfterValidator(_zone)]
State = Annotated[ShortText, AfterValidator(_blank_or(parse_state))]
PostalCode = Annotated[ShortText, AfterValidator(_blank_or(parse_zip))]
Npi = Annotated[ShortText, AfterValidator(_blank_or(parse_npi))]


class _Address(Command):
    """Where post arrives and where calls reach."""

    address_line: ShortText = Field(default="", title="Street and number")
    address_line2: ShortText = Field(default="", title="Suite or floor")
    city: Annotated[ShortText, Field(max_length=80)] = Field(default="", title="Town")
    state: State = Field(default="", title="State", description="Two letters, as NY")
    postal_code: PostalCode = Field(default="", title="ZIP code")
    phone: Phone = Field(default="", title="Telephone")
    fax: Phone = Field(default="", title="Fax")


class ChangePractice(_Address):
    """The practice's own name, clock and address, as letters and claims carry them."""

    name: RequiredText = Field(title="Name of the practice")
    zone: Zone = Field(default="America/New_York", title="Time zone", description="As America/New_York")
    npi: Npi = Field(default="", title="NPI of the group")
    email: Email | None = Field(default=None, title="E-mail")


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.CONSEQUENTIAL,
    says="Name the practice {name}, its clock {zone}",
)
def change_practice(command: ChangePractice, *, by: Actor, now: datetime) -> Practice:
    """Set the one row of the practice; it is made when there is none."""
    practice = Practice.objects.select_for_update().first() or Practice()
    for name, value in command.model_dump().items():
        setattr(practice, name, value or "")
    practice.save()
    publish("practice")
    return practice


class FoundPractice(Command):
    """The first row of all: the practice, once, when Practicum is set up."""

    name: RequiredText = Field(title="Name of the practice")
    zone: Zone = Field(default="America/New_York", title="Time zone")
    is_demo: bool = Field(default=False, title="Invented people only")


def _practicum_only(command: Command, *, by: Actor, now: datetime) -> None:
    if not by.is_system:
        raise RuleBroken("A practice is set up once, from the command line.")


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.CRITICAL,
    says="Found the practice {name}",
    allowed=_practicum_only,
    in_palette=False,
)
def found_practice(command: FoundPractice, *, by: Actor, now: datetime) -> Practice:
    """Make the practice. Whether it is a demonstration is said here and never again."""
    if Practice.objects.exists():
        raise RuleBroken("There is a practice already. Change it instead.")
    return Practice.objects.create(name=command.name, zone=command.zone, is_demo=command.is_demo)


class AddSite(_Address):
    """A new address where patients are seen."""

    name: Annotated[RequiredText, Field(max_length=80)] = Field(title="Name")
    zone: Zone = Field(default="America/New_York", title="Time zone", description="As America/New_York")
    place_of_service: Annotated[str, Field(pattern=r"^[0-9]{2}$")] = Field(
        default="11", title="Place of service", description="Two figures; 11 is an office"
    )


class ChangeSite(AddSite):
    """A site's name, clock, address, or that it is closed for good."""

    site: SiteRef = Field(title="Site")
    active: bool = Field(default=True, title="In use")


class RemoveSite(Command):
    """A site that was added by mistake and that nothing points to yet."""

    site: SiteRef = Field(title="Site")


@action(stream=Stream.OPERATIONS, risk=Risk.ROUTINE, says="Remove the site {site}", in_palette=False)
def remove_site(command: RemoveSite, *, by: Actor, now: datetime) -> None:
    """Delete a site that nothing uses; one in use is closed instead."""
    site = locked_site(command.site)
    try:
        site.delete()
    except ProtectedError:
        raise RuleBroken(
            "This site is in use already. Mark it as not in use instead.", field="site"
        ) from None


def locked_site(site_id: int) -> Site:
    """The site, held until the end of the transaction."""
    site = Site.objects.select_for_update().filter(id=site_id).first()
    if site is None:
        raise RuleBroken("There is no such site any more. Choose another.", field="site")
    return site


def _undo_add_site(command: AddSite, made: int | None) -> RemoveSite:
    return RemoveSite(site=made or 0)


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.ROUTINE,
    says="Add the site {name}",
    undo=Undo(remove_site, _undo_add_site),
)
def add_site(command: AddSite, *, by: Actor, now: datetime) -> Site:
    """Add a site; its hours are set next."""
    return Site.objects.create(**command.model_dump())


@action(stream=Stream.OPERATIONS, risk=Risk.ROUTINE, says="Change the site {site}: {name}")
def change_site(command: ChangeSite, *, by: Actor, now: datetime) -> Site:
    """Set all facts of a site."""
    site = locked_site(command.site)
    for name, value in command.model_dump(exclude={"site"}).items():
        setattr(site, name, value)
    site.save()
    publish("practice")
    return site


class AddPlace(Command):
    """A room, a piece of equipment or a desk that only one visit can use at a time."""

    site: SiteRef = Field(title="Site")
    name: Annotated[RequiredText, Field(max_length=80)] = Field(title="Name", description="As on its door")
    kind: PlaceKind = Field(default=PlaceKind.ROOM, title="Kind")


class ChangePlace(Command):
    """A place's name and kind, or that it is out of use."""

    place: PlaceRef = Field(title="Place")
    name: Annotated[RequiredText, Field(max_length=80)] = Field(title="Name")
    kind: PlaceKind = Field(default=PlaceKind.ROOM, title="Kind")
    active: bool = Field(default=True, title="In use")


@action(stream=Stream.OPERATIONS, risk=Risk.ROUTINE, says="Add {name} at {site}")
def add_place(command: AddPlace, *, by: Actor, now: datetime) -> Place:
    """Add a place to a site in use."""
    if not locked_site(command.site).active:
        raise RuleBroken("That site is closed. Choose one that is in use.", field="site")
    return Place.objects.create(site_id=command.site, name=command.name, kind=command.kind)


@action(stream=Stream.OPERATIONS, risk=Risk.ROUTINE, says="Change {place}: {name}")
def change_place(command: ChangePlace, *, by: Actor, now: datetime) -> Place:
    """Set all facts of a place."""
    place = Place.objects.select_for_update().filter(id=command.place).first()
    if place is None:
        raise RuleBroken("There is no such place any more. Choose another.", field="place")
    place.name, place.kind, place.active = command.name, command.kind, command.active
    place.save()
    return place
