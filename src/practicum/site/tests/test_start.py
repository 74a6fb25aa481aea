"""practicum start: everything comes up, dies together, and comes up again whatever was killed."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from practicum.site.server.postgres import EmbeddedPostgres

READY_SECONDS = 120.0


@dataclass
class Start:
    """One `practicum start` on a folder of its own."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        environment = {**os.environ, "PRACTICUM_LAB_PORT": str(free_port())}
        environment.pop("DATABASE_URL", None)
        words = ["--data", str(self.folder), "start", "--port", str(self.port), "--workers", "1"]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "practicum.site.cli", *words], env=environment, stdout=log, stderr=log
            )

    def ready(self) -> bool:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            if self.health() == 200:
                return True
            if self.process is not None and self.process.poll() is not None:
                return False
            time.sleep(0.2)
        return False

    def health(self) -> int:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            asked.request("GET", "/health/")
            return asked.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            asked.close()

    def family(self) -> list[int]:
        """Every living process of this practice but its database's."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                set_up = (process / "environ").read_bytes().split(b"\0")
                words = (process / "cmdline").read_bytes()
                if f"PRACTICUM_DATA={self.folder}".encode() in set_up and b"practicum.site.cli" in words:
                    found.append(int(process.name))
        return found

    def gone(self) -> bool:
        until = time.monotonic() + 30
        while self.family() and time.monotonic() < until:
            time.sleep(0.1)
        return not self.family()


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture
def start() -> Iterator[Start]:
    folder = Path(tempfile.mkdtemp(prefix="practicum-start-"))
    folder.chmod(0o711)
    begun = Start(folder=folder / "data", port=free_port())
    begun.folder.mkdir()
    yield begun
    if begun.process is not None and begun.process.poll() is None:
        begun.process.terminate()
        begun.process.wait(60)
    EmbeddedPostgres(begun.folder / "postgres").stop(even_if_not_ours=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.journey
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_practice_starts_survives_kills_and_stops_cleanly(start: Start) -> None:
    start.begin()
    assert start.process is not None
    assert start.ready()

    # Killed outright, it leaves no process behind, and the next start works.
    start.process.kill()
    start.process.wait()
    assert start.gone()
    start.begin()
    assert start.ready()

    # A second start on the same folder is told so.
    second = subprocess.run(
        [sys.executable, "-m", "practicum.site.cli", "--data", str(start.folder), "start"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 2
    assert "running on this data folder already" in second.stderr

    # Whatever child or database is killed comes back.
    database = EmbeddedPostgres(start.folder / "postgres").postmaster()
    assert database is not None
    for pid in {*start.family(), database} - {start.process.pid}:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    time.sleep(3)
    assert start.ready()

    # Ctrl-C stops all of it.
    start.process.send_signal(signal.SIGINT)
    assert start.process.wait(60) == 0
    assert start.gone()
    assert EmbeddedPostgres(start.folder / "postgres").postmaster() is None
