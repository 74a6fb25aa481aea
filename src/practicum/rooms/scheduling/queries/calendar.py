"""Everything that says when visits may be, in one statement."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from practicum.rooms.scheduling.rules.openings import Blocked, Calendar, Closing, Window

COLUMNS = """
 (select json_agg(json_build_array(id, zone)) from practice_site where id = any(%(sites)s) and active),
 (select json_agg(json_build_array(site_id, weekday, opens, closes))
    from practice_sitehours where site_id = any(%(sites)s)),
 (select json_agg(json_build_array(site_id, date, name, opens, closes)) from practice_holiday
    where (site_id is null or site_id = any(%(sites)s))
    and date between %(since)s::date - 1 and %(until)s::date + 1),
 (select json_agg(json_build_array(a.provider_id, a.site_id, a.weekday, a.opens, a.closes, a.visit_type_ids,
                                   a.valid_from, a.valid_until, a.overbookable))
    from scheduling_availability a join practice_provider p on p.id = a.provider_id and p.active
    where a.provider_id = any(%(providers)s) and a.site_id = any(%(sites)s)
    and a.valid_from <= %(until)s::date + 1 and (a.valid_until is null or a.valid_until >= %(since)s::date - 1)),
 (select json_agg(json_build_array(provider_id, site_id, extract(epoch from lower(period)),
                                   extract(epoch from upper(period)), reason))
    from scheduling_block where lifted_at is null and period && tstzrange(%(since)s, %(until)s)
    and (provider_id is null or provider_id = any(%(providers)s))),
 (select json_agg(json_build_array(p.id, null, extract(epoch from b.starts_at), extract(epoch from b.ends_at),
                                   b.kind))
    from practice_absence b join practice_provider p on p.staff_id = b.staff_id
    where p.id = any(%(providers)s) and b.cancelled_at is null
    and b.starts_at < %(until)s and b.ends_at > %(since)s)
"""


def read_calendar(
    *, provider_ids: Sequence[int], site_ids: Sequence[int], since: datetime, until: datetime
) -> Calendar:
    """The calendar of some providers at some sites between two instants."""
    values: dict[str, Any] = {
        "providers": list(provider_ids),
        "sites": list(site_ids),
        "since": since,
        "until": until,
    }
    with connection.cursor() as cursor:
        cursor.execute(f"select {COLUMNS}", values)
        return calendar_from(cursor.fetchone())


def calendar_from(row: Sequence[Any]) -> Calendar:
    """The calendar out of the columns above, for statements that read more beside it."""
    sites, hours, holidays, lines, blocks, absences = (_rows(part) for part in row)
    return Calendar(
        zones={number: ZoneInfo(zone) for number, zone in sites},
        hours=_hours(hours),
        holidays={
            (site, date.fromisoformat(day)): Closing(name, _time(opens), _time(closes))
            for site, day, name, opens, closes in holidays
        },
        windows=tuple(_window(line) for line in lines),
        blocks=tuple(
            Blocked(provider, site, (_at(start), _at(end)), why)
            for provider, site, start, end, why in (*blocks, *absences)
        ),
    )


def _rows(part: Any) -> list[Any]:
    if part is None:
        return []
    return json.loads(part) if isinstance(part, str) else list(part)


def _at(epoch: float) -> datetime:
    return datetime.fromtimestamp(float(epoch), tz=UTC)


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _hours(rows: list[Any]) -> dict[int, dict[int, tuple[tuple[time, time], ...]]]:
    found: dict[int, dict[int, tuple[tuple[time, time], ...]]] = defaultdict(dict)
    for site, weekday, opens, closes in rows:
        spans = found[site].get(weekday, ())
        found[site][weekday] = (*spans, (time.fromisoformat(opens), time.fromisoformat(closes)))
    return found


def _window(line: Any) -> Window:
    provider, site, weekday, opens, closes, types, valid_from, valid_until, overbookable = line
    return Window(
        provider, site, weekday, time.fromisoformat(opens), time.fromisoformat(closes), frozenset(types),
        date.fromisoformat(valid_from), date.fromisoformat(valid_until) if valid_until else date.max, overbookable,
    )  # fmt: skip
