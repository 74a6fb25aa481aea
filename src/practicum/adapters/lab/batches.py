"""Keeping in groups: what arrives while one transaction commits goes into the next one together.

No timer waits for company. One message alone is kept at once; under load the commits grow to the
batch that the database can bear, and the cost of a commit is shared by all in it.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from practicum.adapters.lab.examine import Arrival

log = logging.getLogger(__name__)

# Keeps each (key, raw) durably, in order, all or none; says for each whether it was the first.
KeepMany = Callable[[Sequence[tuple[str, bytes]]], Sequence[bool]]


class Unavailable(Exception):
    """Nothing can be kept at present: trying the messages one by one would be in vain."""


class NotKept(Exception):
    """The message could not be made safe; the sender must keep it and send it again."""


@dataclass(slots=True)
class Counts:
    """What has happened since the start, for the log and the benchmarks."""

    kept: int = 0
    repeats: int = 0
    broken: int = 0
    not_kept: int = 0
    commits: int = 0


@dataclass(slots=True)
class _Waiting:
    arrival: Arrival
    done: asyncio.Future[bool]


@dataclass(slots=True)
class Keeper:
    """One thread that keeps, fed by every connection in the order of arrival."""

    keep_many: KeepMany
    most_frames: int = 200
    most_bytes: int = 16 * 1024 * 1024
    counts: Counts = field(default_factory=Counts)
    _queue: asyncio.Queue[_Waiting] = field(default_factory=asyncio.Queue)
    # One thread, because a database connection belongs to the thread that opened it.
    _thread: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=1, thread_name_prefix="lab-keeper")
    )

    def submit(self, arrival: Arrival) -> asyncio.Future[bool]:
        """Line a message up; the future tells whether it was fresh, or raises `NotKept`."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(_Waiting(arrival, done))
        return done

    async def run(self) -> None:
        """Keep until cancelled."""
        while True:
            batch = self._take(await self._queue.get())
            await self._keep(batch)

    async def drain(self) -> None:
        """Keep what is still lined up, then end the thread."""
        while not self._queue.empty():
            await self._keep(self._take(self._queue.get_nowait()))
        self._thread.shutdown(wait=True)

    def _take(self, first: _Waiting) -> list[_Waiting]:
        """Add to the first whatever else has arrived, up to the limits."""
        batch = [first]
        size = len(first.arrival.raw)
        while len(batch) < self.most_frames and size < self.most_bytes and not self._queue.empty():
            batch.append(self._queue.get_nowait())
            size += len(batch[-1].arrival.raw)
        return batch

    async def _keep(self, batch: list[_Waiting]) -> None:
        loop = asyncio.get_running_loop()
        pairs = [(one.arrival.key, one.arrival.raw) for one in batch]
        try:
            fresh = await loop.run_in_executor(self._thread, self.keep_many, pairs)
        except Exception as why:  # noqa: BLE001  whatever it was, the sender must be told
            log.warning("lab: a group of %d was not kept (%s)", len(batch), type(why).__name__)
            if len(batch) == 1 or isinstance(why, Unavailable):
                self.counts.not_kept += len(batch)
                for one in batch:
                    _settle(one, error=NotKept(type(why).__name__))
                return
            for one in batch:  # one that the database cannot take must not bring down the others
                await self._keep([one])
            return
        self.counts.commits += 1
        for one, first_time in zip(batch, fresh, strict=True):
            self.counts.kept += 1
            self.counts.repeats += not first_time
            self.counts.broken += one.arrival.error is not None
            _settle(one, fresh=first_time)


def _settle(one: _Waiting, *, fresh: bool = False, error: NotKept | None = None) -> None:
    if one.done.done():  # the connection is gone and no longer waits
        return
    if error is not None:
        one.done.set_exception(error)
        one.done.exception()  # looked at here, so that a lost connection makes no noise later
    else:
        one.done.set_result(fresh)
