"""Who needs the desk now."""

from datetime import UTC, datetime, timedelta

import pytest

from practicum.rooms.frontdesk.rules import NEXT, ORDER, Group, group, identifiers_problem, sort_key
from practicum.rooms.scheduling.lifecycle import Status

NOW = datetime(2027, 3, 1, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "starts", "since", "expected"),
    [
        ("booked", -30, 0, Group.LATE),
        ("booked", -9, 0, Group.DUE),
        ("confirmed", 30, 0, Group.DUE),
        ("booked", 31, 0, Group.LATER),
        ("arrived", 10, -5, Group.AT_THE_DESK),
        ("waiting", -20, -16, Group.WAITING_LONG),
        ("waiting", 5, -40, Group.IN_THE_BACK),  # came early: the wait has not begun
        ("roomed", -20, -1, Group.IN_THE_BACK),
        ("checking_out", -20, -1, Group.AT_THE_DESK),
        ("no_show", -90, -1, Group.OVER),
    ],
)
def test_groups(status, starts, since, expected):
    at = {"starts_at": NOW + timedelta(minutes=starts), "status_at": NOW + timedelta(minutes=since)}
    assert group(status=status, now=NOW, **at) is expected


def test_every_status_has_a_group_and_those_not_over_a_next_step():
    for status in Status:
        where = group(status=status, starts_at=NOW, status_at=NOW, now=NOW)
        assert where in ORDER
        assert where is Group.OVER or status in NEXT


def test_the_oldest_promise_comes_first():
    keys = [sort_key(of=Group.LATE, starts_at=NOW - timedelta(minutes=m), status_at=NOW) for m in (30, 20)]
    assert keys == sorted(keys)


def test_two_identifiers_that_are_known():
    assert identifiers_problem(["name"]) and identifiers_problem(["name", "name"])
    assert identifiers_problem(["name", "room number"])
    assert identifiers_problem(["name", "birth_date"]) is None
