"""Giving people levels, each with what it rests on; nothing is ever overwritten."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

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
from practicum.kernel.actions.fields import AnyDate, LongText, ShortText
from practicum.kernel.authority.events import LevelGiven
from practicum.kernel.authority.models import LevelGrant
from practicum.kernel.authority.permissions import check_gives_level, check_manages
from practicum.kernel.authority.refs import GrantRef
from practicum.kernel.base import Actor, Level
from practicum.kernel.practice.models import Staff, StaffKind
from practicum.kernel.zone import practice_zone
from practicum.lib.periods import local_date, local_to_utc

LevelWord = Literal["none", "emerging", "developing", "proficient", "advanced"]


def _link(value: str) -> str:
    if value and not value.startswith(("https://", "http://", "/")):
        raise ValueError("must begin with https:// or, for a page of ours, with /.")
    return value


Link = Annotated[ShortText, AfterValidator(_link), Field(max_length=300)]


class GiveLevel(Command):
    """How far somebody works alone in one stream, and what shows that they can."""

    staff: StaffRef = Field(title="Person")
    stream: Stream = Field(title="Stream")
    level: LevelWord = Field(title="Level", json_schema_extra={"widget": "radios"})
    evidence: Annotated[LongText, Field(min_length=3)] = Field(
        title="Evidence", description="What you saw: reviews, a course, weeks at the desk"
    )
    link: Link = Field(default="", title="Link to it")
    effective_date: AnyDate | None = Field(default=None, title="From", description="Empty: from now on")


class TakeBackLevel(Command):
    """A level given by mistake; the one before it holds again."""

    grant: GrantRef = Field(title="Level")


def level_number(word: LevelWord) -> int:
    """The level as stored; 0 is none."""
    return 0 if word == "none" else int(Level[word.upper()])


def _staff(staff_id: int) -> Staff:
    staff = Staff.objects.select_for_update().filter(id=staff_id).exclude(kind=StaffKind.SYSTEM).first()
    if staff is None:
        raise RuleBroken("There is no such person here. Choose somebody else.", field="staff")
    return staff


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.CONSEQUENTIAL,
    says="Take back {grant}",
    allowed=check_manages,
    in_palette=False,
)
def take_back_level(command: TakeBackLevel, *, by: Actor, now: datetime) -> LevelGrant:
    """Write the level before the mistaken one anew; the mistake stays readable."""
    wrong = LevelGrant.objects.select_related("staff").filter(id=command.grant).first()
    if wrong is None:
        raise RuleBroken("There is no such level.", field="grant")
    check_gives_level(staff=_staff(wrong.staff_id), by=by)
    line = LevelGrant.objects.filter(staff_id=wrong.staff_id, stream=wrong.stream)
    if line.filter(id__gt=wrong.id).exists():
        raise RuleBroken("A newer level has been given since. Give the right one instead.", field="grant")
    before = line.filter(id__lt=wrong.id).order_by("-effective_at", "-id").first()
    return _give(
        staff_id=wrong.staff_id, stream=Stream(wrong.stream), level=before.level if before else 0,
        evidence=f"Takes back level {wrong.level} given on {wrong.given_at:%Y-%m-%d}.", links=[], by=by, now=now,
        effective_at=max(wrong.effective_at, now),
    )  # fmt: skip


def _undo(command: GiveLevel, made: int | None) -> TakeBackLevel:
    return TakeBackLevel(grant=made or 0)


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.CONSEQUENTIAL,
    says="Give {staff} the level {level} in {stream}: {evidence}",
    allowed=check_manages,
    undo=Undo(take_back_level, _undo),
)
def give_level(command: GiveLevel, *, by: Actor, now: datetime) -> LevelGrant:
    """Add a row to the history of the person's levels; the newest effective one holds."""
    check_gives_level(staff=_staff(command.staff), by=by)
    zone = practice_zone()
    effective_at = now
    if command.effective_date is not None and command.effective_date != local_date(now, zone=zone):
        if command.effective_date < local_date(now, zone=zone):
            raise RuleBroken("A level holds from today on or from a later day.", field="effective_date")
        effective_at = local_to_utc(command.effective_date, time.min, zone=zone)
    links = [command.link] if command.link else []
    return _give(
        staff_id=command.staff, stream=command.stream, level=level_number(command.level),
        evidence=command.evidence, links=links, by=by, now=now, effective_at=effective_at,
    )  # fmt: skip


def _give(
    *, staff_id: int, stream: Stream, level: int, evidence: str, links: list[str], by: Actor, now: datetime,
    effective_at: datetime,
) -> LevelGrant:  # fmt: skip
    about(subject=("staff", staff_id))
    grant = LevelGrant.objects.create(
        staff_id=staff_id, stream=stream.value, level=level, given_by_id=by.staff_id, given_at=now,
        effective_at=effective_at, evidence=evidence, evidence_links=links,
    )  # fmt: skip
    record(LevelGiven(grant_id=grant.id, staff_id=staff_id, occurred_at=now))
    publish("people")
    return grant
