"""The table of statuses holds together."""

from practicum.rooms.scheduling import lifecycle
from practicum.rooms.scheduling.lifecycle import EXPECTED, HERE, MOVES, OVER, Status


def test_every_status_is_expected_here_or_over():
    assert set(Status) == EXPECTED | HERE | OVER
    assert not EXPECTED & HERE and not HERE & OVER and not EXPECTED & OVER


def test_every_status_can_be_reached_and_left_towards_an_end():
    reached = {Status.BOOKED}
    while True:
        more = {move.target for move in MOVES if move.sources & reached} - reached
        if not more:
            break
        reached |= more
    assert reached == set(Status)


def test_no_one_who_is_here_can_become_a_no_show():
    assert not any(lifecycle.may("miss", status) for status in HERE | OVER)


def test_a_move_that_may_not_be_made_says_what_it_is_for():
    said = lifecycle.check_may("cancel", Status.WAITING)
    assert said and "waiting" in said and "booked or confirmed" in said


def test_the_diagram_names_every_status():
    assert all(status in lifecycle.diagram() for status in Status)
