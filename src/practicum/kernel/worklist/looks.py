"""Entering in the ledger whose names a list showed, without an entry for every live update."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Lock

from practicum.kernel.base import Actor
from practicum.kernel.ledger.write import look

_AGAIN = timedelta(minutes=15)
_MOST = 50_000

# (person, patient) -> when this process last entered it. Forgetting only means one entry more.
_seen: OrderedDict[tuple[int, int], datetime] = OrderedDict()
_lock = Lock()


def look_at_list(*, by: Actor, patients: Iterable[int], now: datetime, fresh: bool) -> None:
    """Enter the patients a list shows; a list that only updates itself enters just the new ones."""
    shown = sorted(set(patients))
    with _lock:
        new = [p for p in shown if fresh or now - _seen.get((by.staff_id, p), now - 2 * _AGAIN) > _AGAIN]
        for patient in new:
            _seen[by.staff_id, patient] = now
            _seen.move_to_end((by.staff_id, patient))
        while len(_seen) > _MOST:
            _seen.popitem(last=False)
    if new:
        look(by=by, page="worklist", also=new, now=now)
