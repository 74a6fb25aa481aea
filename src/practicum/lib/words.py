"""Times, spans and counts as people say them.

The page shows these and carries the exact instant beside them for hovering and print.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from practicum.lib.dates import MONTHS, WEEKDAYS


def duration(span: timedelta) -> str:
    """Say how long: ``40 s``, ``12 min``, ``1 h 5 min``, ``3 days``."""
    seconds = round(abs(span).total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days = round(seconds / 86_400)
    return plural(days, "day")


def relative(at: datetime, *, now: datetime) -> str:
    """Say when from here: ``in 12 min``, ``5 min ago``, ``now``."""
    span = at - now
    if abs(span) < timedelta(seconds=45):
        return "now"
    said = duration(max(abs(span), timedelta(minutes=1)))
    return f"in {said}" if span > timedelta(0) else f"{said} ago"


def clock(at: datetime, *, zone: ZoneInfo) -> str:
    """Say the time on the wall: ``10:20 AM``."""
    local = at.astimezone(zone)
    return f"{local.hour % 12 or 12}:{local:%M %p}"


def day(on: date, *, today: date | None = None) -> str:
    """Say which day: ``today``, ``tomorrow``, ``Tue 4 Mar``; with the year when it is another one."""
    if today is not None:
        near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((on - today).days)
        if near:
            return near
    said = f"{WEEKDAYS[on.weekday()][:3]} {on.day} {MONTHS[on.month - 1][:3]}"
    return said if today is not None and on.year == today.year else f"{said} {on.year}"


def day_time(at: datetime, *, zone: ZoneInfo, now: datetime | None = None) -> str:
    """Say day and time: ``today, 10:20 AM``, ``Tue 4 Mar, 10:20 AM``."""
    today = None if now is None else now.astimezone(zone).date()
    return f"{day(at.astimezone(zone).date(), today=today)}, {clock(at, zone=zone)}"


def exact(at: datetime, *, zone: ZoneInfo) -> str:
    """Say the instant in full, for hovering and print: ``Tue 4 Mar 2025, 10:20:05 AM EST``."""
    local = at.astimezone(zone)
    return f"{day(local.date())}, {local.hour % 12 or 12}:{local:%M:%S %p} {local.tzname()}"


def date_in_figures(on: date) -> str:
    """Write a date as forms of this country do: ``03/04/1985``."""
    return f"{on.month:02d}/{on.day:02d}/{on.year:04d}"


def age(born: date, *, on: date) -> str:
    """Say an age as a clinic does: days, weeks, months while they matter, then years."""
    days = (on - born).days
    if days < 0:
        return "not yet born"
    if days < 14:
        return plural(days, "day")
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    if months < 3:
        return plural(days // 7, "week")
    if months < 24:
        return plural(months, "month")
    return plural(months // 12, "year")


def years_old(born: date, *, on: date) -> int:
    """Count completed years; somebody born on 29 February completes them on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def plural(count: int, singular: str, plural_form: str | None = None) -> str:
    """Count things: ``1 visit``, ``2 visits``, ``no visits``, ``1,200 visits``."""
    if count == 0:
        return f"no {plural_form or singular + 's'}"
    return f"{count:,} {singular if count == 1 else plural_form or singular + 's'}"


def listing(words: Sequence[str], *, joint: str = "and") -> str:
    """Join words: ``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def ordinal(number: int) -> str:
    """Count in order: ``1st``, ``2nd``, ``11th``."""
    if 10 <= abs(number) % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(abs(number) % 10, 'th') }"
