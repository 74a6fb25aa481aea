"""Live updates: one stream of topics to each browser, one look at the database for all of a process's streams.

Topics are names and ids only ("worklist", "proposal:12"); what changed is fetched by the page, with its
reader's own permissions. A process without listeners asks the database nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable

from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections, connection
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from practicum.kernel.base import Actor
from practicum.kernel.web.request import me
from practicum.kernel.web.routes import page
from practicum.kernel.web.who import signed_in

LOOK_EVERY = 0.7
BEAT_EVERY = 20.0
# Numbers are given before commits: a lower one may appear after a higher one, so looks overlap by this many.
OVERLAP = 500
_MOST_WAITING = 200

log = logging.getLogger(__name__)
Look = Callable[[int], Awaitable[list[tuple[int, str]]]]
StillIn = Callable[[Actor], bool]
_still_in: list[StillIn] = []


def install_session_check(check: StillIn) -> None:
    """Say who knows whether a sign-in still stands; without one a stream lasts until the browser leaves."""
    _still_in[:] = [check]


class Hub:
    """Listeners of one process, and the one task that looks for them."""

    def __init__(self, look: Look, *, every: float = LOOK_EVERY) -> None:
        self._look = look
        self._every = every
        self._queues: set[asyncio.Queue[str]] = set()
        self._task: asyncio.Task[None] | None = None
        self._last = 0
        self._seen: deque[int] = deque(maxlen=OVERLAP * 4)

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[asyncio.Queue[str]]:
        """A queue that topics arrive in while the block runs."""
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=_MOST_WAITING)
        self._queues.add(queue)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    async def _run(self) -> None:
        self._last = 0
        self._seen.clear()
        while self._queues:
            try:
                await self._once()
            except (DatabaseError, OSError) as error:
                log.warning("live updates: the database did not answer (%s)", type(error).__name__)
            await asyncio.sleep(self._every)

    async def _once(self) -> None:
        first = self._last == 0
        rows = await self._look(max(0, self._last - OVERLAP) if not first else -1)
        known = set(self._seen)
        fresh = [(number, topic) for number, topic in rows if number not in known]
        self._seen.extend(number for number, _ in fresh)
        self._last = max([self._last, 1, *(number for number, _ in rows)])
        if not first:  # what was there before the first look is on the pages already
            self._tell(dict.fromkeys(topic for _, topic in fresh))

    def _tell(self, topics: Iterable[str]) -> None:
        for topic in topics:
            for queue in self._queues:
                with contextlib.suppress(
                    asyncio.QueueFull
                ):  # a reader that far behind looks at everything anyway
                    queue.put_nowait(topic)


def _pulses(after: int) -> list[tuple[int, str]]:
    """Topics after a number; with -1 the last ones, to know where to begin."""
    close_old_connections()
    try:
        with connection.cursor() as cursor:
            if after < 0:
                cursor.execute("select id, topic from events_pulse order by id desc limit %s", [OVERLAP])
            else:
                cursor.execute(
                    "select id, topic from events_pulse where id > %s order by id limit 5000", [after]
                )
            return [(int(number), str(topic)) for number, topic in cursor.fetchall()]
    finally:
        connection.close()


hub = Hub(sync_to_async(_pulses, thread_sensitive=False))


async def _stands(actor: Actor) -> bool:
    if not _still_in:
        return True

    def check() -> bool:
        try:
            return _still_in[0](actor)
        finally:
            connection.close()

    return await sync_to_async(check, thread_sensitive=False)()


def message(event: str, data: object) -> bytes:
    """One server-sent event."""
    return f"event: {event}\ndata: {json.dumps(data)}\n\n".encode()


async def stream(actor: Actor, source: Hub, *, beat: float = BEAT_EVERY) -> AsyncGenerator[bytes, None]:
    """Topics as they come, a beat when nothing comes, and a last word when the sign-in is over."""
    loop = asyncio.get_running_loop()
    async with source.listening() as queue:
        yield b"retry: 3000\n\n"
        check_at = loop.time() + beat
        while True:
            topics = await _next(queue, wait=max(0.0, check_at - loop.time()))
            if not topics or loop.time() >= check_at or f"session:{actor.session_id}" in topics:
                if not await _stands(actor):
                    yield message("ended", {})
                    return
                check_at = loop.time() + beat
            yield message("topics", topics) if topics else b": beat\n\n"


async def _next(queue: asyncio.Queue[str], *, wait: float) -> list[str]:
    """The topics that have come, each once; none when nothing came in time."""
    try:
        topics = [await asyncio.wait_for(queue.get(), wait)]
    except TimeoutError:
        return []
    while not queue.empty():
        topics.append(queue.get_nowait())
    return list(dict.fromkeys(topics))


@page("live/", name="live", who=signed_in, api=True)
async def live(request: HttpRequest) -> HttpResponseBase:
    """The stream a browser keeps open; one for all of its tabs."""
    answer = StreamingHttpResponse(stream(me(request), hub), content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"  # a proxy in front must not collect it
    return answer
