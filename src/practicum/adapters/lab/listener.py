"""The listener: reads frames, has them kept, answers in the order they came."""

import asyncio
import contextlib
import logging
from collections import deque
from dataclasses import dataclass, field
from functools import partial

from practicum.adapters.lab.batches import Keeper, KeepMany
from practicum.adapters.lab.examine import Arrival, examine, too_long, unfinished
from practicum.adapters.lab.settings import Settings
from practicum.formats import mllp
from practicum.formats.hl7.errors import Fault, Hl7Error
from practicum.kernel import clock

log = logging.getLogger(__name__)

# Judging longer messages than this leaves the event loop for a thread.
_LONG = 256 * 1024
_READ = 256 * 1024
_NOT_KEPT = Hl7Error(Fault.INTERNAL, "the message could not be kept just now; send it again.")


@dataclass(slots=True)
class Listener:
    """A running server; make one with `listen`."""

    settings: Settings
    keeper: Keeper
    server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _keeping: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port, also when the system chose it."""
        assert self.server is not None
        return int(self.server.sockets[0].getsockname()[1])

    async def start(self) -> None:
        """Begin to listen."""
        self._keeping = asyncio.create_task(self.keeper.run())
        self.server = await asyncio.start_server(
            self._welcome, self.settings.host, self.settings.port, ssl=self.settings.tls(), limit=_READ
        )
        log.info("lab: listening on %s port %d", self.settings.host, self.port)

    async def stop(self) -> None:
        """Take no more, keep and answer what has arrived, close."""
        if self.server is not None:
            self.server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._keeping is not None:
            self._keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeping
        await self.keeper.drain()

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._tasks) >= self.settings.most_connections:
            log.warning("lab: a connection was turned away, %d are open", len(self._tasks))
            writer.close()
            return
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await _Connection(self.settings, self.keeper, reader, writer).serve()
        finally:
            self._tasks.discard(task)


async def listen(settings: Settings, *, keep_many: KeepMany) -> Listener:
    """Start a listener that has messages kept by ``keep_many`` before they are acknowledged."""
    keeper = Keeper(keep_many, most_frames=settings.batch_frames, most_bytes=settings.batch_bytes)
    listener = Listener(settings, keeper)
    await listener.start()
    return listener


@dataclass(slots=True)
class _Connection:
    """One sender: frames in, answers out in the same order."""

    settings: Settings
    keeper: Keeper
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    _line: deque[tuple[Arrival, asyncio.Future[bool]]] = field(default_factory=deque)
    _bytes: int = 0
    _work: asyncio.Event = field(default_factory=asyncio.Event)
    _room: asyncio.Event = field(default_factory=asyncio.Event)
    _ended: bool = False

    async def serve(self) -> None:
        """Read until the sender ends, is silent too long, or we stop; answer all of it."""
        answering = asyncio.create_task(self._answer())
        try:
            await self._read()
        except (ConnectionError, OSError) as why:
            log.info("lab: a connection broke (%s)", type(why).__name__)
        except asyncio.CancelledError:
            pass  # we are stopping: what has been read is still kept and answered below
        finally:
            self._ended = True
            self._work.set()
            with contextlib.suppress(ConnectionError, OSError, TimeoutError):
                await asyncio.wait_for(answering, self.settings.idle_seconds)
            self.writer.close()
            with contextlib.suppress(ConnectionError, OSError, asyncio.CancelledError):
                await self.writer.wait_closed()

    async def _read(self) -> None:
        decoder = mllp.Decoder(limit=self.settings.largest_frame)
        while True:
            try:
                async with asyncio.timeout(self.settings.idle_seconds):
                    data = await self.reader.read(_READ)
            except TimeoutError:
                log.info("lab: a connection was silent for %g s and is closed", self.settings.idle_seconds)
                data = b""
            for event in decoder.feed(data) if data else decoder.close():
                await self._take(event)
            if not data:
                return

    async def _take(self, event: mllp.Event) -> None:
        """Judge what came, line it up to be kept; wait while too much is unanswered."""
        match event:
            case mllp.Frame(payload) if len(payload) > _LONG:
                arrival = await asyncio.get_running_loop().run_in_executor(None, partial(examine, payload))
            case mllp.Frame(payload):
                arrival = examine(payload)
            case mllp.Unfinished(payload):
                arrival = unfinished(payload)
            case mllp.TooLong(head, limit):
                arrival = too_long(head, limit=limit)
            case mllp.Junk(_, length):
                # Nothing says it was a message, so nobody waits for an answer.
                log.warning("lab: %d bytes outside any frame were passed over", length)
                return
        if arrival.error is not None:
            log.warning("lab: a message is answered with error %d", arrival.error.fault)
        self._line.append((arrival, self.keeper.submit(arrival)))
        self._bytes += len(arrival.raw)
        self._work.set()
        while not self._has_room():
            self._room.clear()
            await self._room.wait()

    def _has_room(self) -> bool:
        return len(self._line) < self.settings.waiting_frames and self._bytes < self.settings.waiting_bytes

    async def _answer(self) -> None:
        """Answer in order, each after it is kept; answers that are ready together leave together."""
        gone = False
        while self._line or not self._ended:
            if not self._line:
                self._work.clear()
                await self._work.wait()
                continue
            await asyncio.wait([self._line[0][1]])
            now = clock.now()
            replies: list[bytes] = []
            while self._line and self._line[0][1].done():
                arrival, done = self._line.popleft()
                self._bytes -= len(arrival.raw)
                failure = _NOT_KEPT if done.exception() else None
                replies += arrival.replies(now=now, failure=failure)
            self._room.set()
            # A sender that is gone or takes no answers has what it sent kept all the same,
            # and will send it again.
            gone = gone or not await self._send(replies)

    async def _send(self, replies: list[bytes]) -> bool:
        try:
            self.writer.write(b"".join(mllp.frame(reply) for reply in replies))
            async with asyncio.timeout(self.settings.idle_seconds):
                await self.writer.drain()
        except (ConnectionError, OSError, TimeoutError):
            self.writer.transport.abort()
            return False
        return True
