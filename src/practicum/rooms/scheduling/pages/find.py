"""The free-slot finder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from practicum.kernel.web import page, render, see
from practicum.rooms.scheduling.pages.asked import day_in, number_in, time_in
from practicum.rooms.scheduling.pages.day import MAY_SEE
from practicum.rooms.scheduling.queries.offers import Choices, Search, find
from practicum.rooms.scheduling.queries.pickers import providers, sites, visit_types
from practicum.rooms.scheduling.queries.reach import Reach, reach
from practicum.rooms.scheduling.queries.visits import Visit, visit
from practicum.rooms.scheduling.rules.finder import EVERY_DAY, Slot, by_day, spread
from practicum.rooms.scheduling.rules.words import clock_time, day_words, relative_day

SPANS = {"14": "2 weeks", "30": "a month", "90": "3 months", "180": "6 months"}
HOURS = {
    "any": ("Any time", time.min, time.max),
    "morning": ("Mornings", time.min, time(11, 59)),
    "afternoon": ("Afternoons", time(12), time(16, 59)),
    "late": ("From 3 PM", time(15), time.max),
}
EACH_DAY = 12
MOST = 400


@dataclass(frozen=True, slots=True)
class Offer:
    """One slot as the page shows it."""

    time: str
    provider: str
    site: str
    address: str
    key: str


@dataclass(frozen=True, slots=True)
class Day:
    """The offers of a day."""

    day: date
    title: str
    offers: list[Offer]
    more: int


def name_options(some: Sequence[Any]) -> list[tuple[int, str]]:
    """Providers or sites for a select."""
    return [(one.id, one.name) for one in some]


def visit_type_options(some: Sequence[Any]) -> list[tuple[int, str]]:
    """Visit types with their length."""
    return [(one.id, f"{one.name}, {one.minutes} min") for one in some]


OPTIONS = {"name_options": name_options, "visit_type_options": visit_type_options}


def choices() -> Choices:
    """What may be chosen from."""
    return Choices(tuple(sites()), tuple(providers()), tuple(visit_types()))


def read_search(request: HttpRequest, options: Choices, *, today: date) -> Search | None:
    """What the form asks for, None until a visit type is chosen."""
    asked = request.GET
    kind = number_in(asked, "visit_type")
    if kind is None:
        return None
    since = max(day_in(asked, "from", today), today)
    span = asked.get("within", "30")
    _, not_before, not_after = HOURS.get(asked.get("hours", "any"), HOURS["any"])
    days = frozenset(int(one) for one in asked.getlist("days") if one in set("0123456"))
    return Search(
        visit_type_id=kind, from_date=since, until_date=since + timedelta(days=int(span) if span in SPANS else 30),
        provider_id=number_in(asked, "provider"), site_id=number_in(asked, "site"),
        patient_id=number_in(asked, "patient"), weekdays=days or EVERY_DAY,
        not_before=time_in(asked, "after", not_before), not_after=time_in(asked, "before", not_after),
        except_appointment=number_in(asked, "move"),
    )  # fmt: skip


def offers_by_day(
    found: list[Slot], options: Choices, search: Search, *, today: date, each_day: int
) -> list[Day]:
    """Offers grouped under their days, at most so many a day, spread over it."""
    zones = {one.id: one.zone for one in options.sites}
    site_names = {one.id: one.name for one in options.sites}
    names = {one.id: one.name for one in options.providers}
    kept = set(spread(found, zones, each_day=each_day))
    days = []
    for offered in by_day(found, zones):
        slots = [slot for slot in offered.slots if slot in kept]
        title = relative_day(offered.day, today)
        if title in {"Today", "Tomorrow"}:
            title = f"{title}, {day_words(offered.day)}"
        shown = [
            Offer(
                clock_time(slot.starts_at, zones[slot.site_id]), names[slot.provider_id], site_names[slot.site_id],
                booking_address(slot, search), slot_key(slot),
            )
            for slot in slots
        ]  # fmt: skip
        days.append(Day(offered.day, title, shown, len(offered.slots) - len(slots)))
    return days


def slot_key(slot: Slot) -> str:
    """A slot as one form value."""
    return f"{slot.provider_id}|{slot.site_id}|{slot.starts_at.isoformat()}"


def booking_address(slot: Slot, search: Search) -> str:
    """Where the booking of a slot begins."""
    values: dict[str, Any] = {
        "provider": slot.provider_id, "site": slot.site_id, "at": slot.starts_at.isoformat(),
        "visit_type": search.visit_type_id, "patient": search.patient_id, "move": search.except_appointment,
    }  # fmt: skip
    return f"/schedule/book/?{urlencode({key: value for key, value in values.items() if value})}"


def whose(request: HttpRequest, *, now: datetime) -> tuple[Reach | None, Visit | None]:
    """The patient and the visit to be moved, if the address names them."""
    moving = number_in(request.GET, "move")
    moved = visit(moving) if moving else None
    patient = moved.patient_id if moved else number_in(request.GET, "patient")
    person = reach(patient) if patient else None
    if person:
        see(request, person.patient_id, page="booking")
    return person, moved


@page(
    "schedule/find/", name="find-slot", who=MAY_SEE, carries=["E2"], title="Find a free slot", in_palette=True
)
def find_slot(request: HttpRequest) -> HttpResponse:
    """Free slots by visit type, provider, site, days and hours."""
    now: datetime = request.now  # type: ignore[attr-defined]
    options = choices()
    today = now.astimezone(options.sites[0].zone).date() if options.sites else now.date()
    person, moved = whose(request, now=now)
    search = read_search(request, options, today=today)
    found = find(search, options, now=now, most=MOST) if search else []
    values = {
        "options": options, "search": search, "spans": SPANS,
        "hours": [(key, words[0]) for key, words in HOURS.items()], "asked": request.GET, "today": today,
        "days": offers_by_day(found, options, search, today=today, each_day=EACH_DAY) if search else [],
        "count": len(found), "many": len(found) >= MOST, "person": person, "moved": moved,
        "third": _third(found, options, today) if search else None,
        "weekdays": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        "chosen_days": {int(one) for one in request.GET.getlist("days") if one in set("0123456")},
    } | OPTIONS  # fmt: skip
    only_offers = request.htmx and request.htmx.target == "offers"  # type: ignore[attr-defined]
    return render(request, "scheduling/offers.html" if only_offers else "scheduling/find.html", values)


def _third(found: list[Slot], options: Choices, today: date) -> int | None:
    """Days to the third next available slot: FACTS' measure of access."""
    if len(found) < 3:
        return None
    zones = {one.id: one.zone for one in options.sites}
    return (found[2].starts_at.astimezone(zones[found[2].site_id]).date() - today).days
