"""Live updates reach every listener once, and cost nothing when nobody listens."""

from __future__ import annotations

import asyncio

import pytest

from practicum.kernel.base import Actor
from practicum.kernel.web import live

ACTOR = Actor(staff_id=1, name="Ana", session_id=5)


class Pulses:
    """A table of topics that tests write to."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, str]] = []
        self.looks = 0

    async def look(self, after: int) -> list[tuple[int, str]]:
        self.looks += 1
        return [row for row in self.rows if row[0] > after]


async def heard(queue: asyncio.Queue[str]) -> list[str]:
    await asyncio.sleep(0.05)
    return [queue.get_nowait() for _ in range(queue.qsize())]


async def test_listeners_hear_new_topics_once_and_none_of_before() -> None:
    pulses = Pulses()
    pulses.rows = [(10, "old")]
    hub = live.Hub(pulses.look, every=0.005)
    async with hub.listening() as one, hub.listening() as other:
        assert await heard(one) == []
        pulses.rows += [(12, "worklist"), (13, "worklist"), (14, "schedule")]
        assert await heard(one) == ["worklist", "schedule"]
        assert await heard(other) == ["worklist", "schedule"]


async def test_a_number_that_commits_late_is_still_heard() -> None:
    pulses = Pulses()
    hub = live.Hub(pulses.look, every=0.005)
    async with hub.listening() as queue:
        await asyncio.sleep(0.02)
        pulses.rows.append((22, "later"))
        assert await heard(queue) == ["later"]
        pulses.rows.append((21, "earlier, committed after"))
        assert await heard(queue) == ["earlier, committed after"]


async def test_nobody_listening_asks_nothing() -> None:
    pulses = Pulses()
    hub = live.Hub(pulses.look, every=0.005)
    async with hub.listening():
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.02)
    before = pulses.looks
    await asyncio.sleep(0.03)
    assert pulses.looks == before


async def test_a_database_that_fails_does_not_end_the_stream() -> None:
    pulses = Pulses()
    failures = [OSError("gone")]

    async def look(after: int) -> list[tuple[int, str]]:
        if failures and pulses.looks:
            raise failures.pop()
        return await pulses.look(after)

    hub = live.Hub(look, every=0.005)
    async with hub.listening() as queue:
        await asyncio.sleep(0.02)
        pulses.rows.append((1000, "worklist"))
        assert await heard(queue) == ["worklist"]


async def test_the_stream_ends_with_the_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    async def over(actor: Actor) -> bool:
        return False

    monkeypatch.setattr(live, "_stands", over)
    parts = [part async for part in live.stream(ACTOR, live.Hub(Pulses().look, every=0.005), beat=0.02)]
    assert parts == [b"retry: 3000\n\n", live.message("ended", {})]


async def test_topics_arrive_as_one_event(monkeypatch: pytest.MonkeyPatch) -> None:
    pulses = Pulses()
    stream = live.stream(ACTOR, live.Hub(pulses.look, every=0.005), beat=5)
    assert await anext(stream) == b"retry: 3000\n\n"
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0.02)
    pulses.rows += [(5, "worklist"), (6, "proposal:3")]
    assert await waiting == b'event: topics\ndata: ["worklist", "proposal:3"]\n\n'
    await stream.aclose()
