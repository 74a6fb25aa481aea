"""The day by provider, the week of one, and both as a table to read or print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from practicum.kernel.base import Stream
from practicum.kernel.ledger.write import look
from practicum.kernel.web import me, page, render, who
from practicum.rooms.scheduling.pages.asked import day_in, number_in, site_in
from practicum.rooms.scheduling.queries.day import Grid, day_grid, week_grid
from practicum.rooms.scheduling.queries.pickers import ProviderChoice, SiteChoice, providers, sites
from practicum.rooms.scheduling.rules.words import relative_day

MAY_SEE = who.any_stream(Stream.SCHEDULING, Stream.FRONTDESK, Stream.COORDINATION, Stream.PHONE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page shows."""

    site: SiteChoice
    day: date
    today: date
    view: str
    provider: ProviderChoice | None

    def address(self, **changes: Any) -> str:
        """The page with something else."""
        values: dict[str, Any] = {
            "day": self.day.isoformat(), "site": self.site.id, "view": self.view,
            "provider": self.provider.id if self.provider else "",
        }  # fmt: skip
        chosen = {key: value for key, value in (values | changes).items() if value not in ("", None)}
        return f"/schedule/?{urlencode(chosen)}"

    @property
    def step(self) -> timedelta:
        """How far the arrows go."""
        return timedelta(days=7 if self.view == "week" else 1)

    @property
    def title(self) -> str:
        """What is shown, in words."""
        if self.view == "week" and self.provider:
            monday = self.day - timedelta(days=self.day.weekday())
            return f"Week of {monday:%b} {monday.day}"
        return relative_day(self.day, self.today)


def read(request: HttpRequest) -> tuple[Asked, list[SiteChoice], list[ProviderChoice]] | None:
    """What the address asks for."""
    places = sites()
    site = site_in(request, places)
    if site is None:
        return None
    now: datetime = request.now  # type: ignore[attr-defined]
    today = now.astimezone(site.zone).date()
    people = [one for one in providers() if site.id in one.site_ids]
    wanted = number_in(request.GET, "provider")
    provider = next((one for one in people if one.id == wanted), None)
    view = request.GET.get("view", "day")
    view = view if view in {"day", "week", "table"} else "day"
    if view == "week" and provider is None and people:
        provider = people[0]
    return Asked(site, day_in(request.GET, "day", today), today, view, provider), places, people


def shown(request: HttpRequest) -> dict[str, Any]:
    """Everything the page's template needs."""
    found = read(request)
    if found is None:
        return {"asked": None}
    asked, places, people = found
    now: datetime = request.now  # type: ignore[attr-defined]
    grid = _grid(asked, people, now=now)
    seen = sorted({cell.visit.patient_id for column in grid.columns for cell in column.cells if cell.visit})
    if seen:
        look(by=me(request), page="schedule", now=now, also=seen)
    return {
        "asked": asked, "grid": grid, "sites": places, "people": people, "today": asked.today,
        "before": asked.address(day=(asked.day - asked.step).isoformat()),
        "after": asked.address(day=(asked.day + asked.step).isoformat()),
        "query": asked.address().partition("?")[2],
    }  # fmt: skip


def _grid(asked: Asked, people: list[ProviderChoice], *, now: datetime) -> Grid:
    if asked.view == "week" and asked.provider:
        return week_grid(day=asked.day, site=asked.site, provider=asked.provider, now=now)
    chosen = [asked.provider] if asked.provider else people
    return day_grid(day=asked.day, site=asked.site, providers=chosen, now=now)


@page(
    "schedule/", name="schedule", who=MAY_SEE, carries=["E2"], title="Schedule", in_palette=True,
    rail="calendar-days", keys="s",
)  # fmt: skip
def schedule(request: HttpRequest) -> HttpResponse:
    """The grid, or its table."""
    return render(request, "scheduling/day.html", shown(request))


@page("schedule/grid/", name="schedule-grid", who=MAY_SEE, carries=["E2"])
def schedule_grid(request: HttpRequest) -> HttpResponse:
    """The grid alone, fetched again when something has changed."""
    return render(request, "scheduling/grid.html", shown(request))
