"""Visits as pages show them: one statement each, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from practicum.rooms.scheduling.lifecycle import WORDS, Status
from practicum.rooms.scheduling.models import Appointment, StatusChange
from practicum.rooms.scheduling.rules.spans import Period
from practicum.rooms.scheduling.rules.words import clock_time, moment

_COLUMNS = (
    "id", "patient_id", "patient__record_number", "patient__given_name", "patient__family_name",
    "patient__preferred_name", "patient__birth_date", "patient__restricted", "visit_type_id", "visit_type__name",
    "visit_type__color", "visit_type__copay_kind", "provider_id", "provider__staff__name", "site_id", "site__name",
    "site__zone", "place_id", "place__name", "starts_at", "ends_at", "status", "status_at", "reason",
    "overbooked_reason", "cancelled_reason", "moves",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit and whom it concerns."""

    id: int
    patient_id: int
    record_number: str
    given_name: str
    family_name: str
    preferred_name: str
    birth_date: date
    restricted: bool
    visit_type_id: int
    visit_type: str
    color: str
    copay_kind: str
    provider_id: int
    provider: str
    site_id: int
    site: str
    zone_name: str
    place_id: int | None
    place: str | None
    starts_at: datetime
    ends_at: datetime
    status: str
    status_at: datetime
    reason: str
    overbooked_reason: str
    cancelled_reason: str
    moves: int

    @property
    def zone(self) -> ZoneInfo:
        """The site's clock."""
        return ZoneInfo(self.zone_name)

    @property
    def patient(self) -> str:
        """As lists show it."""
        goes_by = f" “{self.preferred_name}”" if self.preferred_name else ""
        return f"{self.family_name}, {self.given_name}{goes_by}"

    @property
    def status_words(self) -> str:
        """As staff say it."""
        return WORDS[Status(self.status)]

    @property
    def time(self) -> str:
        """When it starts on the site's clock."""
        return clock_time(self.starts_at, self.zone)

    @property
    def until(self) -> str:
        """When it ends on the site's clock."""
        return clock_time(self.ends_at, self.zone)

    @property
    def when(self) -> str:
        """Day and time."""
        return moment(self.starts_at, self.zone)

    @property
    def day(self) -> date:
        """The date on the site's wall."""
        return self.starts_at.astimezone(self.zone).date()

    @property
    def minutes(self) -> int:
        """How long it is planned to take."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


def visits(found: QuerySet[Appointment]) -> list[Visit]:
    """A queryset as visits."""
    return [Visit(*row) for row in found.values_list(*_COLUMNS)]


def visit(appointment_id: int) -> Visit | None:
    """One visit."""
    return next(iter(visits(Appointment.objects.filter(id=appointment_id))), None)


def visits_by_id(ids: Iterable[int]) -> dict[int, Visit]:
    """Some visits."""
    return {found.id: found for found in visits(Appointment.objects.filter(id__in=list(ids)))}


def site_day(*, site_id: int, period: Period) -> list[Visit]:
    """All visits of a site that start in a period, by time."""
    return visits(
        Appointment.objects.filter(
            site_id=site_id, starts_at__gte=period[0], starts_at__lt=period[1]
        ).order_by("starts_at", "id")
    )


def provider_visits(
    *, provider_ids: Sequence[int], period: Period, site_id: int | None = None
) -> list[Visit]:
    """The visits of some providers that start in a period, by time."""
    where = Q(provider_id__in=list(provider_ids), starts_at__gte=period[0], starts_at__lt=period[1])
    if site_id is not None:
        where &= Q(site_id=site_id)
    return visits(Appointment.objects.filter(where).order_by("starts_at", "id"))


def visits_of_patient(
    patient_id: int, *, now: datetime, back: timedelta = timedelta(days=3660)
) -> list[Visit]:
    """A patient's visits, the next ones first, then the past from the latest."""
    found = visits(Appointment.objects.filter(patient_id=patient_id, starts_at__gte=now - back)[:500])
    coming = sorted((one for one in found if one.ends_at >= now), key=lambda one: one.starts_at)
    past = sorted((one for one in found if one.ends_at < now), key=lambda one: one.starts_at, reverse=True)
    return coming + past


@dataclass(frozen=True, slots=True)
class Step:
    """One move in a visit's history."""

    at: datetime
    now: str
    was: str
    by: str
    reason: str
    taken_back: bool

    @property
    def words(self) -> str:
        """The status it came to."""
        return WORDS[Status(self.now)]


def history(appointment_id: int) -> list[Step]:
    """Every move of a visit, oldest first."""
    rows: Any = (
        StatusChange.objects.filter(appointment_id=appointment_id)
        .order_by("id")
        .values_list("at", "now", "was", F("by__name"), "reason", "taken_back")
    )
    return [Step(*row) for row in rows]


def last_change(appointment_id: int) -> Step | None:
    """The latest move."""
    steps = history(appointment_id)
    return steps[-1] if steps else None
