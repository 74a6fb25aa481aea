"""Who is away, and who stands in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated

from pydantic import Field

from practicum.kernel.actions import (
    Command,
    Risk,
    RuleBroken,
    StaffRef,
    Stream,
    Undo,
    action,
    publish,
    record,
)
from practicum.kernel.actions.fields import AnyDate, ShortText
from practicum.kernel.base import Actor
from practicum.kernel.practice.actions.people import locked_staff
from practicum.kernel.practice.events import AbsenceRecorded
from practicum.kernel.practice.models import Absence, AbsenceKind, Cover
from practicum.kernel.practice.refs import AbsenceRef, CoverRef
from practicum.kernel.zone import practice_zone
from practicum.lib.periods import local_to_utc

_LONGEST = timedelta(days=731)


class RecordAbsence(Command):
    """Days on which somebody is away, and who takes their work meanwhile."""

    staff: StaffRef = Field(title="Who is away")
    first_date: AnyDate = Field(title="First day away")
    last_date: AnyDate = Field(title="Last day away")
    kind: AbsenceKind = Field(default=AbsenceKind.LEAVE, title="Why")
    cover: StaffRef | None = Field(default=None, title="Who stands in")
    note: Annotated[ShortText, Field(max_length=200)] = Field(default="", title="Note")


class CancelAbsence(Command):
    """Somebody is not away after all; those who stood in are relieved."""

    absence: AbsenceRef = Field(title="Absence")


class RecordCover(Command):
    """Somebody who takes another's work for some days, in all streams or in one."""

    absent: StaffRef = Field(title="Whose work")
    covering: StaffRef = Field(title="Who takes it")
    first_date: AnyDate = Field(title="First day")
    last_date: AnyDate = Field(title="Last day")
    streams: list[Stream] = Field(default_factory=list, title="Streams", description="None chosen: all")


class CancelCover(Command):
    """Somebody does not stand in any more."""

    cover: CoverRef = Field(title="Cover")


def _instants(first: date, last: date) -> tuple[datetime, datetime]:
    if last < first:
        raise RuleBroken("The last day has to be the first day or a later one.", field="last_date")
    if last - first > _LONGEST:
        raise RuleBroken("That is longer than two years. Deactivate the person instead.", field="last_date")
    if last.year > 2200 or first.year < 1950:
        raise RuleBroken("Those days are too far away. Check the year.", field="first_date")
    zone = practice_zone()
    return local_to_utc(first, time.min, zone=zone), local_to_utc(
        last + timedelta(days=1), time.min, zone=zone
    )


@action(stream=Stream.OPERATIONS, risk=Risk.ROUTINE, says="Take back the {absence}")
def cancel_absence(command: CancelAbsence, *, by: Actor, now: datetime) -> Absence:
    """Cancel it and the cover that came with it."""
    absence = Absence.objects.select_for_update().filter(id=command.absence).first()
    if absence is None or absence.cancelled_at is not None:
        raise RuleBroken("That absence has been taken back already.", field="absence")
    absence.cancelled_at = now
    absence.save()
    for cover in absence.cover.filter(cancelled_at=None):
        cover.cancelled_at = now
        cover.save()
    publish("people")
    return absence


def _undo_absence(command: RecordAbsence, made: int | None) -> CancelAbsence:
    return CancelAbsence(absence=made or 0)


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.ROUTINE,
    says="Record {staff} as away from {first_date} to {last_date}, covered by {cover}",
    undo=Undo(cancel_absence, _undo_absence),
)
def record_absence(command: RecordAbsence, *, by: Actor, now: datetime) -> Absence:
    """Record it; the database refuses two at once for one person."""
    starts_at, ends_at = _instants(command.first_date, command.last_date)
    staff = locked_staff(command.staff)
    absence = Absence.objects.create(
        staff=staff, kind=command.kind, starts_at=starts_at, ends_at=ends_at, note=command.note
    )
    if command.cover is not None:
        _add_cover(command.staff, command.cover, starts_at, ends_at, streams=[], absence=absence)
    record(AbsenceRecorded(absence_id=absence.id, staff_id=staff.id, occurred_at=now))
    publish("people")
    return absence


def _add_cover(
    absent: int,
    covering: int,
    starts_at: datetime,
    ends_at: datetime,
    *,
    streams: list[Stream],
    absence: Absence | None = None,
) -> Cover:
    if not locked_staff(covering).active:
        raise RuleBroken("Whoever stands in has to work here. Choose somebody active.", field="cover")
    return Cover.objects.create(
        absent_id=absent, covering_id=covering, absence=absence, starts_at=starts_at, ends_at=ends_at,
        streams=sorted({stream.value for stream in streams}),
    )  # fmt: skip


@action(stream=Stream.OPERATIONS, risk=Risk.ROUTINE, says="End the cover {cover}")
def cancel_cover(command: CancelCover, *, by: Actor, now: datetime) -> Cover:
    """End it now; what was done under it stays."""
    cover = Cover.objects.select_for_update().filter(id=command.cover).first()
    if cover is None or cover.cancelled_at is not None:
        raise RuleBroken("That cover has ended already.", field="cover")
    cover.cancelled_at = now
    cover.save()
    publish("people")
    return cover


def _undo_cover(command: RecordCover, made: int | None) -> CancelCover:
    return CancelCover(cover=made or 0)


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.ROUTINE,
    says="Let {covering} take the work of {absent} from {first_date} to {last_date}",
    undo=Undo(cancel_cover, _undo_cover),
)
def record_cover(command: RecordCover, *, by: Actor, now: datetime) -> Cover:
    """Record who takes whose work."""
    starts_at, ends_at = _instants(command.first_date, command.last_date)
    locked_staff(command.absent)
    cover = _add_cover(command.absent, command.covering, starts_at, ends_at, streams=command.streams)
    publish("people")
    return cover
