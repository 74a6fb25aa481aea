"""Booking in one panel: from the caller's name to a confirmed visit; moving uses the same panel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from practicum.kernel.actions import Done, Refused
from practicum.kernel.base import Stream
from practicum.kernel.web import page, render, who
from practicum.kernel.web.submit import submit
from practicum.rooms.scheduling.actions import book_appointment, overbook_appointment, reschedule_appointment
from practicum.rooms.scheduling.pages.asked import instant_in, number_in
from practicum.rooms.scheduling.pages.day import shown
from practicum.rooms.scheduling.pages.find import OPTIONS, choices, offers_by_day, whose
from practicum.rooms.scheduling.queries.offers import Choices, Search, find
from practicum.rooms.scheduling.queries.visits import visit, visits_of_patient
from practicum.rooms.scheduling.rules.words import moment

MAY_BOOK = who.stream(Stream.SCHEDULING)
MOST_FOUND, EACH_DAY, DAYS = 200, 3, 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """The slot the panel is about."""

    provider_id: int
    site_id: int
    at: datetime
    words: str
    provider: str
    site: str

    @property
    def key(self) -> str:
        """As one form value."""
        return f"{self.provider_id}|{self.site_id}|{self.at.isoformat()}"


def chosen(values: Any, options: Choices) -> Chosen | None:
    """The slot named by the address, or by the radio that was chosen."""
    provider, site, at = number_in(values, "provider"), number_in(values, "site"), instant_in(values, "at")
    parts = values.get("slot", "").split("|")
    if len(parts) == 3:
        copy = values.copy()
        copy["provider"], copy["site"], copy["at"] = parts
        provider, site, at = number_in(copy, "provider"), number_in(copy, "site"), instant_in(copy, "at")
    place = next((one for one in options.sites if one.id == site), None)
    person = next((one for one in options.providers if one.id == provider), None)
    if place is None or person is None or at is None:
        return None
    return Chosen(person.id, place.id, at, moment(at, place.zone), person.name, place.name)


def panel(request: HttpRequest, values: Any, *, now: datetime) -> dict[str, Any]:
    """What the panel shows for what has been entered so far."""
    options = choices()
    slot = chosen(values, options)
    kind_id = number_in(values, "visit_type")
    query = request.GET.copy()
    query.update({key: values[key] for key in ("patient", "move") if values.get(key)})
    request.GET = query  # type: ignore[assignment]
    person, moved = whose(request, now=now)
    if moved:
        kind_id = moved.visit_type_id
    kinds = [
        one
        for one in options.visit_types
        if slot is None or one.fits(provider_id=slot.provider_id, site_id=slot.site_id)
    ]
    kind = next((one for one in options.visit_types if one.id == kind_id), None)
    today = now.astimezone(options.sites[0].zone).date() if options.sites else now.date()
    days: list[Any] = []
    if kind is not None and (slot is None or values.get("other")):
        search = Search(
            kind.id, today, today + timedelta(days=90), provider_id=number_in(values, "provider"),
            site_id=number_in(values, "site"), patient_id=person.patient_id if person else None,
            except_appointment=moved.id if moved else None,
        )  # fmt: skip
        found = find(search, options, now=now, most=MOST_FOUND)
        days = offers_by_day(found, options, replace(search), today=today, each_day=EACH_DAY)[:DAYS]
    coming = (
        [one for one in visits_of_patient(person.patient_id, now=now)[:3] if one.ends_at > now]
        if person
        else []
    )
    return {
        "options": options, "kinds": kinds, "kind": kind, "slot": slot, "person": person, "moved": moved,
        "days": days, "coming": coming, "entered": values, "errors": {}, "result": None, "booked": None,
    } | OPTIONS  # fmt: skip


@page(
    "schedule/book/", name="book", who=MAY_BOOK, carries=["E2"], title="Book a visit", in_palette=True,
    methods=("GET", "POST"),
)  # fmt: skip
def book(request: HttpRequest) -> HttpResponse:
    """The panel; posting books, moves or overbooks."""
    now: datetime = request.now  # type: ignore[attr-defined]
    values = request.POST if request.method == "POST" else request.GET
    shows = panel(request, values, now=now)
    if request.method == "POST":
        shows |= _send(request, shows)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "scheduling/booking.html", shows)
    slot = shows["slot"]
    around = request.GET.copy()
    if slot:
        around["day"], around["site"] = slot.at.date().isoformat(), str(slot.site_id)
    around.pop("provider", None)
    request.GET = around  # type: ignore[assignment]
    return render(
        request, "scheduling/day.html", shown(request) | shows | {"beside": "scheduling/booking.html"}
    )


@page("schedule/book/parts/", name="book-parts", who=MAY_BOOK, carries=["E2"])
def book_parts(request: HttpRequest) -> HttpResponse:
    """The part of the panel that depends on the patient and the visit type."""
    return render(request, "scheduling/booking_parts.html", panel(request, request.GET, now=request.now))  # type: ignore[attr-defined]


def _send(request: HttpRequest, shows: dict[str, Any]) -> dict[str, Any]:
    slot, moved = shows["slot"], shows["moved"]
    extra: dict[str, Any] = {}
    if slot:
        extra = {"provider": slot.provider_id, "site": slot.site_id, "starts_at": slot.at.astimezone(UTC)}
    if moved:
        result: Any = submit(request, reschedule_appointment, extra | {"appointment": moved.id})
    elif request.POST.get("because"):
        result = submit(request, overbook_appointment, extra)
    else:
        result = submit(request, book_appointment, extra)
    errors = dict(getattr(result, "errors", {}))
    if isinstance(result, Refused) and result.field:
        errors[result.field] = result.reason
    if not slot:
        errors["slot"] = "Choose a time."
    booked = visit(result.id) if isinstance(result, Done) and result.id else None
    return {"result": result, "errors": errors, "booked": booked}
