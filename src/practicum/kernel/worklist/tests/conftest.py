"""Kinds of work that only these tests know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from practicum.kernel.base import Stream
from practicum.kernel.events import collecting
from practicum.kernel.worklist import kinds
from practicum.kernel.worklist.engine import open_item
from practicum.kernel.worklist.kinds import Step, WorkKind
from practicum.kernel.worklist.models import WorkItem

Opener = Callable[..., WorkItem]


@pytest.fixture
def fax() -> Iterator[WorkKind]:
    """Front desk work that climbs twice."""
    made = WorkKind(
        name="toy.fax", title="Fax to be sorted", stream=Stream.CORRESPONDENCE, role="front_desk",
        due=timedelta(hours=1), subject_kind="fax",
        ladder=[
            Step(after=timedelta(minutes=30), to="role:nurse", note="Nobody at the desk has sorted it"),
            Step(after=timedelta(minutes=90), to="staff:owner_manager"),
        ],
        url=lambda item: f"/fax/{item.subject_id}/", verb="Sort",
    )  # fmt: skip
    yield made
    kinds.forget([made.name])


@pytest.fixture
def alarm() -> Iterator[WorkKind]:
    """What may neither wait nor be closed from the list, and is repeated until somebody acts."""
    made = WorkKind(
        name="toy.alarm", title="Alarm", stream=Stream.RESULTS, role="physician", due=timedelta(minutes=15),
        ladder=[Step(after=timedelta(minutes=15), to="role:nurse")], repeat=timedelta(minutes=10),
        snooze=False, finish_from_list=False, finish_hint="It ends when it is read back.", priority=90,
    )  # fmt: skip
    yield made
    kinds.forget([made.name])


@pytest.fixture
def opened(fax: WorkKind) -> Opener:
    """Open an item as an action would."""

    def make(
        kind: WorkKind = fax, *, now: datetime, says: str = "Fax from 212 555 0100", **values: Any
    ) -> WorkItem:
        with transaction.atomic(), collecting() as box:
            item = open_item(kind, says=says, now=now, **values)
            box.flush(now=now)
        return item

    return make
