"""The practice's table of critical limits. A line is never changed: it ends, and another starts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from practicum.kernel.actions import Command, Risk, RuleBroken, Stream, Undo, action
from practicum.kernel.actions.fields import RequiredText, ShortText
from practicum.kernel.base import Actor
from practicum.rooms.results.models import CriticalLimit
from practicum.rooms.results.refs import LimitRef
from practicum.rooms.results.rules.starting_limits import STARTING_LIMITS

Bound = Annotated[Decimal, Field(max_digits=20, decimal_places=6)]


def _leads_only(command: Command, *, by: Actor, now: datetime) -> None:
    if not by.is_system and not by.has_role("physician", "manager"):
        raise RuleBroken("Physicians and managers keep the table of critical limits. Ask one of them.")


class EndCriticalLimit(Command):
    """A line of the practice's critical limits no longer holds."""

    limit: Annotated[LimitRef, Field(title="Limit")]


@action(
    stream=Stream.RESULTS, risk=Risk.CONSEQUENTIAL, carries=["P6"], says="End the critical limit for {limit}",
    allowed=_leads_only, in_palette=False,
)  # fmt: skip
def end_critical_limit(command: EndCriticalLimit, *, by: Actor, now: datetime) -> CriticalLimit:
    """End one line; results that come from now on are not judged by it."""
    row = CriticalLimit.objects.select_for_update().filter(pk=command.limit, ended_at__isnull=True).first()
    if row is None:
        raise RuleBroken("This limit has ended already.", field="limit")
    row.ended_at, row.ended_by_id = now, by.staff_id
    row.save()
    return row


class SetCriticalLimit(Command):
    """From when on a value is critical in this practice, whatever the laboratory's flag says."""

    code: RequiredText = Field(
        title="Test code", description="As the laboratory sends it, often LOINC", max_length=60
    )
    name: RequiredText = Field(title="Test")
    unit: ShortText = Field(default="", title="Unit", max_length=40)
    low: Bound | None = Field(default=None, title="Critical below")
    high: Bound | None = Field(default=None, title="Critical above")
    words: ShortText = Field(
        default="", title="Critical words", description="Separated by commas, for results in words"
    )
    age_from_years: int | None = Field(default=None, title="From age", ge=0, le=150)
    age_below_years: int | None = Field(default=None, title="Below age", ge=0, le=150)
    sex: Literal["female", "male"] | None = Field(default=None, title="Only for")
    source: ShortText = Field(default="", title="Source")


@action(
    stream=Stream.RESULTS,
    risk=Risk.CONSEQUENTIAL,
    carries=["P6"],
    says="Set the critical limit for {name}: below {low}, above {high} {unit} {words}",
    allowed=_leads_only,
    undo=Undo(end_critical_limit, lambda command, made: EndCriticalLimit(limit=made)),
)
def set_critical_limit(command: SetCriticalLimit, *, by: Actor, now: datetime) -> CriticalLimit:
    """Start a line; one for the same test, unit and people ends with it."""
    words = [word.strip()[:60] for word in command.words.split(",") if word.strip()]
    if command.low is None and command.high is None and not words:
        raise RuleBroken("Give a lower limit, an upper limit or words that count as critical.", field="low")
    if command.low is not None and command.high is not None and command.low >= command.high:
        raise RuleBroken("The upper limit has to lie above the lower one.", field="high")
    same = CriticalLimit.objects.filter(
        code=command.code, unit=command.unit, sex=command.sex or "", age_from_years=command.age_from_years,
        age_below_years=command.age_below_years, ended_at__isnull=True,
    )  # fmt: skip
    same.update(ended_at=now, ended_by_id=by.staff_id)
    return CriticalLimit.objects.create(
        code=command.code, name=command.name, unit=command.unit, low=command.low, high=command.high, words=words,
        age_from_years=command.age_from_years, age_below_years=command.age_below_years, sex=command.sex or "",
        source=command.source, since_at=now, set_by_id=by.staff_id,
    )  # fmt: skip


class AdoptStartingLimits(Command):
    """The starting table of critical limits is taken over, for the practice to edit."""


@action(
    stream=Stream.RESULTS, risk=Risk.CONSEQUENTIAL, carries=["P6"], says="Take over the starting critical limits",
    allowed=_leads_only, in_palette=False,
)  # fmt: skip
def adopt_starting_limits(command: AdoptStartingLimits, *, by: Actor, now: datetime) -> int:
    """Add every starting line for a test and unit that has none yet."""
    there = set(CriticalLimit.objects.filter(ended_at__isnull=True).values_list("code", "unit"))
    made = CriticalLimit.objects.bulk_create(
        CriticalLimit(
            code=line.code, name=line.name, unit=line.unit, low=line.low, high=line.high, words=list(line.words),
            age_from_years=line.age_from_years, age_below_years=line.age_below_years, source=line.source,
            since_at=now, set_by_id=by.staff_id,
        )
        for line in STARTING_LIMITS
        if (line.code, line.unit) not in there
    )  # fmt: skip
    return len(made)
