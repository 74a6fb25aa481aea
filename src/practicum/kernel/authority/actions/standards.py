"""Publishing a new level-by-risk table."""

from __future__ import annotations

from datetime import datetime, time
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from practicum.kernel.actions import Command, Risk, RuleBroken, Stream, Undo, action, publish, record
from practicum.kernel.actions.fields import AnyDate, RequiredText
from practicum.kernel.authority.events import StandardPublished
from practicum.kernel.authority.models import Standard, StandardCell
from practicum.kernel.authority.permissions import check_manages
from practicum.kernel.authority.refs import StandardRef
from practicum.kernel.authority.standard import Table, problem_with
from practicum.kernel.base import Actor, Level, Proceeding
from practicum.kernel.zone import practice_zone
from practicum.lib.periods import local_date, local_to_utc

_A, _S, _R, _H, _X = (
    Proceeding.ALONE,
    Proceeding.SAMPLED,
    Proceeding.REVIEWED,
    Proceeding.HELD,
    Proceeding.REFUSED,
)


class PublishStandard(Command):
    """How actions of each risk proceed for people of each level, for the whole practice, from a day on."""

    routine_emerging: Proceeding = Field(default=_R, title="Routine, emerging")
    routine_developing: Proceeding = Field(default=_A, title="Routine, developing")
    routine_proficient: Proceeding = Field(default=_A, title="Routine, proficient")
    routine_advanced: Proceeding = Field(default=_A, title="Routine, advanced")
    consequential_emerging: Proceeding = Field(default=_H, title="Consequential, emerging")
    consequential_developing: Proceeding = Field(default=_R, title="Consequential, developing")
    consequential_proficient: Proceeding = Field(default=_A, title="Consequential, proficient")
    consequential_advanced: Proceeding = Field(default=_A, title="Consequential, advanced")
    critical_emerging: Proceeding = Field(default=_X, title="Critical, emerging")
    critical_developing: Proceeding = Field(default=_H, title="Critical, developing")
    critical_proficient: Proceeding = Field(default=_S, title="Critical, proficient")
    critical_advanced: Proceeding = Field(default=_A, title="Critical, advanced")
    note: Annotated[RequiredText, Field(max_length=300)] = Field(title="Why it changes")
    effective_date: AnyDate | None = Field(default=None, title="From", description="Empty: at once")

    def table(self) -> Table:
        """The command as a table."""
        return MappingProxyType(
            {(risk, level): getattr(self, field_name(risk, level)) for risk in Risk for level in Level}
        )


def field_name(risk: Risk, level: Level) -> str:
    """The command's field for one cell."""
    return f"{risk.value}_{level.words}"


class WithdrawStandard(Command):
    """A published table that is not to come into force."""

    standard: StandardRef = Field(title="Standard")


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.CRITICAL,
    says="Withdraw {standard} before it comes into force",
    allowed=check_manages,
    in_palette=False,
)
def withdraw_standard(command: WithdrawStandard, *, by: Actor, now: datetime) -> Standard:
    """Only before its day; the database refuses it afterwards."""
    standard = Standard.objects.select_for_update().filter(id=command.standard).first()
    if standard is None or standard.withdrawn_at is not None:
        raise RuleBroken("There is no such standard that waits.", field="standard")
    if standard.effective_at <= now:
        raise RuleBroken("That standard is in force already. Publish a new one instead.", field="standard")
    standard.withdrawn_at = now
    standard.save()
    publish("standard")
    return standard


def _undo(command: PublishStandard, made: int | None) -> WithdrawStandard:
    return WithdrawStandard(standard=made or 0)


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.CRITICAL,
    says="Publish a level-by-risk table from {effective_date}: {note}",
    allowed=check_manages,
    in_palette=False,
    undo=Undo(withdraw_standard, _undo),
)
def publish_standard(command: PublishStandard, *, by: Actor, now: datetime) -> Standard:
    """Add a version of the table; what was in force until then stays readable."""
    problem = problem_with(command.table())
    if problem:
        raise RuleBroken(problem)
    standard = Standard.objects.create(
        note=command.note, published_at=now, published_by_id=by.staff_id,
        effective_at=effective_from(command, now=now),
    )  # fmt: skip
    for (risk, level), way in command.table().items():
        StandardCell.objects.create(standard=standard, risk=risk.value, level=int(level), outcome=way.value)
    record(StandardPublished(standard_id=standard.id, occurred_at=now))
    publish("standard")
    return standard


def effective_from(command: PublishStandard, *, now: datetime) -> datetime:
    """The instant a table comes into force: now, or the first moment of a later day."""
    zone = practice_zone()
    today = local_date(now, zone=zone)
    if command.effective_date is None or command.effective_date == today:
        return now
    if command.effective_date < today:
        raise RuleBroken("A standard cannot reach back. Choose today or a later day.", field="effective_date")
    if command.effective_date.year > today.year + 5:
        raise RuleBroken("That day is too far away. Check the year.", field="effective_date")
    return local_to_utc(command.effective_date, time.min, zone=zone)
