"""HL7 in: results made durable a second, beside the same messages merely judged and acknowledged.

    python -m bench.hl7_in [messages]

The sandbox laboratory's messages go over MLLP on loopback from a process of its own, which sends with
a few unanswered on each connection, as interface engines do. Three receivers in turn: the listener
with the inbox of a durable embedded PostgreSQL, the listener keeping nothing, and the inbox fed
directly in the same groups (the limit of the database). Rounds are interleaved; the median counts.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.figures import figure
from bench.hl7_codec import messages
from practicum.adapters.lab.listen import keep_in_inbox
from practicum.adapters.lab.listener import listen
from practicum.adapters.lab.settings import Settings
from practicum.formats.mllp import END, frame

ROUNDS = 3
CONNECTIONS = (1, 16)
WINDOW = 32


def main(count: int = 6000) -> None:
    """Make a practice's database, measure, print."""
    home = Path(os.environ.get("PRACTICUM_BENCH", tempfile.gettempdir())) / f"practicum-bench-{os.getpid()}"
    os.environ["PRACTICUM_DATA"] = str(home)
    subprocess.run(
        [sys.executable, "-m", "practicum.site.cli", "migrate"], check=True, stdout=subprocess.DEVNULL
    )
    from practicum.site import begin

    try:
        with begin.running_database():
            begin.django_ready()
            logging.getLogger("practicum").setLevel(logging.ERROR)
            _measure(count)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _measure(count: int) -> None:
    raws = messages()
    rates: dict[str, list[float]] = {}
    for round_number in range(ROUNDS):
        for connections in CONNECTIONS:
            sent = _numbered(raws, count, f"{round_number}-{connections}")
            for name, keep in (("durable", keep_in_inbox), ("merely", _keep_nothing)):
                rate = asyncio.run(_received(sent, keep, connections))
                rates.setdefault(f"{name} {connections}", []).append(rate)
        pairs = [
            (f"direct-{round_number}-{n}", raw) for n, raw in enumerate(_numbered(raws, count, "direct"))
        ]
        rates.setdefault("direct", []).append(_directly(pairs))
    middle = {name: median(values) for name, values in rates.items()}
    for connections in CONNECTIONS:
        durable, merely = middle[f"durable {connections}"], middle[f"merely {connections}"]
        over = f"over {connections} connection{'s' * (connections > 1)}"
        figure(f"hl7 in: durable {over}, beside merely acknowledged", durable, merely, "messages/s")
        figure(f"hl7 in: durable {over}, beside inserting directly", durable, middle["direct"], "messages/s")


def _numbered(raws: Sequence[bytes], count: int, run: str) -> list[bytes]:
    """Give so many messages, every one with a number of its own."""
    sent = []
    for n in range(count):
        fields = raws[n % len(raws)].split(b"|", 10)
        fields[9] = f"{run}-{n}".encode()
        sent.append(b"|".join(fields))
    return sent


def _keep_nothing(messages_of: Sequence[tuple[str, bytes]]) -> list[bool]:
    return [True] * len(messages_of)


def _directly(pairs: list[tuple[str, bytes]], group: int = 200) -> float:
    began = time.perf_counter()
    for start in range(0, len(pairs), group):
        keep_in_inbox(pairs[start : start + group])
    return len(pairs) / (time.perf_counter() - began)


async def _received(sent: list[bytes], keep: object, connections: int) -> float:
    listener = await listen(Settings(port=0), keep_many=keep)  # type: ignore[arg-type]
    context = multiprocessing.get_context("spawn")
    answer, told = context.Pipe(duplex=False)
    sender = context.Process(target=_send_all, args=(sent, listener.port, connections, told))
    sender.start()
    try:
        return float(await asyncio.to_thread(answer.recv))
    finally:
        sender.join()
        await listener.stop()


def _send_all(sent: list[bytes], port: int, connections: int, told: object) -> None:
    """Send everything and tell the rate, from the first byte to the last answer."""
    frames = [frame(raw) for raw in sent]

    async def all_of_them() -> float:
        began = time.perf_counter()
        await asyncio.gather(*(_send(frames[n::connections], port) for n in range(connections)))
        return len(frames) / (time.perf_counter() - began)

    told.send(asyncio.run(all_of_them()))  # type: ignore[attr-defined]


async def _send(frames: list[bytes], port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    unanswered = 0
    for one in frames:
        writer.write(one)
        unanswered += 1
        while unanswered >= WINDOW:
            unanswered -= _accepted(await reader.read(65_536))
    while unanswered:
        unanswered -= _accepted(await reader.read(65_536))
    writer.close()


def _accepted(data: bytes) -> int:
    if not data or data.count(b"MSA|AA|") != data.count(END):
        # A reply cut in two would be counted wrong; stop rather than report a false figure.
        raise SystemExit("The receiver did not answer as expected.")
    return data.count(END)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6000)
