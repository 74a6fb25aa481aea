"""Kinds of visits, weekly templates and blocks. Whom a change would displace is shown before it is made."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from psycopg.types.range import TimestamptzRange
from pydantic import Field

from practicum.kernel.actions import Command, Risk, RuleBroken, Stream, Undo, about, action, publish
from practicum.kernel.actions.fields import AnyDate, LongText, RequiredText
from practicum.kernel.base import Actor
from practicum.kernel.practice.models import Provider, Site
from practicum.rooms.scheduling.models import Availability, Block, VisitType
from practicum.rooms.scheduling.queries.displaced import displaced_by_block, displaced_by_end
from practicum.rooms.scheduling.refs import AvailabilityRef, BlockRef, ProviderRef, SiteRef, VisitTypeRef

Weekday = Annotated[int, Field(ge=0, le=6, title="Weekday", description="0 is Monday.")]
Minutes = Annotated[int, Field(ge=5, le=720)]
Color = Literal["blue", "teal", "green", "yellow", "orange", "red", "pink", "purple", "grey"]


class VisitTypeFields(Command):
    """A kind of visit."""

    name: RequiredText = Field(title="Name")
    minutes: Minutes = Field(title="Minutes")
    step_minutes: Literal[5, 10, 15, 20, 30, 60] = Field(15, title="Offered every", description="Minutes.")
    color: Color = Field("blue", title="Colour")
    providers: list[ProviderRef] = Field(
        default=[], max_length=500, title="Providers", description="None: all."
    )
    sites: list[SiteRef] = Field(default=[], max_length=100, title="Sites", description="None: all.")
    instructions: LongText = Field("", max_length=2000, title="Instructions for the patient")
    copay_kind: RequiredText = Field("primary", max_length=20, title="Kind of co-pay")


class AddVisitType(VisitTypeFields):
    """Add a kind of visit that can be booked."""


class ChangeVisitType(VisitTypeFields):
    """Change a kind of visit; visits already booked keep their times."""

    visit_type: VisitTypeRef = Field(title="Visit type")
    active: bool = Field(True, title="In use")


@action(stream=Stream.SCHEDULING, risk=Risk.ROUTINE, says="Add the visit type {name}, {minutes} minutes")
def add_visit_type(command: AddVisitType, *, by: Actor, now: datetime) -> VisitType:
    """Names are unique."""
    return _fill(VisitType(), command)


@action(stream=Stream.SCHEDULING, risk=Risk.ROUTINE, says="Change the visit type {visit_type}")
def change_visit_type(command: ChangeVisitType, *, by: Actor, now: datetime) -> VisitType:
    """Everything about it is given anew."""
    kind = VisitType.objects.select_for_update().filter(id=command.visit_type).first()
    if kind is None:
        raise RuleBroken("There is no such visit type.", field="visit_type")
    kind.active = command.active
    return _fill(kind, command)


def _fill(kind: VisitType, command: VisitTypeFields) -> VisitType:
    for field in ("name", "minutes", "step_minutes", "color", "instructions", "copay_kind"):
        setattr(kind, field, getattr(command, field))
    kind.save()
    _check_exist(Provider, command.providers, "providers")
    _check_exist(Site, command.sites, "sites")
    kind.providers.set(command.providers)
    kind.sites.set(command.sites)
    publish("schedule")
    return kind


def _check_exist(model: type[Provider] | type[Site], ids: list[int], field: str) -> None:
    if ids and model.objects.filter(id__in=ids).count() != len(set(ids)):
        raise RuleBroken("One of these does not exist. Choose from the list.", field=field)


class AddAvailability(Command):
    """Add a line to a provider's weekly template."""

    provider: ProviderRef = Field(title="Provider")
    site: SiteRef = Field(title="Site")
    weekday: Weekday
    opens: time = Field(title="From")
    closes: time = Field(title="To")
    visit_types: list[VisitTypeRef] = Field(
        default=[], max_length=100, title="Visit types", description="None: all."
    )
    valid_from: AnyDate = Field(title="First day")
    valid_until: AnyDate | None = Field(None, title="Last day")
    overbookable: int = Field(0, ge=0, le=5, title="Overbookings allowed", description="At one time.")


class EndAvailability(Command):
    """End a line of a template after a last day."""

    availability: AvailabilityRef = Field(title="Line")
    last_day: AnyDate = Field(title="Last day")
    displace: int = Field(
        0,
        ge=0,
        le=100_000,
        title="Visits displaced",
        description="How many you were shown; they keep their times.",
    )


@action(
    stream=Stream.SCHEDULING, risk=Risk.ROUTINE,
    says="Let {provider} be booked at {site} on weekday {weekday}, {opens} to {closes}, from {valid_from}",
)  # fmt: skip
def add_availability(command: AddAvailability, *, by: Actor, now: datetime) -> Availability:
    """More time displaces nobody."""
    if command.closes <= command.opens:
        raise RuleBroken("The end has to come after the start.", field="closes")
    _check_exist(Provider, [command.provider], "provider")
    _check_exist(Site, [command.site], "site")
    publish("schedule")
    return Availability.objects.create(
        provider_id=command.provider, site_id=command.site, weekday=command.weekday,
        opens=command.opens.replace(tzinfo=None), closes=command.closes.replace(tzinfo=None),
        visit_type_ids=sorted(set(command.visit_types)), valid_from=command.valid_from,
        valid_until=command.valid_until, overbookable=command.overbookable,
    )  # fmt: skip


@action(stream=Stream.SCHEDULING, risk=Risk.ROUTINE, says="End a line of a template after {last_day}")
def end_availability(command: EndAvailability, *, by: Actor, now: datetime) -> Availability:
    """Visits beyond it stay booked and are listed; nobody is moved unasked."""
    line = Availability.objects.select_for_update().filter(id=command.availability).first()
    if line is None:
        raise RuleBroken("There is no such line.", field="availability")
    _check_seen(len(displaced_by_end(line, command.last_day, now=now)), command.displace)
    line.valid_until = max(command.last_day, line.valid_from)
    line.save(update_fields=["valid_until"])
    publish("schedule")
    return line


class BlockTime(Command):
    """Take time out of a provider's day or a site's: a meeting, a closure, a machine down."""

    provider: ProviderRef | None = Field(None, title="Provider", description="Empty: everybody at the site.")
    site: SiteRef | None = Field(None, title="Site", description="Empty: every site of the provider.")
    starts_at: datetime = Field(title="From")
    ends_at: datetime = Field(title="To")
    reason: RequiredText = Field(title="Reason")
    displace: int = Field(
        0,
        ge=0,
        le=100_000,
        title="Visits displaced",
        description="How many you were shown; they keep their times.",
    )


class LiftBlock(Command):
    """Give blocked time back."""

    block: BlockRef = Field(title="Block")


@action(stream=Stream.SCHEDULING, risk=Risk.ROUTINE, says="Give back the blocked time “{block}”")
def lift_block(command: LiftBlock, *, by: Actor, now: datetime) -> Block:
    """It can be booked again at once."""
    block = Block.objects.select_for_update().filter(id=command.block, lifted_at=None).first()
    if block is None:
        raise RuleBroken("There is no such block any more.", field="block")
    block.lifted_at = now
    block.save(update_fields=["lifted_at"])
    publish("schedule")
    return block


@action(
    stream=Stream.SCHEDULING, risk=Risk.ROUTINE, says="Block {provider} {site} from {starts_at} to {ends_at}: {reason}",
    undo=Undo(lift_block, lambda _, number: LiftBlock(block=number or 0)),
)  # fmt: skip
def block_time(command: BlockTime, *, by: Actor, now: datetime) -> Block:
    """Visits already booked stay and are listed; nobody is moved unasked."""
    if command.provider is None and command.site is None:
        raise RuleBroken("Choose a provider, a site or both.", field="provider")
    period = _period(command)
    block = Block(
        provider_id=command.provider,
        site_id=command.site,
        period=TimestamptzRange(*period),
        reason=command.reason,
    )
    found = displaced_by_block(provider_id=command.provider, site_id=command.site, period=period)
    _check_seen(len(found), command.displace)
    block.save()
    about(subject=("block", block.pk), displaced=[visit.id for visit in found])
    publish("schedule")
    return block


def _period(command: BlockTime) -> tuple[datetime, datetime]:
    zone = _zone(command.site)
    try:
        start, end = (
            (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
            for at in (command.starts_at, command.ends_at)
        )
    except (OverflowError, ValueError):
        raise RuleBroken("That date is out of reach.", field="starts_at") from None
    if end <= start:
        raise RuleBroken("The end has to come after the start.", field="ends_at")
    return start, end


def _zone(site_id: int | None) -> ZoneInfo:
    found = Site.objects.filter(**({"id": site_id} if site_id else {"active": True})).order_by("id").first()
    if found is None:
        raise RuleBroken("There is no such site.", field="site")
    return ZoneInfo(found.zone)


def _check_seen(count: int, seen: int) -> None:
    if count > seen:
        visits = "1 visit is" if count == 1 else f"{count} visits are"
        raise RuleBroken(
            f"{visits} booked in that time. Look at them, then confirm with their number.", field="displace"
        )
