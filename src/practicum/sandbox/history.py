"""Two years of visits behind today and three months ahead, provider by provider, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from practicum.sandbox.population import Person
from practicum.sandbox.staffing import VISITS, Visit

PAST_DAYS = 730
AHEAD_DAYS = 91
OPENS, LUNCH, BACK, CLOSES = time(8, 0), time(12, 0), time(13, 0), time(17, 0)
DAYS_A_WEEK = 5


class PlannedVisit(NamedTuple):
    """One visit of the history, with places in lists and no ids yet.

    patient, provider: places in the lists given; visit: place in VISITS. Times are aware (UTC).
    """

    patient: int
    visit: int
    provider: int
    starts_at: datetime
    ends_at: datetime
    status: str
    status_at: datetime
    booked_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the invented practice works."""

    zone: ZoneInfo
    holidays: frozenset[date]

    def works(self, day: date) -> bool:
        """True on a working day."""
        return day.weekday() < DAYS_A_WEEK and day not in self.holidays


def history(
    *, seed: int, people: Sequence[Person], providers: int, calendar: Calendar, now: datetime,
    past_days: int = PAST_DAYS, ahead_days: int = AHEAD_DAYS,
) -> Iterator[PlannedVisit]:  # fmt: skip
    """Visits in order of day. Nobody is in two places at once; each patient keeps mostly to one provider."""
    today = now.astimezone(calendar.zone).date()
    panels = _panels(people, providers)
    for offset in range(-past_days, ahead_days + 1):
        day = today + timedelta(days=offset)
        if not calendar.works(day):
            continue
        random = Random(f"{seed}:day:{day}")
        seen: set[int] = set()
        for provider in range(providers):
            yield from _day_of(random, day, provider, panels[provider], people, seen, calendar, now)


def _panels(people: Sequence[Person], providers: int) -> list[list[int]]:
    """Who belongs to whom. Whoever has more conditions stands in the list more often."""
    panels: list[list[int]] = [[] for _ in range(providers)]
    for place, person in enumerate(people):
        if person.patient.deceased_date is None:
            household = person.patient.household
            panel = panels[(household if isinstance(household, int) else place) % providers]
            panel.extend([place] * (1 + min(len(person.conditions), 3)))
    return panels


def _day_of(
    random: Random, day: date, provider: int, panel: Sequence[int], people: Sequence[Person], seen: set[int],
    calendar: Calendar, now: datetime,
) -> Iterator[PlannedVisit]:  # fmt: skip
    if not panel:
        return
    filled = _filled(day, now.astimezone(calendar.zone).date())
    for first, last in ((OPENS, LUNCH), (BACK, CLOSES)):
        at = datetime.combine(day, first, calendar.zone)
        end = datetime.combine(day, last, calendar.zone)
        while True:
            place = random.choices(range(len(VISITS)), _SHARES)[0]
            kind = VISITS[place]
            until = at + timedelta(minutes=kind.minutes)
            if until > end:
                break
            patient = random.choice(panel)
            if random.random() < filled and patient not in seen and _fits(kind, people[patient], day):
                seen.add(patient)
                yield _visit(random, at, until, place, patient, provider, people[patient], now)
            at = _next_start(until)


_SHARES = [visit.share for visit in VISITS]
_GRID = 5


def _next_start(at: datetime) -> datetime:
    return at + timedelta(minutes=-at.minute % _GRID)


def _filled(day: date, today: date) -> float:
    """How full a day is: nearly full up to this week, thinner the further ahead."""
    ahead = (day - today).days
    if ahead <= 0:
        return 0.92
    return max(0.18, 0.9 - ahead * 0.011)


def _fits(kind: Visit, person: Person, day: date) -> bool:
    age = day.year - person.patient.birth_date.year
    if kind.name == "Well child":
        return 0 <= age < 18
    return person.patient.birth_date <= day and (
        kind.name != "Chronic care follow-up" or bool(person.conditions)
    )


def _visit(
    random: Random,
    at: datetime,
    until: datetime,
    kind: int,
    patient: int,
    provider: int,
    person: Person,
    now: datetime,
) -> PlannedVisit:
    starts, ends = at.astimezone(UTC), until.astimezone(UTC)
    booked = min(starts, now) - timedelta(days=random.randrange(1, 40), minutes=random.randrange(600))
    status, status_at = _status(random, starts, ends, booked, now)
    return PlannedVisit(
        patient, kind, provider, starts, ends, status, status_at, booked, _reason(random, kind, person)
    )


def _status(
    random: Random, starts: datetime, ends: datetime, booked: datetime, now: datetime
) -> tuple[str, datetime]:
    """No-shows near 6 in a hundred, cancellations near 8, a few who left."""
    draw = random.random()
    if ends <= now:
        if draw < 0.06:
            return "no_show", ends
        if draw < 0.14:
            return "cancelled", starts - timedelta(hours=random.randrange(2, 72))
        return ("left", ends) if draw < 0.145 else ("done", ends)
    if draw < 0.05:
        return "cancelled", min(now, starts - timedelta(hours=2))
    near = starts - now < timedelta(days=3)
    return ("confirmed", now) if near and draw < 0.65 else ("booked", booked)


_REASONS: Mapping[str, tuple[str, ...]] = {
    "Sick visit": ("sore throat", "cough", "fever", "ear pain", "rash", "stomach pain", "sinus pressure", "painful urination"),
    "Annual physical": ("yearly check-up",),
    "Well child": ("check-up and vaccinations",),
    "New patient": ("first visit",),
    "Telephone visit": ("talk about results", "medicine question"),
    "Office visit": ("knee pain", "headaches", "tired", "dizziness", "skin spot", "shoulder pain", "sleep", "refills"),
}  # fmt: skip


def _reason(random: Random, kind: int, person: Person) -> str:
    if VISITS[kind].name == "Chronic care follow-up" and person.conditions:
        return random.choice(person.conditions)
    return random.choice(_REASONS.get(VISITS[kind].name, ("follow-up",)))
