"""The job process: runs the recurring work the wiring names, each piece in its lane.

A fast tick has a thread of its own, so that a slow outside party never delays what arrives; the
slow ones share a thread. Any number of job processes may run: ticks take row locks with SKIP
LOCKED. A tick that fails is logged without its values and tried again, later and later.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import FrameType

import structlog
from django.db import connection

from practicum.kernel import clock
from practicum.site import heartbeat, wiring
from practicum.site.wiring import Tick

FASTEST_SHARED = timedelta(seconds=1)  # slower ticks share a lane
LONGEST_PAUSE = 30.0
STOP_SECONDS = 20.0
Run = Callable[..., int]
log = structlog.get_logger("practicum.jobs")


class Lane(threading.Thread):
    """One thread that runs some ticks in turn, each at its own pace."""

    def __init__(self, ticks: Mapping[str, Tick], *, stopping: threading.Event) -> None:
        super().__init__(name=f"lane {' and '.join(ticks)}"[:60], daemon=True)
        self.ticks = dict(ticks)
        self.stopping = stopping
        self.runs: dict[str, Run] = {}
        self.failures = dict.fromkeys(ticks, 0)

    def run(self) -> None:
        """Run until told to stop."""
        due = dict.fromkeys(self.ticks, 0.0)
        while not self.stopping.is_set():
            name = min(due, key=lambda each: due[each])
            if self.stopping.wait(max(0.0, due[name] - time.monotonic())):
                break
            pause = self.once(name)
            due[name] = time.monotonic() + pause
        connection.close()

    def once(self, name: str) -> float:
        """Run one tick; the seconds to wait before its next turn."""
        tick = self.ticks[name]
        try:
            if name not in self.runs:
                self.runs[name] = wiring.named(tick.run)
            done = self.runs[name](now=clock.now())
        except Exception:
            self.failures[name] += 1
            log.exception("tick failed", tick=name, failures=self.failures[name])
            connection.close()  # it may be what failed
            return min(LONGEST_PAUSE, 2.0 ** min(self.failures[name], 5) / 2)
        if self.failures[name]:
            log.info("tick works again", tick=name)
            self.failures[name] = 0
        return 0.0 if done else tick.every.total_seconds()


def lanes(ticks: Mapping[str, Tick], *, stopping: threading.Event) -> list[Lane]:
    """The threads for these ticks."""
    fast = {name: tick for name, tick in ticks.items() if tick.every < FASTEST_SHARED}
    slow = {name: tick for name, tick in ticks.items() if name not in fast}
    made = [Lane({name: tick}, stopping=stopping) for name, tick in fast.items()]
    return [*made, Lane(slow, stopping=stopping)] if slow else made


def run() -> None:
    """Work until SIGTERM or SIGINT, finishing the tick at hand."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    working = lanes(wiring.TICKS, stopping=stopping)
    for lane in working:
        lane.start()
    log.info("jobs begin", ticks=len(wiring.TICKS))
    while not stopping.is_set():
        show_life(now=clock.now())
        stopping.wait(heartbeat.EVERY.total_seconds())
    until = time.monotonic() + STOP_SECONDS
    for lane in working:
        lane.join(max(0.0, until - time.monotonic()))
    log.info("jobs end")


def show_life(*, now: datetime) -> None:
    """Write the heartbeat; a database that is away for a moment is no reason to end."""
    try:
        heartbeat.beat(now=now)
    except Exception:
        log.exception("no heartbeat")
    finally:
        connection.close()
