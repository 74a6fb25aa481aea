"""Weekly templates, blocks and kinds of visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse

from practicum.kernel.base import Stream
from practicum.kernel.web import page, render, who
from practicum.kernel.web.submit import read_form, submit
from practicum.rooms.scheduling.actions import BlockTime, block_time
from practicum.rooms.scheduling.models import Availability, Block
from practicum.rooms.scheduling.pages.find import OPTIONS
from practicum.rooms.scheduling.queries.displaced import displaced_by_block
from practicum.rooms.scheduling.queries.pickers import providers, sites, visit_types
from practicum.rooms.scheduling.rules.words import moment

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a template."""

    id: int
    provider: str
    site: str
    weekday: str
    opens: time
    closes: time
    kinds: str
    since: date
    until: date | None
    overbookable: int


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A block that still lies ahead."""

    id: int
    whose: str
    since: str
    until: str
    reason: str


def lines(today: date) -> list[Line]:
    """Every line in force or still to come."""
    names = {one.id: one.name for one in visit_types()}
    rows = Availability.objects.exclude(valid_until__lt=today).order_by(
        "provider__staff__family_name", "provider_id", "weekday", "opens"
    ).values_list(
        "id", "provider__staff__name", "site__name", "weekday", "opens", "closes", "visit_type_ids", "valid_from",
        "valid_until", "overbookable",
    )  # fmt: skip
    return [
        Line(number, provider, site, DAYS[weekday], opens, closes,
             ", ".join(names[one] for one in kinds if one in names) or "Every kind", since, until, over)
        for number, provider, site, weekday, opens, closes, kinds, since, until, over in rows
    ]  # fmt: skip


def blocks(now: datetime) -> list[BlockLine]:
    """Blocks that have not passed."""
    rows = (
        Block.objects.filter(lifted_at=None, period__endswith__gt=now)
        .order_by("period")
        .values_list("id", "provider__staff__name", "site__name", "site__zone", "period", "reason")
    )
    zones = sites()
    found = []
    for number, provider, site, zone_name, period, reason in rows:
        zone = next(
            (one.zone for one in zones if one.zone.key == zone_name), zones[0].zone if zones else None
        )
        if zone is not None:
            whose = " at ".join(part for part in (provider or "Everybody", site) if part)
            found.append(
                BlockLine(number, whose, moment(period.lower, zone), moment(period.upper, zone), reason)
            )
    return found


@page(
    "schedule/templates/", name="schedule-templates", who=who.stream(Stream.SCHEDULING), title="Templates and blocks",
    in_palette=True,
)  # fmt: skip
def templates(request: HttpRequest) -> HttpResponse:
    """Who may be booked when."""
    now: datetime = request.now  # type: ignore[attr-defined]
    return render(
        request, "scheduling/templates.html",
        {"lines": lines(now.date()), "blocks": blocks(now), "kinds": visit_types(), "today": now.date()},
    )  # fmt: skip


@page(
    "schedule/block/", name="schedule-block", who=who.stream(Stream.SCHEDULING), title="Block time", in_palette=True,
    methods=("GET", "POST"),
)  # fmt: skip
def block(request: HttpRequest) -> HttpResponse:
    """Block time; whoever is booked in it is shown before it is done."""
    values: dict[str, Any] = read_form(request.GET, BlockTime)
    result: Any = None
    errors: dict[str, str] = {}
    displaced: list[Any] = []
    if request.method == "POST":
        values = read_form(request.POST, BlockTime)
        result = submit(request, block_time)
        errors = dict(getattr(result, "errors", {}))
        if getattr(result, "field", None) == "displace":
            displaced = _displaced(values)
            result = None
        elif getattr(result, "field", None):
            errors[result.field] = result.reason
    return render(
        request, "scheduling/block.html",
        {"values": values, "errors": errors, "result": result, "displaced": displaced, "people": providers(),
         "places": sites()} | OPTIONS,
    )  # fmt: skip


def _displaced(values: dict[str, Any]) -> list[Any]:
    command = BlockTime.model_validate(values)
    places = sites()
    zone = next((one.zone for one in places if one.id == command.site), places[0].zone)
    start, end = (
        (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
        for at in (command.starts_at, command.ends_at)
    )
    return displaced_by_block(provider_id=command.provider, site_id=command.site, period=(start, end))
