"""practicum start: everything a practice needs, in one command, until Ctrl-C."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import http.client
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from importlib.util import find_spec
from types import FrameType

from practicum.site import begin, current, demo, hour, listeners
from practicum.site.commands.fill import FILLER, add_size
from practicum.site.commands.web import default_workers
from practicum.site.problems import Problem
from practicum.site.server import processes
from practicum.site.server.binaries import ServerProblem
from practicum.site.server.postgres import EmbeddedPostgres
from practicum.site.server.processes import Child, Family

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
READY_SECONDS = 90.0
MOST_DATABASE_STARTS = 10
PORT_SECONDS = 15.0  # children of a start that was killed are on their way out


def arguments(parser: argparse.ArgumentParser) -> None:
    """Address, demo, number of processes."""
    parser.add_argument("--port", help=f"the port ({begin.PORT_VARIABLE}, else {begin.DEFAULT_PORT})")
    parser.add_argument("--host", default=os.environ.get("PRACTICUM_HOST", "127.0.0.1"), help="the address")
    parser.add_argument("--workers", type=int, default=default_workers(), help="web processes")
    parser.add_argument("--demo", action="store_true", help="fill the demo practice when there is none")
    parser.add_argument(
        "--at", metavar="HOUR", help='be at this hour, as "2026-11-02 09:05": demonstrations only'
    )
    add_size(parser)


def run(options: argparse.Namespace) -> int:
    """Start, keep alive, stop."""
    port = begin.port(options.port)
    stopping = threading.Event()
    with _alone(), _told_to_stop(stopping):
        if options.at is not None:
            hour.take(options.at)
        _check_port(options.host, port)
        with begin.running_database() as server:
            with _interruptible(stopping):
                bring_up_to_date(server)
                if options.demo and demo.ensure_demo(
                    server=server, size=options.size, seed=options.seed, say=_say
                ):
                    current.note(server)
                hour.check(server)
                if options.at is not None:
                    hour.keep(options.at)
            _serve(options, port=port, server=server, stopping=stopping)
    _say("Stopped.")
    return 0


def bring_up_to_date(server: EmbeddedPostgres | None) -> None:
    """Migrate, in a process of its own, when anything changed since the last time."""
    if current.is_current(server):
        return
    _say("Bringing the database up to date.")
    if code := processes.run(["migrate"]):
        raise Problem(
            f"The database could not be brought up to date (exit code {code}); the reason stands above."
        )
    current.note(server)


def _serve(
    options: argparse.Namespace, *, port: int, server: EmbeddedPostgres | None, stopping: threading.Event
) -> None:
    web = ["web", "--port", str(port), "--host", options.host, "--workers", str(options.workers)]
    children = [Child(name="web", arguments=web), Child(name="jobs", arguments=["jobs"])]
    children += [Child(name=name, arguments=["listen", name]) for name in listeners.names()]
    family = Family(children, say=_say)
    family.start()
    try:
        threading.Thread(target=_greet, args=(options, port, stopping), daemon=True).start()
        family.watch(stopping=stopping, also=_DatabaseKeeper(server))
    finally:
        _say("Stopping.")
        family.stop()


class _DatabaseKeeper:
    """Starts the database server again when it ended; gives up only after trying for a while."""

    def __init__(self, server: EmbeddedPostgres | None) -> None:
        self._server, self._failures = server, 0

    def __call__(self) -> None:
        if self._server is None or self._server.postmaster() is not None:
            self._failures = 0
            return
        _say("The database server ended; starting it again.")
        try:
            self._server.start()
        except ServerProblem:
            # It may have been ended once more while it was recovering.
            self._failures += 1
            if self._failures >= MOST_DATABASE_STARTS:
                raise


def _greet(options: argparse.Namespace, port: int, stopping: threading.Event) -> None:
    host = options.host if options.host not in {"0.0.0.0", "::"} else "127.0.0.1"
    until = time.monotonic() + READY_SECONDS
    why = ""
    while not stopping.wait(0.2):
        ready, why = _health(host, port)
        if ready:
            _say(f"\nPracticum is ready: http://{'localhost' if host == '127.0.0.1' else host}:{port}/")
            if there := hour.words():
                _say(there)
            if options.demo:
                _say(sign_ins())
            _say("Ctrl-C stops it.")
            return
        if time.monotonic() > until:
            _say(f"Practicum is not ready yet. {why}")
            until = time.monotonic() + READY_SECONDS


def _health(host: str, port: int) -> tuple[bool, str]:
    asked = http.client.HTTPConnection(host, port, timeout=5)
    try:
        asked.request("GET", "/health/")
        reply = asked.getresponse()
        return reply.status == 200, reply.read(500).decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return False, "The web process does not answer."
    finally:
        asked.close()


def sign_ins() -> str:
    """The demo's people and how they sign in, as the sandbox tells."""
    if find_spec("practicum.sandbox") is None or find_spec(f"{FILLER}") is None:
        return ""
    from practicum.site import wiring

    try:
        text: str = wiring.named("practicum.sandbox.sign_ins:words")()
    except (ImportError, AttributeError):
        return ""
    return text


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    lock = (begin.data_folder() / "start.lock").open("a+")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Problem(
                "Practicum is running on this data folder already. Stop it first, or choose another folder with --data."
            ) from None
        yield


@contextlib.contextmanager
def _told_to_stop(stopping: threading.Event) -> Iterator[None]:
    """The first signal asks to stop in order; further ones change nothing."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    before = {s: signal.signal(s, stop) for s in SIGNALS}
    try:
        yield
    finally:
        for which, handler in before.items():
            signal.signal(which, handler)


@contextlib.contextmanager
def _interruptible(stopping: threading.Event) -> Iterator[None]:
    """While nothing is served yet, a signal ends the set-up at once: the next start does it again."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()
        raise KeyboardInterrupt

    before = {s: signal.signal(s, interrupt) for s in SIGNALS}
    try:
        yield
    finally:
        for which, handler in before.items():
            signal.signal(which, handler)


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    until = time.monotonic() + PORT_SECONDS
    while True:
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, port))
            except PermissionError:
                raise Problem(
                    f"Port {port} is for administrators; choose one from 1024 on with --port."
                ) from None
            except OSError as problem:
                if time.monotonic() > until:
                    raise Problem(
                        f"Port {port} on {host} cannot be used ({problem.strerror}); choose another with --port."
                    ) from None
            else:
                return
        time.sleep(0.5)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
