"""Whom a change of templates or a block would leave without their time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from practicum.rooms.scheduling.lifecycle import EXPECTED
from practicum.rooms.scheduling.models import Appointment, Availability
from practicum.rooms.scheduling.queries.calendar import read_calendar
from practicum.rooms.scheduling.rules.openings import Asked, Calendar, Window, outside
from practicum.rooms.scheduling.rules.spans import Period
from practicum.rooms.scheduling.rules.words import moment


@dataclass(frozen=True, slots=True)
class Displaced:
    """A visit that would stand outside the template."""

    id: int
    patient_id: int
    patient: str
    visit_type: str
    when: str


def displaced_by_block(*, provider_id: int | None, site_id: int | None, period: Period) -> list[Displaced]:
    """The visits a block would lie across."""
    found = Appointment.objects.filter(status__in=EXPECTED, starts_at__lt=period[1], ends_at__gt=period[0])
    if provider_id is not None:
        found = found.filter(provider_id=provider_id)
    if site_id is not None:
        found = found.filter(site_id=site_id)
    return _named(list(found.order_by("starts_at").values_list("id", flat=True)))


def displaced_by_end(line: Availability, last_day: date, *, now: datetime) -> list[Displaced]:
    """The visits that only this line allows after its last day."""
    zone = ZoneInfo(line.site.zone)
    rows = Appointment.objects.filter(
        provider_id=line.provider_id, site_id=line.site_id, status__in=EXPECTED, starts_at__gte=now
    ).values_list("id", "visit_type_id", "starts_at", "ends_at")
    later = [row for row in rows if row[2].astimezone(zone).date() > last_day]
    if not later:
        return []
    since, until = min(row[2] for row in later), max(row[3] for row in later)
    whole = read_calendar(
        provider_ids=[line.provider_id], site_ids=[line.site_id],
        since=since - timedelta(days=1), until=until + timedelta(days=1),
    )  # fmt: skip
    asked = [
        (number, Asked(line.provider_id, line.site_id, kind, start, int((end - start).total_seconds() // 60)))
        for number, kind, start, end in later
    ]
    already = set(outside(whole, asked))
    return _named([number for number in outside(_without(whole, line), asked) if number not in already])


def _without(calendar: Calendar, line: Availability) -> Calendar:
    gone = Window(
        line.provider_id, line.site_id, line.weekday, line.opens, line.closes, frozenset(line.visit_type_ids),
        line.valid_from, line.valid_until or date.max, line.overbookable,
    )  # fmt: skip
    windows = list(calendar.windows)
    if gone in windows:
        windows.remove(gone)
    return Calendar(calendar.zones, calendar.hours, calendar.holidays, tuple(windows), calendar.blocks)


def _named(ids: list[int]) -> list[Displaced]:
    rows = (
        Appointment.objects.filter(id__in=ids)
        .order_by("starts_at")
        .values_list(
            "id",
            "patient_id",
            "patient__given_name",
            "patient__family_name",
            "visit_type__name",
            "starts_at",
            "site__zone",
        )
    )
    return [
        Displaced(number, patient_id, f"{given} {family}", kind, moment(start, ZoneInfo(zone)))
        for number, patient_id, given, family, kind, start, zone in rows
    ]
