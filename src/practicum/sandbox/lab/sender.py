"""Send a stream over MLLP as an interface engine does: wait for each answer, send again until there is one.

A message is given up only when it has been answered. A connection that breaks, an answer that
does not come, and "try again" (207) are followed by sending it again.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from practicum.formats import mllp
from practicum.formats.hl7.ack import Ack, parse_ack
from practicum.formats.hl7.errors import Fault, Hl7Error
from practicum.sandbox.lab.stream import Item, Kind

_ANSWER_SECONDS = 20.0
# What comes as no answer to broken framing is waited for only this long.
_SILENCE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Answered:
    """What was sent and how it was answered; an empty code is no answer."""

    item: Item
    code: str
    fault: int
    text: str
    seconds: float
    tries: int

    @property
    def expected(self) -> bool:
        """Whether a receiver that follows the standard answers so."""
        return self.code == self.item.expects

    def __str__(self) -> str:
        """Say it in one line."""
        said = f" {self.fault} {self.text}" if self.fault else ""
        again = f" after {self.tries} tries" if self.tries > 1 else ""
        odd = "" if self.expected else f" (expected {self.item.expects or 'no answer'})"
        code = self.code or "no answer"
        return f"{self.item.number:>7}  {self.item.panel:<6} {self.item.kind:<22} {code}{said}{again}{odd}"


@dataclass(slots=True)
class Report:
    """What a run sent."""

    answered: list[Answered] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def unexpected(self) -> list[Answered]:
        """Answers the standard would not give."""
        return [one for one in self.answered if not one.expected]

    def count(self, kind: Kind) -> int:
        """Count the items of a kind."""
        return sum(one.item.kind is kind for one in self.answered)

    def lines(self) -> list[str]:
        """Say it in lines: by kind and answer, then the pace."""
        kinds = Counter((str(one.item.kind), one.code or "no answer") for one in self.answered)
        told = [f"{count:>7,}  {kind}: {code}" for (kind, code), count in sorted(kinds.items())]
        times = sorted(one.seconds for one in self.answered) or [0.0]
        pace = len(self.answered) / self.seconds if self.seconds else 0.0
        p50, p99 = times[len(times) // 2], times[min(len(times) - 1, len(times) * 99 // 100)]
        told.append(f"{len(self.answered):,} sent in {self.seconds:.1f} s: {pace:,.1f} a second, "
                    f"answered in {p50 * 1000:.0f} ms (p50), {p99 * 1000:.0f} ms (p99)")  # fmt: skip
        if self.unexpected:
            told.append(f"{len(self.unexpected):,} answered otherwise than the standard says")
        return told


async def send(
    items: Iterable[Item],
    *,
    host: str,
    port: int,
    rate: float = 0.0,
    connections: int = 1,
    patience: float = 60.0,
    tell: Callable[[Answered], None] | None = None,
) -> Report:
    """Send every item, ``rate`` a second (0: as fast as they are answered), over so many connections.

    ``patience`` is how long a receiver may be away before this gives up with `ConnectionError`.
    """
    report = Report()
    began = time.perf_counter()
    queue: asyncio.Queue[Item | None] = asyncio.Queue(maxsize=connections * 2)

    async def feed() -> None:
        for number, item in enumerate(items):
            if rate > 0:
                await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            await queue.put(item)
        for _ in range(connections):
            await queue.put(None)

    async def work() -> None:
        line = _Line(host, port, patience)
        try:
            while (item := await queue.get()) is not None:
                answered = await line.deliver(item)
                report.answered.append(answered)
                if tell is not None:
                    tell(answered)
        finally:
            line.close()

    async with asyncio.TaskGroup() as group:
        group.create_task(feed())
        for _ in range(connections):
            group.create_task(work())
    report.seconds = time.perf_counter() - began
    return report


@dataclass(slots=True)
class _Line:
    """One connection, opened again whenever it is needed and gone."""

    host: str
    port: int
    patience: float
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None
    _decoder: mllp.Decoder = field(default_factory=mllp.Decoder)
    _waiting: list[Ack] = field(default_factory=list)

    async def deliver(self, item: Item) -> Answered:
        """Send until answered."""
        began = time.perf_counter()
        tries = 0
        while True:
            tries += 1
            try:
                ack = await self._once(item)
            except (OSError, EOFError, TimeoutError, Hl7Error):
                self.close()
                ack = None
            said = ack or Ack("", "")
            settled = said.fault != Fault.INTERNAL and (said.code or not item.expects)
            seconds = time.perf_counter() - began
            if settled:
                if item.hangs_up:
                    self.close()
                return Answered(item, said.code, said.fault, said.text, seconds, tries)
            if seconds > self.patience:
                raise ConnectionError(f"{self.host} port {self.port} gave no answer for {seconds:.0f} s.")
            await asyncio.sleep(min(2.0, 0.1 * tries))

    async def _once(self, item: Item) -> Ack | None:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self.host, self.port)
            self._decoder, self._waiting = mllp.Decoder(), []
        self._writer.write(item.wire)
        await self._writer.drain()
        if item.hangs_up:
            self._writer.write_eof()
        async with asyncio.timeout(_ANSWER_SECONDS if item.expects else _SILENCE_SECONDS):
            try:
                return await self._ack(item)
            except (EOFError, TimeoutError):
                if item.expects:
                    raise
                return None

    async def _ack(self, item: Item) -> Ack:
        """Give the answer to this item; one to an earlier try of another is passed over."""
        assert self._reader is not None
        while True:
            while self._waiting:
                ack = self._waiting.pop(0)
                if ack.control_id in (item.control_id, ""):
                    return ack
            data = await self._reader.read(65_536)
            if not data:
                raise EOFError
            events = self._decoder.feed(data)
            self._waiting += [parse_ack(e.payload) for e in events if isinstance(e, mllp.Frame)]

    def close(self) -> None:
        if self._writer is not None:
            with contextlib.suppress(OSError):
                self._writer.close()
        self._reader = self._writer = None
