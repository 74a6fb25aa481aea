"""Job processes: each tick in its lane, failures survived and kept quiet about patients."""

from __future__ import annotations

import io
import json
import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from practicum.site import heartbeat, jobs, logs, wiring
from practicum.site.wiring import FAST, MINUTE, Tick

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


class Work:
    """Ticks whose runs can be counted, and made to fail."""

    def __init__(self) -> None:
        self.runs = 0
        self.waiting = 0
        self.broken = False

    def tick(self, *, now: datetime) -> int:
        self.runs += 1
        if self.broken:
            raise ValueError("Mrs Ada Example, born 1950-01-01")
        done, self.waiting = min(1, self.waiting), max(0, self.waiting - 1)
        return done


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    made = Work()
    monkeypatch.setattr(wiring, "named", lambda path: made.tick)
    return made


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a process writes to its log."""
    before = logging.getLogger().handlers[:]
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    logs.configure()
    yield written
    logging.getLogger().handlers[:] = before


def lane(every: timedelta = FAST) -> jobs.Lane:
    return jobs.Lane({"work": Tick(run="x:y", every=every)}, stopping=threading.Event())


def test_busy_work_runs_again_at_once_and_idle_work_rests(work: Work) -> None:
    work.waiting = 1
    assert lane().once("work") == 0.0
    assert lane().once("work") == 0.2
    assert lane(MINUTE).once("work") == 60.0


def test_failing_work_is_tried_again_later_and_later(work: Work, logged: io.StringIO) -> None:
    work.broken = True
    failing = lane()
    assert [failing.once("work") for _ in range(7)] == [1.0, 2.0, 4.0, 8.0, 16.0, 16.0, 16.0]
    work.broken = False
    assert failing.once("work") == 0.2
    work.broken = True
    assert failing.once("work") == 1.0


def test_a_failure_is_logged_without_what_it_was_about(work: Work, logged: io.StringIO) -> None:
    work.broken = True
    lane().once("work")
    line = json.loads(logged.getvalue().splitlines()[-1])
    assert line["event"] == "tick failed"
    assert line["tick"] == "work"
    assert line["error"] == "ValueError"
    assert any("test_jobs.py" in step for step in line["way"])
    assert "Example" not in logged.getvalue()
    assert "1950" not in logged.getvalue()


def test_djangos_own_errors_are_logged_without_words_too(logged: io.StringIO) -> None:
    try:
        raise ValueError("Mrs Ada Example")
    except ValueError:
        logging.getLogger("django.request").error("Internal Server Error: /x/", exc_info=True)
    assert "Example" not in logged.getvalue()
    assert json.loads(logged.getvalue().splitlines()[-1])["error"] == "ValueError"


def test_fast_ticks_have_lanes_of_their_own_and_slow_ones_share() -> None:
    ticks = {name: Tick(run="x:y", every=FAST) for name in "ab"}
    ticks |= {name: Tick(run="x:y", every=MINUTE) for name in "cd"}
    made = jobs.lanes(ticks, stopping=threading.Event())
    assert [sorted(each.ticks) for each in made] == [["a"], ["b"], ["c", "d"]]


def test_a_lane_ends_when_told_to(work: Work) -> None:
    running = lane()
    running.start()
    time.sleep(0.1)
    running.stopping.set()
    running.join(5)
    assert not running.is_alive()
    assert work.runs >= 1


def test_every_tick_of_the_wiring_can_be_found() -> None:
    for tick in wiring.TICKS.values():
        assert callable(wiring.named(tick.run))


@pytest.mark.django_db
def test_life_is_seen_for_half_a_minute() -> None:
    assert not heartbeat.seen_lately(now=NOON)
    heartbeat.beat(now=NOON)
    assert heartbeat.seen_lately(now=NOON + timedelta(seconds=30))
    assert not heartbeat.seen_lately(now=NOON + timedelta(seconds=31))
