"""The queues cost the same however much waits in them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practicum.kernel.base import Actor
from practicum.kernel.supervision import queries
from practicum.kernel.supervision.models import Proposal, Review

pytestmark = pytest.mark.django_db


def waiting(cast, many: int) -> None:
    """So many proposals and reviews of the trainee, in two streams."""
    for number in range(many):
        stream = ("scheduling", "billing")[number % 2]
        at = cast.now - timedelta(minutes=number)
        common = {
            "action": "scheduling.book_appointment",
            "command": {},
            "stream": stream,
            "risk": "consequential",
        }
        Proposal.objects.create(says="Book", proposed_by_id=cast.trainee.staff_id, proposed_at=at, **common)
        entry = Review.objects.count() + 1
        Review.objects.create(entry_id=entry, done_by_id=cast.trainee.staff_id, done_at=at, **common)


def statements(cast, by: Actor) -> int:
    """How many statements both queues take."""
    with CaptureQueriesContext(connection) as counted:
        queries.waiting_for(by=by, now=cast.now)
        queries.to_review(by=by, now=cast.now)
    return len(counted)


def test_the_queues_take_a_few_statements_at_any_length(cast) -> None:
    assert statements(cast, cast.manager) <= 4
    waiting(cast, 4)
    few = statements(cast, cast.manager)
    waiting(cast, 40)
    assert statements(cast, cast.manager) == few <= 10


def test_nobody_finds_their_own_work_or_what_is_beyond_them(cast) -> None:
    waiting(cast, 4)
    assert len(queries.waiting_for(by=cast.manager, now=cast.now)) == 4
    assert queries.waiting_for(by=cast.trainee, now=cast.now) == []
    assert queries.to_review(by=cast.outsider, now=cast.now) == []
    assert {row.stream for row in queries.waiting_for(by=cast.biller, now=cast.now)} == {"billing"}
