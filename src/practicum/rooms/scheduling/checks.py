"""What has to be true before a visit may be written: read once, refused in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from practicum.kernel.actions import RuleBroken
from practicum.kernel.base import hot
from practicum.rooms.scheduling import taking
from practicum.rooms.scheduling.queries.calendar import COLUMNS, calendar_from
from practicum.rooms.scheduling.rules.openings import Asked, Calendar, why_not
from practicum.rooms.scheduling.rules.wallclock import exists

FURTHEST = timedelta(days=3 * 366)
DAY = timedelta(days=1)
AROUND = timedelta(days=3)

# One statement: the locks, the facts and the calendar. What others have taken is read by the next one, whose
# snapshot is younger than the locks.
_FACTS = f"""
select
 (select count(pg_advisory_xact_lock(k)) from unnest(%(keys)s::bigint[]) k),
 (select json_build_array(deceased, merged_into_id) from patients_patient where id = %(patient)s),
 (select json_build_array(name, minutes, active,
    not exists (select 1 from scheduling_visittype_providers w where w.visittype_id = t.id)
      or exists (select 1 from scheduling_visittype_providers w
                 where w.visittype_id = t.id and w.provider_id = %(provider)s),
    not exists (select 1 from scheduling_visittype_sites w where w.visittype_id = t.id)
      or exists (select 1 from scheduling_visittype_sites w where w.visittype_id = t.id and w.site_id = %(site)s))
  from scheduling_visittype t where id = %(visit_type)s),
 (select zone from practice_site where id = %(site)s and active),
 (select active from practice_provider where id = %(provider)s),
 (select json_build_array(site_id, active, name) from practice_place where id = %(place)s),
{COLUMNS}
"""  # noqa: S608  both parts are constants


@dataclass(frozen=True, slots=True)
class Plan:
    """A visit that may be, as far as people, places and hours go."""

    asked: Asked
    calendar: Calendar
    zone: ZoneInfo


def plan(
    *,
    patient: int,
    visit_type: int,
    provider: int,
    site: int,
    place: int | None,
    starts_at: datetime,
    now: datetime,
) -> Plan:
    """Lock what is wanted, and check the visit against everything but other visits."""
    roughly = _roughly(starts_at, now=now)
    values = {
        "patient": patient, "visit_type": visit_type, "provider": provider, "site": site, "place": place,
        "providers": [provider], "sites": [site], "since": roughly - AROUND, "until": roughly + AROUND,
        "keys": taking.Wanted((roughly - DAY, roughly + DAY), provider, patient, place).locks(),
    }  # fmt: skip
    _, person, kind, zone_name, provider_active, room, *calendar = hot.one(_FACTS, values) or ()
    _check_patient(person)
    minutes = _visit_minutes(kind)
    if zone_name is None:
        raise RuleBroken("That site is not in use. Choose one from the list.", field="site")
    if not provider_active:
        raise RuleBroken("That provider is not taking visits. Choose another.", field="provider")
    if place is not None and (room is None or not room[1] or room[0] != site):
        raise RuleBroken("That room is not at this site or not in use. Choose another.", field="place")
    zone = ZoneInfo(zone_name)
    asked = Asked(provider, site, visit_type, as_instant(starts_at, zone, now=now), minutes)
    found = calendar_from(calendar)
    reason = why_not(found, asked, now=now)
    if reason:
        raise RuleBroken(reason, field="starts_at")
    return Plan(asked, found, zone)


def _roughly(at: datetime, *, now: datetime) -> datetime:
    """The time within a day: its zone is known only when the site is read."""
    near = (
        at.astimezone(UTC)
        if at.tzinfo is not None and abs(at.year - now.year) < 9
        else at.replace(tzinfo=UTC)
    )
    if near > now + FURTHEST + 2 * DAY:
        raise RuleBroken("That date is out of reach. Choose one within three years.", field="starts_at")
    if near < now - 2 * DAY:
        raise RuleBroken("That time has passed. Choose a later one.", field="starts_at")
    return near


def as_instant(at: datetime, zone: ZoneInfo, *, now: datetime) -> datetime:
    """A time as typed: without a zone it is the site's wall clock, and must be one the clock shows."""
    try:
        if at.tzinfo is None:
            if not exists(zone, at.date(), at.time()):
                raise RuleBroken("The clock skips that time on that day. Choose another.", field="starts_at")
            at = at.replace(tzinfo=zone)
        at = at.astimezone(UTC)
        at.astimezone(zone)
    except (OverflowError, ValueError):
        raise RuleBroken(
            "That date is out of reach. Choose one within three years.", field="starts_at"
        ) from None
    if at < now:
        raise RuleBroken("That time has passed. Choose a later one.", field="starts_at")
    if at > now + FURTHEST:
        raise RuleBroken("That date is out of reach. Choose one within three years.", field="starts_at")
    return at


def _check_patient(person: tuple[bool, int | None] | None) -> None:
    if person is None:
        raise RuleBroken("There is no such patient. Search for the patient again.", field="patient")
    deceased, merged_into = person
    if merged_into is not None:
        raise RuleBroken("This chart was merged into another. Book with the other one.", field="patient")
    if deceased:
        raise RuleBroken("The chart says that this patient has died. Ask the manager.", field="patient")


def _visit_minutes(kind: tuple[str, int, bool, bool, bool] | None) -> int:
    if kind is None or not kind[2]:
        raise RuleBroken("That kind of visit is not in use. Choose another.", field="visit_type")
    name, minutes, _, provider_may, site_may = kind
    if not provider_may:
        raise RuleBroken(f"This provider does not give “{name}”. Choose another provider.", field="provider")
    if not site_may:
        raise RuleBroken(f"“{name}” is not given at this site. Choose another site.", field="site")
    return minutes
