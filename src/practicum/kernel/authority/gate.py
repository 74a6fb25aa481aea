"""Authority: how an action proceeds for this person, now. Asked fresh of the database each time."""

from __future__ import annotations

from datetime import datetime

from practicum.kernel.actions.ports import Decision
from practicum.kernel.authority.standard import DEFAULT, stream_words
from practicum.kernel.base import Actor, Level, Proceeding, Risk, Stream, hot

# One statement: the person, the level in the stream as of now, the table in force and its cell.
_ASK = """
select s.active, g.level, t.id, c.outcome
  from practice_staff s
  left join lateral (
       select level from authority_levelgrant
        where staff_id = s.id and stream = %(stream)s and effective_at <= %(now)s
        order by effective_at desc, id desc limit 1) g on true
  left join lateral (
       select id from authority_standard
        where effective_at <= %(now)s and withdrawn_at is null
        order by effective_at desc, id desc limit 1) t on true
  left join authority_standardcell c on c.standard_id = t.id and c.risk = %(risk)s and c.level = g.level
 where s.id = %(staff)s and s.kind <> 'system'
"""
_GONE = "This account is not active any more. Speak to your manager."


def authorise(*, by: Actor, stream: Stream | None, risk: Risk, now: datetime) -> Decision:
    """How the action proceeds; the gate's authoriser. Practicum itself may do what its code does."""
    if by.is_system and by.staff_id == 0:
        return Decision(Proceeding.ALONE)
    return decide(staff_id=by.staff_id, stream=stream, risk=risk, now=now)


def decide(*, staff_id: int, stream: Stream | None, risk: Risk, now: datetime) -> Decision:
    """The same for a person by id. Without a stream: any active account, alone."""
    values = {"staff": staff_id, "stream": stream.value if stream else "", "risk": risk.value, "now": now}
    row = hot.one(_ASK, values)
    if row is None or not row[0]:
        return Decision(Proceeding.REFUSED, reason=_GONE)
    if stream is None:
        return Decision(Proceeding.ALONE)
    return _decide(stream, risk, level=row[1], standard_id=row[2], outcome=row[3])


def _decide(
    stream: Stream, risk: Risk, *, level: int | None, standard_id: int | None, outcome: str | None
) -> Decision:
    """Level 0 is a level taken away. A table without the cell refuses: it was never complete."""
    if not level:
        reason = f"You do not work in {stream_words(stream).lower()} yet. Hand this to a colleague who does."
        return Decision(Proceeding.REFUSED, standard_id=standard_id, reason=reason)
    held = Level(level)
    way = Proceeding(outcome or Proceeding.REFUSED) if standard_id else DEFAULT[risk, held]
    reason = ""
    if way is Proceeding.REFUSED:
        reason = (
            f"This is a {risk.value} action, and at the level {held.words} in {stream_words(stream).lower()} it is "
            "not done alone or on trial. Hand it to a colleague."
        )
    return Decision(way, level=held, standard_id=standard_id, reason=reason)
