"""The processes of one practice: started together, started again when one dies, stopped together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from practicum.site.server.mortal import PARENT_VARIABLE

STOP_SECONDS = 25.0
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0  # after this long a process counts as well, and its next restart is at once


@dataclass(kw_only=True)
class Child:
    """One process: its arguments to `practicum`, and how it fares."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    deaths: int = 0
    again_at: float = 0.0


class Family:
    """The children of one start."""

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], None]) -> None:
        self.children = list(children)
        self.say = say

    def start(self) -> None:
        """Start every child."""
        for child in self.children:
            self._start(child)

    def watch(self, *, stopping: threading.Event, also: Callable[[], None]) -> None:
        """Keep them alive until told to stop; `also` is called every second."""
        while not stopping.wait(1.0):
            for child in self.children:
                self._mend(child)
            also()

    def stop(self) -> None:
        """Ask every child to end, and make those end that do not."""
        living = [child.process for child in self.children if child.process]
        for process in living:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        for process in living:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, child: Child) -> None:
        child.process = spawn(child.arguments, environment=child.environment)
        child.began = time.monotonic()

    def _mend(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            if child.process.poll() is None:
                return
            if now - child.began > STEADY_SECONDS:
                child.deaths = 0
            pause = 0.0 if child.deaths == 0 else min(LONGEST_PAUSE, 2.0**child.deaths)
            child.deaths += 1
            child.again_at = now + pause
            self.say(
                f"The {child.name} process ended ({_ending(child.process.returncode)}); starting it again."
            )
            child.process = None
        if now >= child.again_at:
            self._start(child)


def spawn(arguments: Sequence[str], *, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start `practicum` with these arguments as a child that ends with us.

    In a session of its own, so that Ctrl-C reaches only us and the order of stopping is ours.
    """
    return subprocess.Popen(
        [sys.executable, "-m", "practicum.site.cli", *arguments],
        env={**os.environ, **environment, PARENT_VARIABLE: str(os.getpid())},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def run(arguments: Sequence[str], *, environment: Mapping[str, str] | None = None) -> int:
    """Run `practicum` with these arguments to its end; its exit code. Interrupted, it ends too."""
    process = spawn(arguments, environment=environment or {})
    try:
        return process.wait()
    except BaseException:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        process.kill()
        raise


def _ending(code: int) -> str:
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"
