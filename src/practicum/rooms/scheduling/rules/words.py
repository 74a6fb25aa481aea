"""Times as staff and patients read them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def clock_time(at: datetime, zone: ZoneInfo) -> str:
    """9:05 AM."""
    local = at.astimezone(zone)
    return f"{local.hour % 12 or 12}:{local:%M %p}"


def day_words(day: date, *, year: bool = False) -> str:
    """Tue 4 Mar, with the year when asked."""
    return f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if year else "")


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Tue 4 Mar 2026, 9:05 AM."""
    return f"{day_words(at.astimezone(zone).date(), year=True)}, {clock_time(at, zone)}"


def relative_day(day: date, today: date) -> str:
    """Today, tomorrow, or the day by name."""
    near = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}
    return near.get((day - today).days) or day_words(day, year=day.year != today.year)


def ago(since: timedelta) -> str:
    """How long something has lasted: 45 s is 0 min, then minutes, then hours."""
    minutes = max(0, int(since.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d} min" if hours < 24 else f"{hours // 24} d"
