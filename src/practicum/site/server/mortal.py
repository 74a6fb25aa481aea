"""Processes that do not outlive the one that started them, however that one ended."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

PARENT_VARIABLE = "PRACTICUM_PARENT"
_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
_LOOK_SECONDS = 1.0


def follow_parent(*, with_signal: signal.Signals = signal.SIGTERM) -> None:
    """End with the process named in PRACTICUM_PARENT, if it is the one that started this process."""
    named = os.environ.pop(PARENT_VARIABLE, "")
    if not named.isdigit():
        return
    parent = int(named)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_SET_DEATH_SIGNAL, int(with_signal), 0, 0, 0)
    else:
        watcher = threading.Thread(target=_watch, args=(parent, with_signal), daemon=True)
        watcher.start()
    if os.getppid() != parent:  # it ended before we could ask
        os.kill(os.getpid(), with_signal)


def _watch(parent: int, with_signal: signal.Signals) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), with_signal)
