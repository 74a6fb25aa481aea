"""A whole practice, started as its users start it: database, web pages, jobs and listeners.

Journeys, the soak and some benchmarks drive it from outside. Its clock can stand at another hour, so
that a morning is a morning whenever the tests run.

While writing journeys, keep one running between the runs: `python -m tests.running NOTE` starts one and
writes where it is into NOTE; `PRACTICUM_RUNNING=NOTE pytest tests/journeys` uses it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

MORNING = datetime(2026, 11, 2, 14, 5, tzinfo=UTC)  # a Monday, five past nine in New York
READY_SECONDS = 240.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


class RunningPractice:
    """One practice of its own, in a folder of its own, until `stop`."""

    def __init__(
        self, *, size: float = 0.02, at: datetime | None = MORNING, folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.folder = folder or Path(tempfile.mkdtemp(prefix="practicum-"))
        self.folder.chmod(0o755)  # PostgreSQL runs as another account when we are root
        self.port, self.lab_port, self.is_borrowed = free_port(), free_port(), False
        self.size = size
        shift = "0" if at is None else str((at - datetime.now(UTC)).total_seconds())
        self.environment = {
            **os.environ,
            "PRACTICUM_DATA": str(self.folder / "data"),
            "PRACTICUM_LAB_PORT": str(self.lab_port),
            "PRACTICUM_CLOCK_SHIFT": shift,
            "PYTHONUNBUFFERED": "1",
            **(environment or {}),
        }
        for name in (
            "DATABASE_URL",
            "PRACTICUM_OWNER_DATABASE_URL",
            "PRACTICUM_SECRET",
            "DJANGO_SETTINGS_MODULE",
        ):
            self.environment.pop(name, None)
        self.log = self.folder / "practice.log"
        self.process: subprocess.Popen[bytes] | None = None

    @classmethod
    def there(cls, note: Path) -> RunningPractice:
        """One that runs already, as its note says; `stop` and `remove` leave it alone."""
        folder, port, lab_port, _, shift = note.read_text().split()
        found = cls(folder=Path(folder))
        found.port, found.lab_port = int(port), int(lab_port)
        found.environment |= {"PRACTICUM_LAB_PORT": lab_port, "PRACTICUM_CLOCK_SHIFT": shift}
        found.is_borrowed = True
        return found

    @property
    def now(self) -> datetime:
        """What its clock says."""
        return datetime.now(UTC) + timedelta(seconds=float(self.environment["PRACTICUM_CLOCK_SHIFT"]))

    @property
    def address(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """Everything it has printed."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def start(self) -> RunningPractice:
        """Start it and wait until it is ready."""
        words = ["start", "--demo", "--size", str(self.size), "--port", str(self.port), "--workers", "1"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "practicum.site.cli", *words], stdout=log, stderr=subprocess.STDOUT,
                env=self.environment, start_new_session=True,
            )  # fmt: skip
        return self.wait_until_ready()

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> RunningPractice:
        """Wait for the health address to say ok."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process is not None and self.process.poll() is not None:
                raise RuntimeError(f"The practice ended with {self.process.returncode}:\n{self.said[-4000:]}")
            if self.is_ready():
                return self
            time.sleep(0.1)
        raise RuntimeError(f"The practice is not ready after {seconds:.0f} s:\n{self.said[-4000:]}")

    def is_ready(self) -> bool:
        """Whether the health address says ok now."""
        try:
            with urllib.request.urlopen(f"{self.address}/health/", timeout=3) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def run(self, *words: str) -> str:
        """One command of `practicum` on its data, and what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "practicum.site.cli", *words], env=self.environment, capture_output=True,
            text=True, check=False, timeout=300,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(
                f"practicum {' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
            )
        return done.stdout

    def ask(self, code: str, *words: str) -> Any:
        """What Python code finds out on its data, as JSON; the code prints it, with `sys.argv[1:]` as its words."""
        begin = "import json, sys\nfrom practicum.site import begin\nbegin.django_ready()\n"
        done = subprocess.run(
            [sys.executable, "-c", begin + code, *words], env=self.environment, capture_output=True, text=True,
            check=False, timeout=120,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"It ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def tick(self, *named: str, now: datetime) -> list[int]:
        """Run recurring work, one after the other, as if it were that moment; how many things each did."""
        code = (
            "from datetime import datetime\nfrom practicum.site import wiring\n"
            "now = datetime.fromisoformat(sys.argv[1])\n"
            "print(json.dumps([wiring.named(name)(now=now) for name in sys.argv[2:]]))"
        )
        found: list[int] = self.ask(code, now.isoformat(), *named)
        return found

    @property
    def postbox(self) -> str:
        """Everything the demo's post office has taken, as its page shows it."""
        ports = json.loads((Path(self.environment["PRACTICUM_DATA"]) / "post.json").read_text())
        with urllib.request.urlopen(f"http://127.0.0.1:{ports['text_port']}/", timeout=10) as answer:
            return str(answer.read().decode())

    def processes(self, *named: str) -> list[int]:
        """The ids of its processes whose command line has any of the words; all of them without words."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                session = (entry / "environ").read_bytes()
            except OSError:
                continue
            ours = str(self.folder).encode() in session or str(self.folder) in command
            if ours and (not named or any(re.search(word, command) for word in named)):
                found.append(int(entry.name))
        return sorted(found)

    def stop(self) -> int:
        """Stop it as Ctrl-C does; its exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.process = None
        return code

    def remove(self) -> None:
        """Stop it and remove its folder."""
        self.stop()
        if not self.is_borrowed:
            shutil.rmtree(self.folder, ignore_errors=True)


def main(note: Path) -> None:
    """Start one, write down where it is, and wait for Ctrl-C."""
    running = RunningPractice(size=0.02)
    try:
        running.start()
        assert running.process is not None
        facts = (
            running.folder,
            running.port,
            running.lab_port,
            running.process.pid,
            running.environment["PRACTICUM_CLOCK_SHIFT"],
        )
        note.write_text(" ".join(map(str, facts)))
        print(running.address, flush=True)
        running.process.wait()
    finally:
        note.unlink(missing_ok=True)
        running.remove()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
