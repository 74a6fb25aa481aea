"""What follows when people change: their running sign-ins are marked as over.

They were over the moment the change was made, since a session is good only for the access version it
was opened under; this writes the reason down without waiting for the browser's next request.
"""

from __future__ import annotations

from datetime import datetime

from practicum.kernel.authority.models import Session
from practicum.kernel.authority.sessions import end_all_of
from practicum.kernel.base import Actor
from practicum.kernel.practice.events import StaffAccessChanged
from practicum.kernel.practice.models import Staff


def end_sessions(event: StaffAccessChanged, *, by: Actor, now: datetime) -> None:
    """Mark the person's older sign-ins as over."""
    reason = Session.End.DEACTIVATED if event.deactivated else Session.End.ROLE_CHANGED
    version = Staff.objects.values_list("access_version", flat=True).get(id=event.staff_id)
    end_all_of(event.staff_id, reason, by=by, now=now, before=version)
