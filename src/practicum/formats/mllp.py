"""The framing HL7 messages travel in over TCP (minimal lower layer protocol), without the TCP.

A frame is a vertical tab, the message, a file separator and a carriage return. Bytes are fed in
as they come, coalesced or split anywhere; out come events. Nothing is ever lost in silence: what
stands between frames, a frame begun and not ended, and one over the limit are events too.
"""

from dataclasses import dataclass
from typing import TypeAlias

START = b"\x0b"
END = b"\x1c\r"
_SEPARATOR = b"\x1c"
# How much of what is thrown away is kept for the record and for the answer.
_KEPT = 8192


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole message."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Junk:
    """Bytes outside any frame; line ends and blanks between frames are not counted as such."""

    data: bytes
    length: int


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A frame whose end never came: the connection closed, or the next frame began."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class TooLong:
    """A frame over the limit. Told as soon as it is; the rest is skipped up to its end."""

    head: bytes
    limit: int


Event: TypeAlias = Frame | Junk | Unfinished | TooLong


def frame(payload: bytes) -> bytes:
    """Put a message into its frame."""
    if END in payload or START + b"MSH" in payload:
        raise ValueError("The message holds the bytes that end or begin a frame.")
    return START + payload + END


class Decoder:
    """Turns a stream of bytes into events, holding no more than one frame of at most ``limit`` bytes."""

    __slots__ = ("_buffer", "_inside", "_limit", "_scanned", "_skipping")

    def __init__(self, *, limit: int = 64 * 1024 * 1024) -> None:
        if limit < 16:
            raise ValueError("A limit under 16 bytes lets no message through.")
        self._limit = limit
        self._buffer = bytearray()
        self._inside = False
        self._skipping = False
        self._scanned = 0  # bytes of the buffer in which no end or new start can begin

    @property
    def waiting(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self._inside

    def feed(self, data: bytes) -> list[Event]:
        """Take more bytes; give what they complete."""
        self._buffer += data
        events: list[Event] = []
        while self._step(events):
            pass
        return events

    def close(self) -> list[Event]:
        """Say that no more will come; give what was left."""
        events: list[Event] = []
        if self._inside:
            # The separator alone, right before the close, ends a frame for some senders.
            if self._buffer.endswith(_SEPARATOR) and not self._skipping:
                events.append(Frame(bytes(self._buffer[:-1])))
            elif not self._skipping:
                events.append(Unfinished(bytes(self._buffer)))
        else:
            self._junk(len(self._buffer), events)
        self._buffer.clear()
        self._inside = self._skipping = False
        self._scanned = 0
        return events

    def _step(self, events: list[Event]) -> bool:
        """Do one thing; tell whether there may be more to do."""
        return self._in_frame(events) if self._inside else self._between(events)

    def _between(self, events: list[Event]) -> bool:
        begin = self._buffer.find(START)
        if begin < 0:
            # Held until it is clearly no slip of a line end, so that one burst makes one event.
            if len(self._buffer) > _KEPT:
                self._junk(len(self._buffer), events)
            return False
        self._junk(begin, events)
        del self._buffer[:1]
        self._inside = True
        self._scanned = 0
        return True

    def _junk(self, length: int, events: list[Event]) -> None:
        data = bytes(self._buffer[: min(length, _KEPT)])
        if data.strip(b"\r\n\t \x00\x1c"):
            events.append(Junk(data, length))
        del self._buffer[:length]

    def _in_frame(self, events: list[Event]) -> bool:
        end, after = self._find_end()
        if end < 0:
            if len(self._buffer) > self._limit:
                self._overflow(events)
            return False
        if self._skipping:
            self._skipping = False
        elif end > self._limit:
            events.append(TooLong(bytes(self._buffer[: min(end, _KEPT)]), self._limit))
        elif self._buffer[end : end + 1] == START:
            events.append(Unfinished(bytes(self._buffer[:end])))
        else:
            events.append(Frame(bytes(self._buffer[:end])))
        del self._buffer[:after]
        self._inside = False
        self._scanned = 0
        return True

    def _overflow(self, events: list[Event]) -> None:
        """Tell once that the frame is over the limit; keep the tail in which its end may begin."""
        if not self._skipping:
            events.append(TooLong(bytes(self._buffer[:_KEPT]), self._limit))
            self._skipping = True
        del self._buffer[:-4]
        self._scanned = 0

    def _find_end(self) -> tuple[int, int]:
        """Find where the frame ends and where the rest begins; (-1, -1) when that has not come yet.

        The end is a file separator before a carriage return, or before the next start where a
        sender forgets the return. Without an end, a new start counts only before a header: a
        vertical tab is also a line break that people paste into text.
        """
        buffer = self._buffer
        at = self._scanned
        separator, begin = buffer.find(_SEPARATOR, at), buffer.find(START, at)
        while separator >= 0 or begin >= 0:
            if begin < 0 or 0 <= separator < begin:
                follower = buffer[separator + 1 : separator + 2]
                if not follower:
                    self._scanned = separator
                    return -1, -1
                if follower == b"\r":
                    return separator, separator + 2
                if follower == START:
                    return separator, separator + 1
                separator = buffer.find(_SEPARATOR, separator + 1)
            else:
                follower = buffer[begin + 1 : begin + 4]
                if follower == b"MSH":
                    return begin, begin
                if len(follower) < 3 and b"MSH".startswith(bytes(follower)):
                    self._scanned = begin
                    return -1, -1
                begin = buffer.find(START, begin + 1)
        self._scanned = len(buffer)
        return -1, -1
