"""The ladder: each step once, in order, whatever the clock and however many processes."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from practicum.kernel.base import Stream
from practicum.kernel.events.models import StoredEvent
from practicum.kernel.ledger.models import LedgerEntry
from practicum.kernel.worklist import kinds, ladder, rules
from practicum.kernel.worklist.actions import (
    ClaimItem,
    HandOverItem,
    SnoozeItem,
    claim_item,
    hand_over_item,
    snooze_item,
)
from practicum.kernel.worklist.kinds import Step, WorkKind
from practicum.kernel.worklist.models import WorkItem, WorkMove

START = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def climbs(item: WorkItem) -> list[tuple[int | None, str]]:
    rows = WorkMove.objects.filter(item=item, move="climbed").order_by("id")
    return list(rows.values_list("step", "to_role"))


def test_nothing_climbs_before_its_time(db: None, opened: Any) -> None:
    item = opened(now=START)
    assert ladder.tick(now=START + minutes(29.9)) == 0
    assert climbs(item) == []


def test_each_step_is_taken_when_its_time_comes(cast: Any, opened: Any) -> None:
    item = opened(now=START, owner_id=cast.desk.staff_id)
    assert ladder.tick(now=START + minutes(30)) == 1
    item.refresh_from_db()
    assert (item.role, item.owner_id, item.step, item.priority) == ("nurse", None, 1, 1)
    assert item.next_climb_at == START + minutes(90)
    assert ladder.tick(now=START + minutes(31)) == 0
    assert ladder.tick(now=START + minutes(91)) == 1
    item.refresh_from_db()
    assert (item.role, item.step, item.next_climb_at) == ("manager", 2, None)
    assert ladder.tick(now=START + minutes(9999)) == 0
    assert climbs(item) == [(1, "nurse"), (2, "manager")]
    move = WorkMove.objects.filter(item=item, step=1).get()
    assert (move.by, move.why) == (None, "Nobody at the desk has sorted it")


def test_after_downtime_all_missed_steps_are_taken_in_order(db: None, opened: Any) -> None:
    item = opened(now=START)
    assert ladder.tick(now=START + timedelta(days=2)) == 1
    assert climbs(item) == [(1, "nurse"), (2, "manager")]
    assert list(
        StoredEvent.objects.filter(name="worklist.WorkItemClimbed").values_list("payload__step", flat=True)
    ) == [1, 2]


def test_a_climb_is_entered_in_the_ledger(cast: Any, opened: Any) -> None:
    item = opened(now=START, patient_id=cast.patient.pk)
    ladder.tick(now=START + minutes(30))
    entry = LedgerEntry.objects.get(name="worklist.climb_item")
    assert (entry.staff_id, entry.patient_id, entry.subject_id) == (0, cast.patient.pk, item.pk)
    assert entry.detail["steps"] == [1]


def test_the_top_step_repeats_until_somebody_acts(db: None, opened: Any, alarm: WorkKind) -> None:
    item = opened(alarm, now=START)
    for n in (15, 25, 35):
        assert ladder.tick(now=START + minutes(n)) == 1
        assert ladder.tick(now=START + minutes(n)) == 0
    assert climbs(item) == [(1, "nurse"), (2, "nurse"), (3, "nurse")]


def test_missed_repeats_are_told_once(db: None, opened: Any, alarm: WorkKind) -> None:
    item = opened(alarm, now=START)
    ladder.tick(now=START + minutes(15))
    ladder.tick(now=START + timedelta(hours=5))
    assert climbs(item) == [(1, "nurse"), (2, "nurse")]
    item.refresh_from_db()
    assert item.next_climb_at == START + timedelta(hours=5, minutes=10)


def test_claiming_does_not_stop_a_ladder_unless_its_kind_says_so(cast: Any, opened: Any) -> None:
    resting = WorkKind(name="toy.resting", title="Rests", stream=Stream.PHONE, role="front_desk", claim_stops=True,
                       ladder=[Step(after=minutes(30), to="role:nurse")])  # fmt: skip
    try:
        first, second = opened(now=START), opened(resting, now=START)
        for item in (first, second):
            cast.does(claim_item, ClaimItem(item=item.pk), by=cast.desk, at=START)
        assert ladder.tick(now=START + minutes(40)) == 1
        assert (climbs(first), climbs(second)) == ([(1, "nurse")], [])
        cast.does(
            hand_over_item,
            HandOverItem(item=second.pk, role="front_desk"),
            by=cast.desk,
            at=START + minutes(41),
        )
        assert ladder.tick(now=START + minutes(42)) == 1
        assert climbs(second) == [(1, "nurse")]
    finally:
        kinds.forget(["toy.resting"])


def test_time_spent_snoozed_does_not_count(cast: Any, opened: Any) -> None:
    item = opened(now=START)
    at, until = START + minutes(10), START + minutes(70)
    command = SnoozeItem(item=item.pk, until=until, reason="The sender closes for lunch")
    cast.does(snooze_item, command, by=cast.desk, at=at)
    assert ladder.tick(now=until - minutes(1)) == 0
    assert ladder.tick(now=until) == 1
    item.refresh_from_db()
    assert (item.state, item.snoozed_until, item.next_climb_at) == ("open", None, START + minutes(90))
    assert climbs(item) == []
    ladder.tick(now=START + minutes(90))
    assert climbs(item) == [(1, "nurse")]


def test_after_downtime_a_snoozed_item_wakes_and_climbs_at_once(cast: Any, opened: Any) -> None:
    item = opened(now=START)
    command = SnoozeItem(item=item.pk, until=START + minutes(20), reason="Waiting for a call")
    cast.does(snooze_item, command, by=cast.desk, at=START)
    assert ladder.tick(now=START + minutes(60)) == 1
    moves = list(WorkMove.objects.filter(item=item).order_by("id").values_list("move", flat=True))
    assert moves == ["opened", "snoozed", "woken"]
    # it woke at minute 60 with nothing of its half hour used
    item.refresh_from_db()
    assert item.next_climb_at == START + minutes(90)


def test_a_ladder_that_leads_nowhere_leads_to_a_manager(cast: Any, opened: Any) -> None:
    def broken(item: Any) -> str:
        raise RuntimeError("no such table")

    for name, to in (("toy.broken", broken), ("toy.gone", "staff:999999"), ("toy.typo", "nurse")):
        made = WorkKind(name=name, title="x", stream=Stream.PHONE, ladder=[Step(after=minutes(1), to=to)])
        item = opened(made, now=START)
        ladder.tick(now=START + minutes(1))
        item.refresh_from_db()
        assert item.role == "manager"
        kinds.forget([name])


def test_a_person_named_by_a_function_gets_it(cast: Any, opened: Any) -> None:
    made = WorkKind(name="toy.routed", title="x", stream=Stream.PHONE, role="nurse",
                    ladder=[Step(after=minutes(1), to=lambda item: f"staff:{item.subject_id}")])  # fmt: skip
    item = opened(made, now=START, subject_id=cast.clinician.staff_id)
    ladder.tick(now=START + minutes(1))
    item.refresh_from_db()
    assert item.owner_id == cast.clinician.staff_id
    kinds.forget(["toy.routed"])


def test_an_item_whose_kind_is_gone_is_left_in_peace(db: None, opened: Any) -> None:
    made = WorkKind(
        name="toy.past", title="x", stream=Stream.PHONE, ladder=[Step(after=minutes(1), to="owner")]
    )
    item = opened(made, now=START)
    kinds.forget(["toy.past"])
    ladder.tick(now=START + minutes(5))
    item.refresh_from_db()
    assert item.next_climb_at is None
    assert ladder.tick(now=START + minutes(6)) == 0


def test_several_job_processes_take_each_step_once(cast_live: Any, opened: Any) -> None:
    items = [opened(now=START) for _ in range(30)]
    gate, counts = threading.Barrier(5), []

    def work() -> None:
        try:
            gate.wait()
            for at in (START + minutes(30), START + minutes(90)):
                counts.append(ladder.tick(now=at))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while ladder.tick(now=START + minutes(90)):
        pass
    assert all(climbs(item) == [(1, "nurse"), (2, "manager")] for item in items)
    assert LedgerEntry.objects.filter(name="worklist.climb_item", outcome="refused").count() == 0


LADDERS = st.lists(st.integers(1, 500), min_size=1, max_size=6, unique=True).map(
    lambda times: [Step(after=minutes(n), to="role:nurse") for n in sorted(times)]
)


@given(steps=LADDERS, ticks=st.lists(st.integers(0, 700), max_size=30))
def test_any_series_of_ticks_takes_each_due_step_once_in_order(steps: list[Step], ticks: list[int]) -> None:
    taken: list[int] = []
    due: datetime | None = START + steps[0].after
    for tick in sorted(ticks):
        now = START + minutes(tick)
        for rung in rules.missed(steps, taken=len(taken), clock_from=START, due_at=due, repeat=None, now=now):
            assert rung.due_at <= now
            taken.append(rung.number)
        due = rules.next_climb(steps, taken=len(taken), clock_from=START, last_at=None, repeat=None)
    latest = START + minutes(max(ticks, default=-1))
    assert taken == [n for n, step in enumerate(steps, 1) if START + step.after <= latest]


@given(steps=LADDERS, ticks=st.lists(st.integers(0, 2000), max_size=40), every=st.integers(1, 90))
def test_repeats_keep_their_distance(steps: list[Step], ticks: list[int], every: int) -> None:
    taken: list[tuple[int, datetime]] = []
    due: datetime | None = START + steps[0].after
    last: datetime | None = None
    for tick in sorted(ticks):
        now = START + minutes(tick)
        for rung in rules.missed(
            steps, taken=len(taken), clock_from=START, due_at=due, repeat=minutes(every), now=now
        ):
            taken.append((rung.number, now))
            last = now
        due = rules.next_climb(steps, taken=len(taken), clock_from=START, last_at=last, repeat=minutes(every))
    assert [number for number, _ in taken] == list(range(1, len(taken) + 1))
    repeats = [at for number, at in taken if number > len(steps)]
    assert all(later - earlier >= minutes(every) for earlier, later in pairwise(repeats))


def test_due_words() -> None:
    assert rules.due_words(None, START) == "no promise"
    assert rules.due_words(START + minutes(12), START) == "due in 12 min"
    assert rules.due_words(START - timedelta(hours=3), START) == "late by 3 h"
    assert rules.due_words(START - timedelta(seconds=1), START) == "late by 1 min"
