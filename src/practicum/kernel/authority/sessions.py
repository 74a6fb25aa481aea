"""Sign-ins kept on the server: opened, looked up with one statement, ended with a reason."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from practicum.kernel.authority.models import Session
from practicum.kernel.authority.secrets_kept import hash_token, new_token
from practicum.kernel.base import SYSTEM, Actor, Level, Stream
from practicum.kernel.ledger.write import enter
from practicum.kernel.practice.models import Staff

End = Session.End
LONGEST = timedelta(hours=12)
_TOUCH_EVERY = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class PracticeNow:
    """What every page says of the practice, read along with the session."""

    name: str = ""
    zone: str = "UTC"
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class SessionRow:
    """The running sign-in of a request."""

    id: int
    staff_id: int
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    factor: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a token leads to: an actor, or the reason why it does no more."""

    actor: Actor | None
    session: SessionRow | None
    practice: PracticeNow
    over: str = ""


def idle_limit() -> timedelta:
    """How long a sign-in lasts without activity: IDLE_MINUTES in the settings, 15 by default."""
    return timedelta(minutes=int(getattr(settings, "IDLE_MINUTES", 15)))


def open_session(
    *, staff: Staff, factor: str, address: str | None, browser: str, now: datetime
) -> tuple[str, Session]:
    """A new sign-in and its token, which only the browser keeps."""
    token = new_token()
    session = Session.objects.create(
        staff=staff, token_hash=hash_token(token), access_version=staff.access_version, factor=factor,
        site_id=staff.home_site_id, address=address, browser=browser[:200], created_at=now, last_seen_at=now,
        expires_at=now + LONGEST,
    )  # fmt: skip
    return token, session


# One statement finds the session, person, levels and practice, and notes activity now and then.
_FIND = """
with stirred as (
  update authority_session set last_seen_at = %(now)s
   where token_hash = %(hash)s and %(active)s and ended_at is null and expires_at > %(now)s
     and last_seen_at > %(idle_since)s and last_seen_at < %(touch_before)s
  returning id)
select n.id, n.created_at, n.last_seen_at, n.expires_at, n.ended_at, n.end_reason, n.factor, n.site_id,
       n.access_version, s.id, s.name, s.kind, s.roles, s.active, s.access_version, p.name, p.zone, p.is_demo,
       (select json_object_agg(l.stream, l.level) from (
          select distinct on (stream) stream, level from authority_levelgrant
           where staff_id = s.id and effective_at <= %(now)s
           order by stream, effective_at desc, id desc) l)
  from authority_session n
  join practice_staff s on s.id = n.staff_id
  left join practice_practice p on true
 where n.token_hash = %(hash)s
"""


def find(token: str, *, now: datetime, active: bool = True) -> Found | None:
    """Who the token belongs to; None for an unknown one. `active` False does not count as activity."""
    values: dict[str, Any] = {
        "hash": hash_token(token), "now": now, "active": active,
        "idle_since": now - idle_limit(), "touch_before": now - _TOUCH_EVERY,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FIND, values)
        row = cursor.fetchone()
    if row is None:
        return None
    practice = PracticeNow(row[15], row[16], row[17]) if row[15] is not None else PracticeNow()
    over = row[5] if row[4] is not None else _why_over(row, now=now)
    if over:
        if row[4] is None:
            end([row[0]], over, by=SYSTEM, now=now)
        return Found(None, None, practice, over=over)
    session = SessionRow(row[0], row[9], row[1], row[2], row[3], row[6])
    actor = Actor(
        staff_id=row[9], name=row[10], kind=row[11], roles=frozenset(row[12]), levels=levels_from(row[18]),
        session_id=row[0], site_id=row[7],
    )  # fmt: skip
    return Found(actor, session, practice)


def _why_over(row: tuple[Any, ...], *, now: datetime) -> str:
    if not row[13]:
        return End.DEACTIVATED
    if row[8] != row[14]:
        return End.ROLE_CHANGED
    if row[2] <= now - idle_limit():
        return End.IDLE
    if row[3] <= now:
        return End.TOO_LONG
    return ""


def levels_from(found: Any) -> MappingProxyType[Stream, Level]:
    """Levels out of what the database aggregated; level 0 is none, and streams of old are left out."""
    levels = json.loads(found) if isinstance(found, str) else (found or {})
    known = {stream.value: stream for stream in Stream}
    return MappingProxyType(
        {known[name]: Level(level) for name, level in levels.items() if level and name in known}
    )


def end(ids: list[int], reason: str, *, by: Actor, now: datetime) -> int:
    """End sign-ins that still run, with a reason, and enter it; how many there were."""
    with transaction.atomic():
        running = Session.objects.select_for_update().filter(id__in=ids, ended_at=None).order_by("id")
        found = list(running.values_list("id", "staff_id"))
        Session.objects.filter(id__in=[pk for pk, _ in found]).update(
            ended_at=now, end_reason=reason, ended_by_id=by.staff_id
        )
        for pk, staff_id in found:
            detail = {"session": pk, "why": reason}
            enter("signed_out", by=by, now=now, kind="sign_in", subject=("staff", staff_id), detail=detail)
    return len(found)


def end_all_of(
    staff_id: int, reason: str, *, by: Actor, now: datetime, but: int | None = None, before: int | None = None
) -> int:
    """End a person's sign-ins, but one; `before`: only those made under an older access version."""
    running = Session.objects.filter(staff_id=staff_id, ended_at=None).exclude(id=but or 0)
    if before is not None:
        running = running.filter(access_version__lt=before)
    return end(list(running.values_list("id", flat=True)), reason, by=by, now=now)


def tick(*, now: datetime) -> int:
    """Mark sign-ins as over whose time has passed unnoticed, 200 at a time."""
    idle = Session.objects.filter(ended_at=None, last_seen_at__lte=now - idle_limit())
    old = Session.objects.filter(ended_at=None, expires_at__lte=now)
    first = list(idle.values_list("id", flat=True)[:200])
    second = list(old.exclude(id__in=first).values_list("id", flat=True)[:200])
    return end(first, End.IDLE, by=SYSTEM, now=now) + end(second, End.TOO_LONG, by=SYSTEM, now=now)
