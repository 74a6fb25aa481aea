"""Bearer tokens of software assistants: an account of their own kind, never a person's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from practicum.kernel.authority.secrets_kept import hash_token
from practicum.kernel.authority.sessions import PracticeNow, levels_from
from practicum.kernel.base import Actor

PREFIX = "practicum_"
_TOUCH_EVERY = timedelta(minutes=1)

_FIND = """
with used as (
  update authority_apitoken set last_used_at = %(now)s
   where token_hash = %(hash)s and revoked_at is null and expires_at > %(now)s
     and (last_used_at is null or last_used_at < %(touch_before)s)
  returning id)
select s.id, s.name, s.kind, s.roles, s.home_site_id, p.name, p.zone, p.is_demo,
       (select json_object_agg(l.stream, l.level) from (
          select distinct on (stream) stream, level from authority_levelgrant
           where staff_id = s.id and effective_at <= %(now)s
           order by stream, effective_at desc, id desc) l)
  from authority_apitoken t
  join practice_staff s on s.id = t.staff_id
  left join practice_practice p on true
 where t.token_hash = %(hash)s and t.revoked_at is null and t.expires_at > %(now)s
   and s.active and s.kind = 'assistant' and t.access_version = s.access_version
"""


def actor_of(token: str, *, now: datetime) -> tuple[Actor, PracticeNow] | None:
    """The assistant a bearer token belongs to, or None."""
    if not token.startswith(PREFIX):
        return None
    values: dict[str, Any] = {"hash": hash_token(token), "now": now, "touch_before": now - _TOUCH_EVERY}
    with connection.cursor() as cursor:
        cursor.execute(_FIND, values)
        row = cursor.fetchone()
    if row is None:
        return None
    actor = Actor(
        staff_id=row[0], name=row[1], kind=row[2], roles=frozenset(row[3]), levels=levels_from(row[8]),
        session_id=None, site_id=row[4],
    )  # fmt: skip
    return actor, PracticeNow(row[5], row[6], row[7]) if row[5] is not None else PracticeNow()
