"""Split a message into segments and fields, and join them again without losing a byte.

A segment keeps its text; fields, repetitions, components and subcomponents are found when asked
for. Numbers are those of the standard and start at one: ``segment.value(5, 2)`` is the second
component of the fifth field, MSH counted as the standard counts it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from practicum.formats.hl7 import charsets
from practicum.formats.hl7.errors import Fault, Hl7Error, Place
from practicum.formats.hl7.marks import STANDARD, Marks, read_marks, unescape

# "Delete what you have": two quotation marks, which is not the same as saying nothing.
NULL = '""'

_NAME = re.compile(r"[A-Z][A-Z0-9]{2}")
# Segments whose text is free, so that a broken line is the rest of it and not a new segment.
_FREE_TEXT = frozenset({"OBX", "NTE"})


class Segment:
    """One line of a message."""

    __slots__ = ("codec", "fields", "marks", "name", "number", "text")

    def __init__(self, text: str, *, marks: Marks = STANDARD, number: int = 1, codec: str = "utf-8") -> None:
        self.text = text
        self.marks = marks
        self.number = number
        self.codec = codec
        self.name = text[:3]
        self.fields = text.split(marks.field)
        if self.name in ("MSH", "FHS", "BHS"):  # the separator itself is their first field
            self.fields.insert(1, marks.field)

    def raw(self, number: int) -> str:
        """Give a field as it stands, empty when the segment is shorter."""
        return self.fields[number] if number < len(self.fields) else ""

    def repetitions(self, number: int) -> list[str]:
        """Give the repetitions of a field as they stand; none when it is empty."""
        text = self.raw(number)
        if not text:
            return []
        mark = self.marks.repetition
        return text.split(mark) if mark and mark in text else [text]

    def value(self, number: int, component: int = 1, subcomponent: int = 1, *, repetition: int = 1) -> str:
        """Give one value with its escapes resolved; empty when absent or explicitly null."""
        text = self.raw(number)
        if not text:
            return ""
        marks = self.marks
        if self.name == "MSH" and number <= 2:
            return text
        text = pick(text, marks.repetition, repetition)
        text = pick(text, marks.component, component)
        text = pick(text, marks.subcomponent, subcomponent)
        if text == NULL:
            return ""
        return unescape(text, marks=marks, codec=self.codec) if marks.escape in text else text

    def is_null(self, number: int) -> bool:
        """Tell whether the sender says to delete what one has (``""``)."""
        return self.raw(number) == NULL

    def place(self, number: int = 0, component: int = 0) -> Place:
        """Name a place in this segment for an error."""
        return Place(self.name, self.number, number, component)

    def __eq__(self, other: object) -> bool:
        """Compare by text."""
        return isinstance(other, Segment) and (self.text, self.marks) == (other.text, other.marks)

    def __hash__(self) -> int:
        """Hash by text."""
        return hash(self.text)

    def __repr__(self) -> str:
        """Show the name only: the rest may be about a patient."""
        return f"<Segment {self.name} {self.number}>"


def pick(text: str, mark: str, number: int) -> str:
    """Give the numbered part between marks, empty when there are fewer."""
    if not mark or mark not in text:
        return text if number == 1 else ""
    parts = text.split(mark, number)
    return parts[number - 1] if number <= len(parts) else ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message taken apart, with what was odd about how it was written."""

    segments: tuple[Segment, ...]
    marks: Marks = STANDARD
    codec: str = "utf-8"
    odd: tuple[str, ...] = field(default=(), compare=False)

    @property
    def header(self) -> Segment:
        """The MSH segment."""
        return self.segments[0]

    def all(self, name: str) -> Iterator[Segment]:
        """Give every segment of that name in order."""
        return (segment for segment in self.segments if segment.name == name)

    def first(self, name: str) -> Segment | None:
        """Give the first segment of that name."""
        return next(self.all(name), None)


def parse(raw: bytes) -> Message:
    """Take a message apart; raise only `Hl7Error`.

    Bytes that still carry the start of their MLLP frame must carry its end too: a message cut
    off in transit may look whole up to the cut.
    """
    if raw.startswith(b"\x0b"):
        body = raw[1:].rstrip(b"\r")
        if not body.endswith(b"\x1c"):
            raise Hl7Error(Fault.SEGMENT_SEQUENCE, "the message was cut off before its end.")
        raw = body[:-1]
    text, codec, odd = charsets.decode(raw)
    if "\x00" in text:
        odd.append("The message holds NUL characters; they were left out.")
        text = text.replace("\x00", "")
    start = text.lstrip("\r\n\t \ufeff")
    if len(start) != len(text):
        odd.append("There is empty space before the header.")
    if not start.startswith("MSH"):
        raise Hl7Error(
            Fault.SEGMENT_SEQUENCE, "the message does not begin with a header segment.", place=Place("MSH")
        )
    marks = read_marks(re.split(r"[\r\n]", start[:16], maxsplit=1)[0])
    counts: dict[str, int] = {}
    segments: list[Segment] = []
    for line in _lines(start, marks, odd):
        name = line[:3]
        counts[name] = counts.get(name, 0) + 1
        segments.append(Segment(line, marks=marks, number=counts[name], codec=codec))
    return Message(tuple(segments), marks, codec, tuple(odd))


def _lines(text: str, marks: Marks, odd: list[str]) -> list[str]:
    """Split at carriage returns as the standard says; where a sender uses line feeds, at those."""
    if "\n" not in text:
        rough = text.split("\r")
    elif "\r" in text.rstrip("\r\n"):
        rough = text.replace("\r\n", "\r").split("\r")
        odd.append("Lines end with line feeds too.")
    else:
        rough = text.replace("\r", "").split("\n")
        odd.append("Lines end with line feeds.")
    lines: list[str] = []
    for line in rough:
        if "\n" in line:
            for piece in line.split("\n"):
                _take(piece, lines, marks, odd)
        else:
            _take(line, lines, marks, odd)
    return lines


def _take(line: str, lines: list[str], marks: Marks, odd: list[str]) -> None:
    """Add a line as a segment, or to the text before it when the sender broke that text."""
    if (line[3:4] == marks.field and _NAME.fullmatch(line[:3])) or (len(line) == 3 and _NAME.fullmatch(line)):
        lines.append(line)
    elif not line.strip():
        if line:
            odd.append(f"Line {len(lines) + 1} is blank.")
    elif lines and lines[-1][:3] in _FREE_TEXT:
        lines[-1] += f"{marks.escape}.br{marks.escape}{line}" if marks.escape else f" {line}"
        odd.append(f"Text broken over lines was joined again in {lines[-1][:3]}.")
    else:
        raise Hl7Error(
            Fault.SEGMENT_SEQUENCE,
            f"line {len(lines) + 1} does not begin with a segment name and the separator.",
            place=Place(lines[-1][:3] if lines else "MSH"),
        )


def serialise(message: Message) -> bytes:
    """Write a message as bytes: each segment ends with a carriage return."""
    return "".join(segment.text + "\r" for segment in message.segments).encode(message.codec)


def join(segments: Sequence[str], *, codec: str = "utf-8") -> bytes:
    """Write segments already encoded as text."""
    return "".join(segment + "\r" for segment in segments).encode(codec)


def split_batch(raw: bytes) -> list[bytes]:
    """Take the messages out of a file: one, several in a row, or a batch with its envelopes."""
    starts = [
        match.start(1)
        for match in re.finditer(rb"(?:\A|[\r\n\x0b\x1c])[\s\x0b\x1c]*(MSH[^A-Za-z0-9\s])", raw)
    ]
    messages = []
    for start, end in zip(starts, [*starts[1:], len(raw)], strict=False):
        body = re.split(rb"[\r\n](?:BTS|FTS|BHS|FHS)(?=[^A-Za-z0-9])", raw[start:end], maxsplit=1)[0]
        messages.append(body.strip(b"\x0b\x1c\r\n \t") + b"\r")
    return messages
