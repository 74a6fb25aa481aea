"""Who stands in for the clinician a critical result is for."""

from __future__ import annotations

from datetime import datetime

from practicum.kernel.base import Stream
from practicum.kernel.practice.models import Cover, Staff
from practicum.kernel.worklist.kinds import ItemFacts
from practicum.rooms.results.models import CriticalResult
from practicum.rooms.results.rules.criticals import ESCALATE_AT


def covering_or_any_physician(item: ItemFacts) -> str:
    """At the first rung: whoever covers for the responsible clinician, else any physician."""
    loop = CriticalResult.objects.filter(pk=item.subject_id or 0).first()
    if loop is None or loop.responsible_id is None:
        return "role:physician"
    cover = cover_of(loop.responsible_id, at=loop.opened_at + ESCALATE_AT[0])
    return f"staff:{cover.pk}" if cover and cover.pk != item.owner_id else "role:physician"


def cover_of(staff_id: int, *, at: datetime) -> Staff | None:
    """Who covers for somebody at that moment, in results or in everything."""
    covers = Cover.objects.filter(
        absent_id=staff_id,
        cancelled_at__isnull=True,
        starts_at__lte=at,
        ends_at__gt=at,
        covering__active=True,
    ).select_related("covering")
    for cover in covers.order_by("id"):
        if not cover.streams or Stream.RESULTS in cover.streams:
            return cover.covering
    return None
