"""The listener on a real socket: kept first, answered after, in order, whatever happens."""

import asyncio
import contextlib
import ssl
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import hl7.mllp
import pytest

from practicum.adapters.lab.batches import Unavailable
from practicum.adapters.lab.listener import Listener, listen
from practicum.adapters.lab.settings import Settings
from practicum.formats.hl7.ack import Ack, parse_ack
from practicum.formats.hl7.tests.samples import CBC, changed, without
from practicum.formats.mllp import Decoder, Frame, frame

ANYWHERE = Settings(port=0, idle_seconds=5)


@dataclass
class Inbox:
    """Keeps in memory; can be slow, and can refuse."""

    kept: dict[str, bytes] = field(default_factory=dict)
    order: list[bytes] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    delay: float = 0.0
    refuses: Callable[[bytes], bool] = lambda raw: False
    down: bool = False
    threads: set[int] = field(default_factory=set)

    def __call__(self, messages: Sequence[tuple[str, bytes]]) -> list[bool]:
        time.sleep(self.delay)
        self.threads.add(threading.get_ident())
        if self.down:
            raise Unavailable
        if any(self.refuses(raw) for _, raw in messages):
            raise ValueError("not this one")
        self.batches.append(len(messages))
        fresh = []
        for key, raw in messages:
            fresh.append(key not in self.kept)
            self.kept[key] = raw
            self.order.append(raw)
        return fresh


@dataclass
class Client:
    """A bare TCP sender."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    decoder: Decoder = field(default_factory=Decoder)
    ready: list[Ack] = field(default_factory=list)

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def ack(self) -> Ack:
        while not self.ready:
            data = await asyncio.wait_for(self.reader.read(65536), 5)
            if not data:
                raise ConnectionResetError
            self.ready += [parse_ack(e.payload) for e in self.decoder.feed(data) if isinstance(e, Frame)]
        return self.ready.pop(0)


@contextlib.asynccontextmanager
async def running(inbox: Inbox, settings: Settings = ANYWHERE) -> AsyncIterator[Listener]:
    listener = await listen(settings, keep_many=inbox)
    try:
        yield listener
    finally:
        await listener.stop()


async def connect(listener: Listener) -> Client:
    return Client(*await asyncio.open_connection("127.0.0.1", listener.port))


def numbered(count: int, start: int = 0) -> list[bytes]:
    return [changed(CBC, MSH_10=f"N{number}") for number in range(start, start + count)]


async def test_an_independent_client_is_answered() -> None:
    inbox = Inbox()
    async with running(inbox) as listener:
        reader, writer = await hl7.mllp.open_hl7_connection("127.0.0.1", listener.port)
        for raw in numbered(3):
            writer.writemessage(hl7.parse(raw.decode()))
            await writer.drain()
            answer = await reader.readmessage()
            assert str(answer.segment("MSA")(1)) == "AA"
        writer.close()
        await writer.wait_closed()
    assert len(inbox.kept) == 3


async def test_nothing_is_answered_before_it_is_kept() -> None:
    inbox = Inbox(delay=0.3)
    async with running(inbox) as listener:
        client = await connect(listener)
        await client.send(frame(CBC))
        await asyncio.sleep(0.1)
        assert not client.ready
        assert not inbox.kept
        assert (await client.ack()).code == "AA"
        assert list(inbox.kept.values()) == [CBC]


async def test_a_replay_is_acknowledged_and_has_no_second_effect() -> None:
    inbox = Inbox()
    async with running(inbox) as listener:
        client = await connect(listener)
        await client.send(frame(CBC) * 3)
        assert [(await client.ack()).code for _ in range(3)] == ["AA"] * 3
        assert listener.keeper.counts.repeats == 2
    assert len(inbox.kept) == 1


async def test_coalesced_frames_are_kept_in_groups_and_answered_in_order() -> None:
    inbox = Inbox(delay=0.02)
    messages = numbered(100)
    async with running(inbox) as listener:
        client = await connect(listener)
        await client.send(b"".join(frame(m) for m in messages))
        answers = [await client.ack() for _ in messages]
    assert [a.control_id for a in answers] == [f"N{n}" for n in range(100)]
    assert inbox.order == messages
    assert len(inbox.batches) < 20
    assert len(inbox.threads) == 1


async def test_many_senders_share_commits_and_keep_their_own_order() -> None:
    inbox = Inbox(delay=0.01)
    async with running(inbox) as listener:

        async def sender(start: int) -> None:
            client = await connect(listener)
            for raw in numbered(20, start):
                await client.send(frame(raw))
                assert (await client.ack()).code == "AA"

        await asyncio.gather(*(sender(100 * n) for n in range(8)))
        assert listener.keeper.counts.commits < 160
    for n in range(8):
        mine = [raw for raw in inbox.order if raw in numbered(20, 100 * n)]
        assert mine == numbered(20, 100 * n)


async def test_a_byte_at_a_time() -> None:
    inbox = Inbox()
    async with running(inbox) as listener:
        client = await connect(listener)
        for byte in frame(without(CBC, "OBX", "NTE") + b"OBX|1|ST|A^B||x||||||F\r"):
            await client.send(bytes([byte]))
        assert (await client.ack()).code == "AA"


async def test_broken_messages_are_kept_and_answered_with_the_reason() -> None:
    inbox = Inbox()
    broken = [without(CBC, "PID"), changed(CBC, MSH_12="9"), b"hello"]
    async with running(inbox) as listener:
        client = await connect(listener)
        for raw in broken:
            await client.send(frame(raw))
        answers = [await client.ack() for _ in broken]
        await client.send(frame(CBC))
        assert (await client.ack()).code == "AA"
    assert [(a.code, a.fault) for a in answers] == [("AE", 100), ("AR", 203), ("AE", 100)]
    assert inbox.order == [*broken, CBC]


async def test_noise_is_passed_over_and_a_cut_frame_kept_as_a_fragment() -> None:
    inbox = Inbox()
    async with running(inbox) as listener:
        client = await connect(listener)
        await client.send(b"GET / HTTP/1.1\r\n\r\n" + b"\x0b" + CBC[:300] + frame(CBC))
        assert [(await client.ack()).code for _ in range(2)] == ["AE", "AA"]
        client.writer.write(b"\x0b" + CBC[:200])
        client.writer.write_eof()
        assert (await client.ack()).code == "AE"
    assert inbox.order == [b"\x0b" + CBC[:300], CBC, b"\x0b" + CBC[:200]]


async def test_a_frame_over_the_limit_is_answered_and_the_next_is_taken() -> None:
    inbox = Inbox()
    async with running(inbox, replace(ANYWHERE, largest_frame=4096)) as listener:
        client = await connect(listener)
        await client.send(b"\x0b" + CBC + b"OBX|9|TX|A^B||" + b"x" * 100_000 + b"\r\x1c\r" + frame(CBC))
        first, second = await client.ack(), await client.ack()
    assert (first.code, first.fault, first.control_id) == ("AE", 104, "MSG00001")
    assert second.code == "AA"


async def test_a_large_document_goes_through() -> None:
    inbox = Inbox()
    big = CBC.replace(b"JVBERi0xLjQ=", b"QUJD" * 1_000_000)
    async with running(inbox) as listener:
        client = await connect(listener)
        await client.send(frame(big))
        assert (await client.ack()).code == "AA"
    assert inbox.order == [big]


async def test_when_nothing_can_be_kept_the_sender_is_told_to_send_again() -> None:
    inbox = Inbox(down=True)
    async with running(inbox) as listener:
        client = await connect(listener)
        await client.send(frame(CBC))
        answer = await client.ack()
        assert (answer.code, answer.fault) == ("AR", 207)
        inbox.down = False
        await client.send(frame(CBC))
        assert (await client.ack()).code == "AA"
        assert listener.keeper.counts.not_kept == 1


async def test_one_that_cannot_be_kept_does_not_bring_down_the_others() -> None:
    inbox = Inbox(delay=0.05, refuses=lambda raw: b"|N7|" in raw)
    async with running(inbox) as listener:
        client = await connect(listener)
        await client.send(b"".join(frame(m) for m in numbered(10)))
        answers = [await client.ack() for _ in range(10)]
    assert [a.control_id for a in answers if a.code == "AR"] == ["N7"]
    assert len(inbox.kept) == 9


async def test_enhanced_mode_is_answered_as_asked() -> None:
    inbox = Inbox()
    async with running(inbox) as listener:
        client = await connect(listener)
        await client.send(frame(changed(CBC, MSH_15="AL", MSH_16="AL")))
        assert [(await client.ack()).code for _ in range(2)] == ["CA", "AA"]
        await client.send(frame(changed(CBC, MSH_15="NE", MSH_16="NE", MSH_10="Q")))
        await client.send(frame(changed(CBC, MSH_15="AL", MSH_16="NE", MSH_12="9")))
        assert (await client.ack()).code == "CR"
    assert len(inbox.kept) == 3


async def test_a_sender_that_reads_no_answers_is_held_back_and_let_go() -> None:
    inbox = Inbox()
    settings = replace(ANYWHERE, idle_seconds=0.5, waiting_frames=8)
    async with running(inbox, settings) as listener:
        client = await connect(listener)
        with contextlib.suppress(ConnectionError, TimeoutError):
            for raw in numbered(20_000):
                await asyncio.wait_for(client.send(frame(raw)), 2)
        assert len(inbox.order) < 20_000
        other = await connect(listener)
        await other.send(frame(CBC))
        assert (await other.ack()).code == "AA"


async def test_silence_closes_a_connection() -> None:
    async with running(Inbox(), replace(ANYWHERE, idle_seconds=0.1)) as listener:
        client = await connect(listener)
        assert await asyncio.wait_for(client.reader.read(), 2) == b""


async def test_too_many_connections_are_turned_away() -> None:
    async with running(Inbox(), replace(ANYWHERE, most_connections=1)) as listener:
        first = await connect(listener)
        await first.send(frame(CBC))
        await first.ack()
        second = await connect(listener)
        assert await asyncio.wait_for(second.reader.read(), 2) == b""


async def test_a_sender_that_goes_away_has_its_messages_kept() -> None:
    inbox = Inbox(delay=0.1)
    async with running(inbox) as listener:
        client = await connect(listener)
        await client.send(b"".join(frame(m) for m in numbered(5)))
        await asyncio.sleep(0.05)
        client.writer.transport.abort()
        await asyncio.sleep(0.5)
    assert len(inbox.kept) == 5


async def test_stopping_keeps_and_answers_what_has_arrived() -> None:
    inbox = Inbox(delay=0.2)
    listener = await listen(ANYWHERE, keep_many=inbox)
    client = await connect(listener)
    await client.send(b"".join(frame(m) for m in numbered(5)))
    await asyncio.sleep(0.1)
    await listener.stop()
    assert [(await client.ack()).code for _ in range(5)] == ["AA"] * 5
    assert len(inbox.kept) == 5


async def test_over_tls(tmp_path: Path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run(["openssl", *words, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    settings = replace(ANYWHERE, certificate=str(certificate), key=str(key))
    async with running(Inbox(), settings) as listener:
        trusting = ssl.create_default_context(cafile=str(certificate))
        trusting.check_hostname = False
        client = Client(*await asyncio.open_connection("127.0.0.1", listener.port, ssl=trusting))
        await client.send(frame(CBC))
        assert (await client.ack()).code == "AA"
        client.writer.close()
        plain = await connect(listener)
        await plain.send(frame(CBC))
        with pytest.raises(ConnectionError):
            await plain.ack()
