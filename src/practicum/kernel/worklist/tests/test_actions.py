"""What people do with work items, who may, and how each is undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from practicum.kernel.actions import Done, Refused, perform
from practicum.kernel.actions.declare import find_action
from practicum.kernel.base import SYSTEM, Stream
from practicum.kernel.events import collecting
from practicum.kernel.worklist import lifecycle
from practicum.kernel.worklist.actions import (
    ClaimItem,
    ClimbItem,
    FinishItem,
    HandOverItem,
    NoteItem,
    PutBackMove,
    ReleaseItem,
    SnoozeItem,
    TryAgain,
    claim_item,
    climb_item,
    finish_item,
    hand_over_item,
    note_item,
    put_back_move,
    release_item,
    snooze_item,
    try_again,
)
from practicum.kernel.worklist.dead_ends import open_dead_end
from practicum.kernel.worklist.engine import _KEPT, close_items
from practicum.kernel.worklist.kinds import Step, WorkKind
from practicum.kernel.worklist.models import WorkItem, WorkMove

START = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)
LATER = START + timedelta(minutes=5)


def do(action: Any, command: Any, by: Any, at: datetime = LATER) -> Any:
    return perform(action, command, by=by, now=at)


def stands(item: WorkItem) -> dict[str, Any]:
    return dict(WorkItem.objects.filter(pk=item.pk).values(*_KEPT).get())


def test_claim(cast: Any, opened: Any) -> None:
    item = opened(now=START)
    assert isinstance(do(claim_item, ClaimItem(item=item.pk), cast.desk), Done)
    item.refresh_from_db()
    assert (item.state, item.owner_id) == ("claimed", cast.desk.staff_id)


def test_what_a_colleague_has_in_hand_is_not_taken(cast: Any, opened: Any) -> None:
    item = opened(now=START)
    do(claim_item, ClaimItem(item=item.pk), cast.desk)
    refused = do(claim_item, ClaimItem(item=item.pk), cast.trainee)
    assert refused.reason.startswith("Dalia Okonkwo has this in hand.")
    assert isinstance(do(claim_item, ClaimItem(item=item.pk), cast.manager), Done)


def test_two_who_claim_at_once(cast: Any, opened: Any) -> None:
    item = opened(now=START)
    results = [do(claim_item, ClaimItem(item=item.pk), who) for who in (cast.desk, cast.trainee)]
    assert [type(result) for result in results] == [Done, Refused]


@pytest.mark.parametrize("who", ["outsider", "biller", "clinician"])
def test_an_item_is_for_its_role(cast: Any, opened: Any, who: str) -> None:
    item = opened(now=START)
    refused = do(claim_item, ClaimItem(item=item.pk), getattr(cast, who))
    assert refused.reason == "This is for people whose role is front desk. Ask one of them, or a manager."


def test_an_item_without_role_is_for_its_stream(cast: Any, opened: Any) -> None:
    item = opened(now=START, role="")
    assert isinstance(do(claim_item, ClaimItem(item=item.pk), cast.outsider), Refused)
    assert isinstance(do(claim_item, ClaimItem(item=item.pk), cast.biller), Done)


def test_hand_over_to_a_person(cast: Any, opened: Any) -> None:
    item = opened(now=START)
    do(claim_item, ClaimItem(item=item.pk), cast.desk)
    command = HandOverItem(item=item.pk, to=cast.nurse.staff_id, note="She knows the sender")
    assert isinstance(do(hand_over_item, command, cast.desk), Done)
    item.refresh_from_db()
    assert (item.state, item.owner_id) == ("open", cast.nurse.staff_id)
    assert isinstance(do(claim_item, ClaimItem(item=item.pk), cast.nurse), Done)


def test_hand_over_to_a_role(cast: Any, opened: Any) -> None:
    item = opened(now=START)
    assert isinstance(do(hand_over_item, HandOverItem(item=item.pk, role="biller"), cast.desk), Done)
    item.refresh_from_db()
    assert (item.role, item.owner_id) == ("biller", None)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, "Choose a colleague or a role, one of the two."),
        ({"to": 1, "role": "nurse"}, "Choose a colleague or a role, one of the two."),
        ({"to": 10**15}, "That person does not work here now. Choose somebody else."),
    ],
)
def test_hand_over_needs_one_real_taker(cast: Any, opened: Any, values: dict[str, Any], reason: str) -> None:
    item = opened(now=START)
    refused = do(hand_over_item, HandOverItem(item=item.pk, **values), cast.desk)
    assert (refused.reason, refused.field) == (reason, "to")


def test_snooze_refuses_the_past_and_what_cannot_wait(cast: Any, opened: Any, alarm: WorkKind) -> None:
    item, urgent = opened(now=START), opened(alarm, now=START)
    late = SnoozeItem(item=item.pk, until=START, reason="because")
    assert do(snooze_item, late, cast.desk).field == "until"
    far = SnoozeItem(item=item.pk, until=START + timedelta(days=800), reason="because")
    assert do(snooze_item, far, cast.desk).field == "until"
    waits = SnoozeItem(item=urgent.pk, until=START + timedelta(hours=1), reason="because")
    assert do(snooze_item, waits, cast.clinician).reason.startswith("This cannot wait.")


def test_finish(cast: Any, opened: Any, alarm: WorkKind) -> None:
    item, urgent = opened(now=START), opened(alarm, now=START)
    assert isinstance(do(finish_item, FinishItem(item=item.pk, outcome="Filed"), cast.desk), Done)
    item.refresh_from_db()
    assert (item.state, item.outcome, item.next_climb_at) == ("done", "Filed", None)
    assert do(finish_item, FinishItem(item=item.pk), cast.desk).reason == "This is done already: Filed."
    assert (
        do(finish_item, FinishItem(item=urgent.pk), cast.clinician).reason == "It ends when it is read back."
    )


@pytest.mark.parametrize(
    "what", ["claim", "claim snoozed", "release", "hand over", "snooze", "finish", "finish snoozed"]
)
def test_each_is_undone_exactly(cast: Any, opened: Any, what: str) -> None:
    item = opened(now=START)
    snoozing = SnoozeItem(item=item.pk, until=START + timedelta(hours=2), reason="Waiting for a call")
    if what == "release":
        do(claim_item, ClaimItem(item=item.pk), cast.desk)
    if "snoozed" in what:
        do(snooze_item, snoozing, cast.desk)
    before = stands(item)
    at = LATER + timedelta(minutes=7)
    done = {
        "claim": lambda: do(claim_item, ClaimItem(item=item.pk), cast.desk, at),
        "claim snoozed": lambda: do(claim_item, ClaimItem(item=item.pk), cast.desk, at),
        "release": lambda: do(release_item, ReleaseItem(item=item.pk), cast.desk, at),
        "hand over": lambda: do(hand_over_item, HandOverItem(item=item.pk, role="nurse"), cast.desk, at),
        "snooze": lambda: do(snooze_item, snoozing, cast.desk, at),
        "finish": lambda: do(finish_item, FinishItem(item=item.pk), cast.desk, at),
        "finish snoozed": lambda: do(finish_item, FinishItem(item=item.pk), cast.desk, at),
    }[what]()
    assert stands(item) != before
    name, command = done.undo
    assert isinstance(do(find_action(name), command, cast.desk, at), Done)
    assert stands(item) == before


def test_undo_is_refused_once_something_has_happened_since(cast: Any, opened: Any) -> None:
    item = opened(now=START)
    done = do(claim_item, ClaimItem(item=item.pk), cast.desk)
    do(note_item, NoteItem(item=item.pk, text="Called them"), cast.desk)
    refused = do(put_back_move, PutBackMove(move=done.id), cast.desk)
    assert refused.reason.startswith("Something has happened to this since")
    assert isinstance(do(put_back_move, PutBackMove(move=done.id), cast.trainee), Refused)


def test_undoing_done_when_the_same_has_been_opened_again(cast: Any, opened: Any) -> None:
    item = opened(now=START, key="x")
    done = do(finish_item, FinishItem(item=item.pk), cast.desk)
    again = opened(now=LATER, key="x")
    assert again.pk != item.pk
    refused = do(put_back_move, PutBackMove(move=done.id), cast.desk)
    assert refused.reason == "This is already on the worklist."


def test_one_key_one_open_item(db: None, opened: Any) -> None:
    first = opened(now=START, key="fax:7")
    assert opened(now=START, key="fax:7").pk == first.pk
    assert opened(now=START).pk != opened(now=START).pk
    assert WorkItem.objects.count() == 3


def test_close_items_closes_what_is_open_about_the_subject(cast: Any, opened: Any, fax: WorkKind) -> None:
    mine, other = opened(now=START, subject_id=5), opened(now=START, subject_id=6)
    snoozed = opened(now=START, subject_id=5)
    do(snooze_item, SnoozeItem(item=snoozed.pk, until=START + timedelta(days=1), reason="later"), cast.desk)
    with transaction.atomic(), collecting():
        assert close_items(fax, subject_id=5, outcome="Sorted", by=cast.desk, now=LATER) == 2
        assert close_items(fax, subject_id=5, outcome="Sorted", by=cast.desk, now=LATER) == 0
    states = dict(WorkItem.objects.values_list("id", "state"))
    assert (states[mine.pk], states[snoozed.pk], states[other.pk]) == ("done", "done", "open")


def test_whoever_stands_in_has_the_absent_ones_work(cast: Any, opened: Any) -> None:
    from practicum.kernel.practice.actions import RecordCover, record_cover

    item = opened(now=START)
    do(claim_item, ClaimItem(item=item.pk), cast.desk)
    today = START.date()
    cover = RecordCover(
        absent=cast.desk.staff_id, covering=cast.biller.staff_id, first_date=today, last_date=today
    )
    assert isinstance(do(claim_item, ClaimItem(item=item.pk), cast.biller), Refused)
    cast.does(record_cover, cover, at=START)
    assert isinstance(do(claim_item, ClaimItem(item=item.pk), cast.biller), Done)


def test_only_practicum_climbs(cast: Any, opened: Any) -> None:
    item = opened(now=START)
    assert isinstance(do(climb_item, ClimbItem(item=item.pk), cast.manager), Refused)
    assert isinstance(do(climb_item, ClimbItem(item=item.pk), SYSTEM), Done)


@pytest.mark.parametrize("action", [claim_item, release_item, finish_item, note_item, try_again])
def test_what_is_not_there_is_a_sentence(cast: Any, action: Any) -> None:
    values = {"item": 2**62} | ({"text": "hello"} if action is note_item else {})
    assert do(action, action.command(**values), cast.manager).reason == "There is no such work item."


def test_a_dead_end_becomes_an_item_once_and_is_tried_again(cast: Any) -> None:
    from practicum.kernel.events.models import Outbound

    out = Outbound.objects.create(channel="sms", recipient="+12125550142", body={}, key="k", queued_at=START,
                                  state="dead", attempts=8, next_at=START, patient_id=cast.patient.pk)  # fmt: skip
    for _ in range(2):
        open_dead_end(kind="outbound", row_id=out.pk, says="A message by sms could not be sent", now=START)
    item = WorkItem.objects.get()
    assert (item.role, item.patient_id) == ("front_desk", cast.patient.pk)
    assert isinstance(do(try_again, TryAgain(item=item.pk), cast.desk), Done)
    out.refresh_from_db()
    assert (out.state, out.attempts) == ("queued", 0)
    open_dead_end(kind="outbound", row_id=out.pk, says="Again", now=LATER)
    assert WorkItem.objects.count() == 2


def test_what_is_no_dead_end_cannot_be_tried_again(cast: Any, opened: Any) -> None:
    item = opened(now=START)
    assert isinstance(do(try_again, TryAgain(item=item.pk), cast.desk), Refused)


def test_the_trail_tells_everything(cast: Any, opened: Any) -> None:
    item = opened(now=START)
    do(claim_item, ClaimItem(item=item.pk), cast.desk)
    do(note_item, NoteItem(item=item.pk, text="Called them"), cast.desk)
    do(finish_item, FinishItem(item=item.pk, outcome="Sent on"), cast.desk)
    trail = WorkMove.objects.filter(item=item).order_by("id").values_list("move", "by_id", "why")
    desk = cast.desk.staff_id
    assert list(trail) == [("opened", None, ""), ("claimed", desk, ""), ("noted", desk, "Called them"),
                           ("done", desk, "Sent on")]  # fmt: skip


def test_a_ladder_out_of_order_is_refused_at_once() -> None:
    for times in ((30, 20), (30, 30)):
        with pytest.raises(ValueError, match="in order of time"):
            WorkKind(name="toy.wrong", title="x", stream=Stream.PHONE,
                     ladder=[Step(after=timedelta(minutes=n), to="owner") for n in times])  # fmt: skip


def test_every_state_and_move_is_in_the_table() -> None:
    assert set(lifecycle.TRANSITIONS) == set(lifecycle.Move) - {lifecycle.Move.OPENED}
    assert set(lifecycle.State) == lifecycle.UNFINISHED | lifecycle.FINISHED
