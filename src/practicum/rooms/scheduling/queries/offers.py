"""Free slots out of the database: the calendar and what is taken are read once, the rules do the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db import connection

from practicum.rooms.scheduling.queries.calendar import read_calendar
from practicum.rooms.scheduling.queries.pickers import ProviderChoice, SiteChoice, VisitTypeChoice
from practicum.rooms.scheduling.rules.finder import EVERY_DAY, Slot, Wish, free_slots
from practicum.rooms.scheduling.rules.openings import Calendar
from practicum.rooms.scheduling.rules.spans import Period

CHUNK = timedelta(days=7)
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody asks the finder for; no provider or site named means any."""

    visit_type_id: int
    from_date: date
    until_date: date
    provider_id: int | None = None
    site_id: int | None = None
    patient_id: int | None = None
    weekdays: frozenset[int] = EVERY_DAY
    not_before: time = time.min
    not_after: time = time.max
    except_appointment: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be searched for."""

    sites: tuple[SiteChoice, ...]
    providers: tuple[ProviderChoice, ...]
    visit_types: tuple[VisitTypeChoice, ...]


def find(search: Search, choices: Choices, *, now: datetime, most: int = 60) -> list[Slot]:
    """The first free slots."""
    return list(islice(_all(search, choices, now=now), most))


def _all(search: Search, choices: Choices, *, now: datetime) -> Iterator[Slot]:
    kind = next((one for one in choices.visit_types if one.id == search.visit_type_id), None)
    if kind is None:
        return
    sites = [
        one
        for one in choices.sites
        if search.site_id in (None, one.id) and (not kind.site_ids or one.id in kind.site_ids)
    ]
    providers = [
        one for one in choices.providers
        if search.provider_id in (None, one.id) and (not kind.provider_ids or one.id in kind.provider_ids)
    ]  # fmt: skip
    if not sites or not providers:
        return
    last = min(search.until_date, search.from_date + LONGEST)
    wish = Wish(
        kind.id, kind.minutes, tuple(one.id for one in providers), tuple(one.id for one in sites), search.from_date,
        last, kind.step, search.weekdays, search.not_before, search.not_after,
    )  # fmt: skip
    yield from _by_chunk(wish, search, now=now)


def _by_chunk(wish: Wish, search: Search, *, now: datetime) -> Iterator[Slot]:
    """A week at a time: whoever wants the first ten offers does not read ninety days."""
    whole = _around(wish.from_date, wish.until_date)
    calendar = read_calendar(
        provider_ids=wish.provider_ids, site_ids=wish.site_ids, since=whole[0], until=whole[1]
    )
    if not calendar.windows:
        return
    start = wish.from_date
    while start <= wish.until_date:
        end = min(start + CHUNK - timedelta(days=1), wish.until_date)
        part = replace(wish, from_date=start, until_date=end)
        yield from _chunk(calendar, part, search, now=now)
        start = end + timedelta(days=1)


def _chunk(calendar: Calendar, wish: Wish, search: Search, *, now: datetime) -> Iterator[Slot]:
    since, until = _around(wish.from_date, wish.until_date)
    busy, patient = taken_between(
        provider_ids=wish.provider_ids, since=since, until=until, patient_id=search.patient_id,
        except_appointment=search.except_appointment,
    )  # fmt: skip
    return free_slots(calendar, wish, busy, now=now, patient_busy=patient)


def _around(first: date, last: date) -> Period:
    """A period that holds the local days in any zone."""
    midnight = time(tzinfo=UTC)
    return (
        datetime.combine(first - timedelta(days=1), midnight),
        datetime.combine(last + timedelta(days=2), midnight),
    )


_TAKEN = """
select provider_id, patient_id, lower(period), upper(period) from scheduling_bookedtime
where provider_id = any(%(providers)s) and period && tstzrange(%(since)s, %(until)s)
  and (appointment_id is null or appointment_id is distinct from %(except)s)
union all
select null, patient_id, lower(period), upper(period) from scheduling_bookedtime
where patient_id = %(patient)s and period && tstzrange(%(since)s, %(until)s)
  and (appointment_id is null or appointment_id is distinct from %(except)s)
"""


def taken_between(
    *,
    provider_ids: tuple[int, ...],
    since: datetime,
    until: datetime,
    patient_id: int | None = None,
    except_appointment: int | None = None,
) -> tuple[dict[int, list[Period]], list[Period]]:
    """What is taken of some providers, by provider, and of one patient."""
    busy: dict[int, list[Period]] = {}
    patient: list[Period] = []
    values: dict[str, Any] = {
        "providers": list(provider_ids), "since": since, "until": until, "patient": patient_id,
        "except": except_appointment,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, values)
        for provider_id, _, start, end in cursor.fetchall():
            if provider_id is None:
                patient.append((start, end))
            else:
                busy.setdefault(provider_id, []).append((start, end))
    return busy, patient
