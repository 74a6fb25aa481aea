"""Who works here, what they are, and since when or until when."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from practicum.kernel.actions import (
    Command,
    Risk,
    RuleBroken,
    StaffRef,
    Stream,
    Undo,
    about,
    action,
    publish,
    record,
)
from practicum.kernel.actions.fields import AnyDate, Email, Phone, Reason, RequiredText, ShortText
from practicum.kernel.base import Actor
from practicum.kernel.practice.actions.places import locked_site
from practicum.kernel.practice.events import StaffAccessChanged, StaffAdded
from practicum.kernel.practice.models import Role, Staff, StaffKind
from practicum.kernel.practice.naming import shown_name
from practicum.kernel.practice.permissions import (
    check_a_manager_remains,
    check_manages_people,
    check_not_oneself,
)
from practicum.kernel.practice.refs import SiteRef
from practicum.lib.periods import local_date, zone_named

Short = Annotated[ShortText, Field(max_length=80)]
Tiny = Annotated[ShortText, Field(max_length=20)]


class _Named(Command):
    """A person's names and where they are reached."""

    given_name: Short = Field(default="", title="Given name")
    family_name: Annotated[RequiredText, Field(max_length=80)] = Field(title="Family name")
    prefix: Tiny = Field(default="", title="Before the name", description="As Dr.")
    suffix: Tiny = Field(default="", title="After the name", description="As MD, RN")
    job_title: Short = Field(default="", title="Job title")
    email: Email | None = Field(default=None, title="E-mail")
    phone: Phone = Field(default="", title="Telephone")
    home_site: SiteRef | None = Field(default=None, title="Home site")


class AddStaff(_Named):
    """Somebody new: a person, or a software assistant, which is an account of its own kind."""

    kind: Literal["human", "assistant"] = Field(default="human", title="Kind")
    roles: list[Role] = Field(default_factory=list, title="Roles")
    started_date: AnyDate | None = Field(default=None, title="First day")


class ChangeStaff(_Named):
    """A person's names, title and where they are reached."""

    staff: StaffRef = Field(title="Person")


class ChangeRoles(Command):
    """What somebody is at the practice. Their sign-ins end, so that the change holds at once."""

    staff: StaffRef = Field(title="Person")
    roles: list[Role] = Field(default_factory=list, title="Roles")


class DeactivateStaff(Command):
    """Somebody who leaves: they cannot sign in any more; what they did stays theirs."""

    staff: StaffRef = Field(title="Person")
    reason: Reason = Field(title="Reason")


class ReactivateStaff(Command):
    """Somebody who comes back, with the roles and levels they had."""

    staff: StaffRef = Field(title="Person")


def locked_staff(staff_id: int) -> Staff:
    """The person, held until the end of the transaction."""
    staff = Staff.objects.select_for_update().filter(id=staff_id).exclude(kind=StaffKind.SYSTEM).first()
    if staff is None:
        raise RuleBroken("There is no such person here. Choose somebody else.", field="staff")
    return staff


def _set_named(staff: Staff, command: _Named) -> None:
    staff.given_name, staff.family_name = command.given_name, command.family_name
    staff.prefix, staff.suffix = command.prefix, command.suffix
    staff.job_title, staff.email, staff.phone = command.job_title, command.email or "", command.phone
    staff.home_site = locked_site(command.home_site) if command.home_site else None
    staff.name = shown_name(
        prefix=staff.prefix, given=staff.given_name, family=staff.family_name, suffix=staff.suffix
    )


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.CONSEQUENTIAL,
    says="Deactivate {staff}: {reason}",
    allowed=check_manages_people,
)
def deactivate_staff(command: DeactivateStaff, *, by: Actor, now: datetime) -> Staff:
    """End the person's access at this moment; running sign-ins are over with it."""
    check_not_oneself(staff_id=command.staff, by=by)
    check_a_manager_remains(without=command.staff)
    staff = locked_staff(command.staff)
    if not staff.active:
        raise RuleBroken(f"{staff.name} is deactivated already.", field="staff")
    staff.active = False
    staff.ended_date = local_date(now, zone=zone_named(staff.home_site.zone if staff.home_site else "UTC"))
    _access_changed(staff, now=now, deactivated=True)
    return staff


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.CONSEQUENTIAL,
    says="Bring back {staff}",
    allowed=check_manages_people,
)
def reactivate_staff(command: ReactivateStaff, *, by: Actor, now: datetime) -> Staff:
    """Give the account back; the person signs in anew."""
    staff = locked_staff(command.staff)
    if staff.active:
        raise RuleBroken(f"{staff.name} is active already.", field="staff")
    staff.active, staff.ended_date = True, None
    _access_changed(staff, now=now, deactivated=False)
    return staff


def _access_changed(staff: Staff, *, now: datetime, deactivated: bool) -> None:
    staff.access_version += 1
    staff.save()
    record(StaffAccessChanged(staff_id=staff.id, deactivated=deactivated, occurred_at=now))
    publish("people")


def _undo_add(command: AddStaff, made: int | None) -> DeactivateStaff:
    return DeactivateStaff(staff=made or 0, reason="Added by mistake")


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.ROUTINE,
    says="Add {given_name} {family_name} to the staff",
    allowed=check_manages_people,
    undo=Undo(deactivate_staff, _undo_add),
)
def add_staff(command: AddStaff, *, by: Actor, now: datetime) -> Staff:
    """Add the person; a set-up link lets them make their own sign-in next."""
    staff = Staff(kind=command.kind, roles=unique_roles(command.roles), started_date=command.started_date)
    _set_named(staff, command)
    staff.save()
    record(StaffAdded(staff_id=staff.id, occurred_at=now))
    publish("people")
    return staff


def unique_roles(roles: list[Role]) -> list[str]:
    """Roles once each, in a fixed order."""
    return sorted({role.value for role in roles})


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.ROUTINE,
    says="Change the details of {staff}",
    allowed=check_manages_people,
)
def change_staff(command: ChangeStaff, *, by: Actor, now: datetime) -> Staff:
    """Set names and contact details."""
    staff = locked_staff(command.staff)
    _set_named(staff, command)
    staff.save()
    publish("people")
    return staff


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.CONSEQUENTIAL,
    says="Make the roles of {staff}: {roles}",
    allowed=check_manages_people,
)
def change_roles(command: ChangeRoles, *, by: Actor, now: datetime) -> Staff:
    """Set the roles and end the person's sign-ins."""
    check_not_oneself(staff_id=command.staff, by=by)
    if Role.MANAGER not in command.roles:
        check_a_manager_remains(without=command.staff)
    staff = locked_staff(command.staff)
    about(before=list(staff.roles))
    staff.roles = unique_roles(command.roles)
    _access_changed(staff, now=now, deactivated=False)
    return staff
