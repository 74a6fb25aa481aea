"""Frames come out whole however the bytes come in, and nothing is dropped in silence."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from practicum.formats.mllp import END, START, Decoder, Event, Frame, Junk, TooLong, Unfinished, frame

payloads = st.binary(min_size=1, max_size=60).map(
    lambda b: b"MSH|" + b.replace(b"\x1c", b".").replace(b"\x0b", b".")
)


def fed(data: bytes, cuts: list[int], limit: int = 1000) -> list[Event]:
    """Feed the data cut at those places, then close."""
    decoder = Decoder(limit=limit)
    events: list[Event] = []
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    for start, stop in pairwise(places):
        events += decoder.feed(data[start:stop])
    return events + decoder.close()


@given(
    st.lists(payloads, max_size=5),
    st.lists(st.integers(0, 1000), max_size=8),
    st.sampled_from([b"", b"\r\n", b" "]),
)
def test_frames_survive_any_cutting(messages: list[bytes], cuts: list[int], between: bytes) -> None:
    data = between.join(frame(m) for m in messages)
    assert fed(data, cuts) == [Frame(m) for m in messages]


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=6))
@example(b"\x0b\x0b\x0bMSH\x1c\x1c\r\x0b", [2])
@example(b"\x0babc\x1c\x0bMSH|\x1c\r", [5])
def test_cutting_never_changes_the_frames(data: bytes, cuts: list[int]) -> None:
    def whole(events: list[Event]) -> list[Event]:
        return [event for event in events if not isinstance(event, Junk)]

    assert whole(fed(data, cuts)) == whole(fed(data, []))


@given(st.binary(max_size=200), st.integers(16, 40), st.lists(st.integers(0, 200), max_size=5))
def test_the_limit_holds(data: bytes, limit: int, cuts: list[int]) -> None:
    decoder = Decoder(limit=limit)
    for event in fed(data, cuts, limit):
        if isinstance(event, Frame):
            assert len(event.payload) <= limit
    decoder.feed(START + data)
    assert len(decoder._buffer) <= limit + len(data)


@pytest.mark.parametrize(
    ("data", "events"),
    [
        (b"noise" + frame(b"MSH|1"), [Junk(b"noise", 5), Frame(b"MSH|1")]),
        (START + b"MSH|1" + frame(b"MSH|2"), [Unfinished(b"MSH|1"), Frame(b"MSH|2")]),
        (START + b"MSH|1", [Unfinished(b"MSH|1")]),
        (START + b"MSH|1\x1c", [Frame(b"MSH|1")]),
        (START + b"MSH|1\x1c" + frame(b"MSH|2"), [Frame(b"MSH|1"), Frame(b"MSH|2")]),
        (frame(b"MSH|a\x0bb"), [Frame(b"MSH|a\x0bb")]),
        (frame(b"MSH|a\x1cb"), [Frame(b"MSH|a\x1cb")]),
        (frame(b"MSH|1\r\n"), [Frame(b"MSH|1\r\n")]),
        (START + END, [Frame(b"")]),
        (b"MSH|1\r" + END, [Junk(b"MSH|1\r\x1c\r", 8)]),
        (b"\r\n\r\n", []),
    ],
)
def test_what_senders_do(data: bytes, events: list[Event]) -> None:
    assert fed(data, []) == events
    assert [e for n in range(len(data)) for e in [fed(data, [n])] if e != events] == []


def test_too_long_is_told_at_once_and_the_next_is_read() -> None:
    decoder = Decoder(limit=20)
    assert decoder.feed(START + b"MSH|" + b"x" * 30) == [TooLong(b"MSH|" + b"x" * 30, 20)]
    assert decoder.feed(b"y" * 50) == []
    assert decoder.feed(b"z\x1c") == []
    assert decoder.feed(b"\r" + frame(b"MSH|2")) == [Frame(b"MSH|2")]
    assert not decoder.waiting
    assert fed(frame(b"MSH|" + b"x" * 30) + frame(b"MSH|2"), [], 20) == [
        TooLong(b"MSH|" + b"x" * 30, 20),
        Frame(b"MSH|2"),
    ]


def test_a_flood_of_noise_is_not_kept() -> None:
    decoder = Decoder()
    events = [e for _ in range(20) for e in decoder.feed(b"n" * 10_000)]
    assert all(isinstance(e, Junk) and len(e.data) <= 8192 for e in events)
    assert sum(e.length for e in events if isinstance(e, Junk)) == 200_000


@pytest.mark.parametrize("payload", [b"a\x1c\rb", b"a\x0bMSH|"])
def test_frames_inside_frames_are_not_written(payload: bytes) -> None:
    with pytest.raises(ValueError, match="frame"):
        frame(payload)


def test_limits_must_let_something_through() -> None:
    with pytest.raises(ValueError, match="16"):
        Decoder(limit=3)
