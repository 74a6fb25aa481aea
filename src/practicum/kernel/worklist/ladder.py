"""The tick that wakes what rested and moves up what nobody has dealt with in time."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from practicum.kernel.actions import Done, perform
from practicum.kernel.base import SYSTEM
from practicum.kernel.worklist.actions import ClimbItem, climb_item
from practicum.kernel.worklist.lifecycle import AWAKE, State
from practicum.kernel.worklist.models import WorkItem

BATCH = 100

log = logging.getLogger(__name__)


def tick(*, now: datetime) -> int:
    """Wake and climb whatever is due; how many items moved.

    Any number of job processes may run it at once: each item is locked by one of them (SKIP LOCKED)
    and looked at again under the lock, so a step is taken exactly once.
    """
    moved, failed = 0, set[int]()
    for _ in range(BATCH):
        with transaction.atomic():
            item = (
                WorkItem.objects.select_for_update(skip_locked=True)
                .filter(due(now))
                .exclude(pk__in=failed)
                .order_by(Coalesce("next_climb_at", "snoozed_until"), "pk")
                .only("pk")
                .first()
            )
            if item is None:
                break
            result = perform(climb_item, ClimbItem(item=item.pk), by=SYSTEM, now=now)
            if isinstance(result, Done):
                moved += 1
            else:
                log.error("Item %s could not climb: %s", item.pk, result)
                failed.add(item.pk)
    return moved


def due(now: datetime) -> Q:
    """Items whose next step, or whose end of rest, has come."""
    return Q(state__in=sorted(AWAKE), next_climb_at__lte=now) | Q(state=State.SNOOZED, snoozed_until__lte=now)
