"""When sites are open: the week, holidays, special days."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from practicum.kernel.actions import Command, Risk, RuleBroken, Stream, Undo, about, action, publish, record
from practicum.kernel.actions.fields import AnyDate, RequiredText, ShortText
from practicum.kernel.base import Actor
from practicum.kernel.practice import rules
from practicum.kernel.practice.actions.places import locked_site
from practicum.kernel.practice.events import SiteHoursChanged
from practicum.kernel.practice.models import Holiday, Site, SiteHours
from practicum.kernel.practice.reading import read_hours, say_hours
from practicum.kernel.practice.refs import HolidayRef, SiteRef


def _hours(text: str) -> str:
    return say_hours(read_hours(text))


DayHours = Annotated[ShortText, AfterValidator(_hours)]
_HINT = "As 8-12, 1-5; empty when closed"


class SetHours(Command):
    """The whole week in which a site is open."""

    site: SiteRef = Field(title="Site")
    monday: DayHours = Field(default="", title="Monday", description=_HINT)
    tuesday: DayHours = Field(default="", title="Tuesday")
    wednesday: DayHours = Field(default="", title="Wednesday")
    thursday: DayHours = Field(default="", title="Thursday")
    friday: DayHours = Field(default="", title="Friday")
    saturday: DayHours = Field(default="", title="Saturday")
    sunday: DayHours = Field(default="", title="Sunday")

    def week(self) -> list[rules.OpenSpan]:
        """The week as spans."""
        return [
            rules.OpenSpan(number, opens, closes)
            for number, name in enumerate(rules.WEEKDAYS)
            for opens, closes in read_hours(getattr(self, name.lower()))
        ]


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.ROUTINE,
    says="Set the hours of {site}: Monday {monday}, Friday {friday}",
)
def set_hours(command: SetHours, *, by: Actor, now: datetime) -> Site:
    """Replace the whole week; what it was before is kept in the ledger's row."""
    site = locked_site(command.site)
    week = command.week()
    problem = rules.week_problem(week)
    if problem:
        raise RuleBroken(problem)
    before = [(h.weekday, str(h.opens), str(h.closes)) for h in site.hours.all()]
    about(subject=("site", site.id), before=before)
    site.hours.all().delete()
    for span in week:
        SiteHours.objects.create(site=site, weekday=span.weekday, opens=span.opens, closes=span.closes)
    record(SiteHoursChanged(site_id=site.id, occurred_at=now))
    publish("practice")
    return site


class AddHoliday(Command):
    """A day on which the practice, or one site, is closed or keeps other hours."""

    date: AnyDate = Field(title="Day")
    name: Annotated[RequiredText, Field(max_length=80)] = Field(title="What it is called")
    site: SiteRef | None = Field(default=None, title="Site", description="Empty: the whole practice")
    hours: DayHours = Field(default="", title="Open", description="One span, as 8-11; empty when closed")


class RemoveHoliday(Command):
    """A holiday that is worked after all."""

    holiday: HolidayRef = Field(title="Holiday")


@action(stream=Stream.OPERATIONS, risk=Risk.ROUTINE, says="Remove the holiday {holiday}")
def remove_holiday(command: RemoveHoliday, *, by: Actor, now: datetime) -> None:
    """Remove it; the week's hours hold again that day."""
    holiday = Holiday.objects.select_for_update().filter(id=command.holiday).first()
    if holiday is None:
        raise RuleBroken("That holiday has been removed already.", field="holiday")
    about(subject=("holiday", holiday.id), date=holiday.date.isoformat(), name=holiday.name)
    record(SiteHoursChanged(site_id=holiday.site_id, occurred_at=now))
    holiday.delete()
    publish("practice")


def _undo_add_holiday(command: Any, made: int | None) -> RemoveHoliday:
    return RemoveHoliday(holiday=made or 0)


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.ROUTINE,
    says="Add the holiday {name} on {date}",
    undo=Undo(remove_holiday, _undo_add_holiday),
)
def add_holiday(command: AddHoliday, *, by: Actor, now: datetime) -> Holiday:
    """Add a closed day, or a day of special hours."""
    if command.site is not None:
        locked_site(command.site)
    spans = read_hours(command.hours)
    if len(spans) > 1:
        raise RuleBroken(
            "A special day has one span of hours. Give its first opening and last closing.", field="hours"
        )
    opens, closes = spans[0] if spans else (None, None)
    holiday = Holiday.objects.create(
        site_id=command.site, date=command.date, name=command.name, opens=opens, closes=closes
    )
    record(SiteHoursChanged(site_id=command.site, occurred_at=now))
    publish("practice")
    return holiday


class AddFederalHolidays(Command):
    """The federal holidays of a year, for the whole practice. Days already there stay as they are."""

    year: Annotated[int, Field(ge=2000, le=2100)] = Field(title="Year")


@action(stream=Stream.OPERATIONS, risk=Risk.ROUTINE, says="Add the federal holidays of {year}")
def add_federal_holidays(command: AddFederalHolidays, *, by: Actor, now: datetime) -> int:
    """Add those that are missing; the result is how many."""
    there = set(Holiday.objects.filter(site=None, date__year=command.year).values_list("date", flat=True))
    missing = [(day, name) for day, name in rules.federal_holidays(command.year) if day not in there]
    for day, name in missing:
        Holiday.objects.create(date=day, name=name[:80])
    if missing:
        record(SiteHoursChanged(site_id=None, occurred_at=now))
        publish("practice")
    return len(missing)
