"""Who stands in for whom at this moment: an absent colleague's work does not wait unseen."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from practicum.kernel.base import Actor
from practicum.kernel.practice.models import Cover
from practicum.kernel.worklist.models import WorkItem


def stands_in_for(by: Actor, *, now: datetime) -> frozenset[int]:
    """The colleagues whose whole work this person takes now."""
    return frozenset(_current(by, now=now).filter(streams=[]).values_list("absent_id", flat=True))


def covered_for(item: WorkItem, *, by: Actor, now: datetime) -> frozenset[int]:
    """The same for one item, where a cover may be for some streams only."""
    if item.owner_id is None or item.owner_id == by.staff_id:
        return frozenset()
    found = _current(by, now=now).filter(
        Q(streams=[]) | Q(streams__contains=[item.stream]), absent_id=item.owner_id
    )
    return frozenset(found.values_list("absent_id", flat=True))


def _current(by: Actor, *, now: datetime) -> QuerySet[Cover]:
    return Cover.objects.filter(
        covering_id=by.staff_id, cancelled_at=None, starts_at__lte=now, ends_at__gt=now
    )
