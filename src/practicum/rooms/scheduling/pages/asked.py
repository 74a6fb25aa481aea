"""Reading what an address asks for: dates, ids and times that may be missing or nonsense."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.http import HttpRequest, QueryDict

from practicum.kernel.actions.fields import read_date
from practicum.kernel.web import me
from practicum.rooms.scheduling.queries.pickers import SiteChoice

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


def day_in(values: QueryDict, name: str, default: date) -> date:
    """A date typed any way; the default when there is none or it makes no sense."""
    try:
        found = read_date(values.get(name, ""))
    except ValueError:
        return default
    if isinstance(found, str) and found.lower().startswith("tod"):
        return default
    return found if isinstance(found, date) and FIRST <= found <= LAST else default


def number_in(values: QueryDict, name: str) -> int | None:
    """An id, or None."""
    text = values.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def time_in(values: QueryDict, name: str, default: time) -> time:
    """A time of day as 14:30, or the default."""
    try:
        return time.fromisoformat(values.get(name, "")).replace(tzinfo=None)
    except ValueError:
        return default


def instant_in(values: QueryDict, name: str) -> datetime | None:
    """An aware instant, or None."""
    try:
        found = datetime.fromisoformat(values.get(name, "").replace(" ", "+"))
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def site_in(request: HttpRequest, sites: list[SiteChoice]) -> SiteChoice | None:
    """The site asked for, else the person's own, else the first."""
    wanted = number_in(request.GET, "site") or me(request).site_id
    return next((one for one in sites if one.id == wanted), sites[0] if sites else None)
