"""Splitting and joining: nothing lost, nothing raised but our own error."""

import hl7 as reference
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from practicum.formats.hl7.charsets import codec_named
from practicum.formats.hl7.errors import Fault, Hl7Error
from practicum.formats.hl7.marks import STANDARD, Marks, escape, unescape
from practicum.formats.hl7.message import parse, serialise, split_batch
from practicum.formats.hl7.tests.samples import CBC, OLD, changed

words = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_characters="|^~\\&\x7f"), max_size=8
)
components = st.lists(words, min_size=1, max_size=4).map("^".join)
fields = st.lists(components, min_size=1, max_size=3).map("~".join)
lines = st.builds(
    lambda name, values: "|".join([name, *values]),
    st.from_regex(r"[A-Z][A-Z0-9]{2}", fullmatch=True).filter(lambda n: n not in ("MSH", "FHS", "BHS")),
    st.lists(fields, max_size=6),
)


@given(st.lists(lines, max_size=6))
def test_parse_then_serialise_is_identity(body: list[str]) -> None:
    raw = "".join(f"{line}\r" for line in ["MSH|^~\\&|A|B||||||||2.5.1||||||UNICODE UTF-8", *body]).encode()
    assert serialise(parse(raw)) == raw


@pytest.mark.parametrize("codec", ["8859/1", "8859/15", "GB 18030-2000", "UNICODE UTF-8", "BIG-5"])
def test_identity_in_other_character_sets(codec: str) -> None:
    name = codec_named(codec)
    assert name
    text = "Müller" if name.startswith("iso") else "李小龍"
    raw = f"MSH|^~\\&||||||||||2.5.1||||||{codec}\rNTE|1||{text}\r"
    message = parse(raw.encode(name))
    assert message.segments[1].value(3) == text
    assert serialise(message) == raw.encode(name)


@settings(max_examples=40, deadline=None)
@given(st.lists(lines, max_size=4))
def test_agrees_with_the_reference(body: list[str]) -> None:
    raw = "".join(
        f"{line}\r" for line in ["MSH|^~\\&|A|B|C^D||||ORU^R01|1|P|2.5.1||||||UNICODE UTF-8", *body, "NTE|."]
    )
    ours, theirs = parse(raw.encode()), reference.parse(raw)
    assert [s.name for s in ours.segments] == [str(s[0]) for s in theirs]
    for mine, other in zip(ours.segments, theirs, strict=True):
        for number in range(1, len(mine.fields)):
            assert mine.raw(number) == str(other(number))


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("\r\n|^&~\\ \x00")
def test_escape_then_unescape_is_identity(text: str) -> None:
    assert unescape(escape(text)) == text
    assert not set(escape(text).replace("\\", "")) & set("|^~&\r\n")
    odd = Marks("$", "%", "*", "!", "@", "#")
    assert unescape(escape(text, marks=odd), marks=odd) == text


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        (r"a\F\b\S\c\T\d\R\e\E\f", "a|b^c&d~e\\f"),
        (r"\X48656C6C6F\ \XC3A9\ ", "Hello é "),
        (r"one\.br\two\.sp2\three", "one\ntwo\n\nthree"),
        (r"\H\bold\N\ \.in4\x\.ti-2\\.sk3\y", "bold x   y"),
        (r"path C:\temp\new", r"path C:\temp\new"),
        (r"trailing \ ", "trailing \\ "),
        (r"\Zlocal\ \C2842\ ", r"\Zlocal\ \C2842\ "),
        (r"\X4\ \XZZ\ ", r"\X4\ \XZZ\ "),
        ("\\", "\\"),
        ("\\\\", "\\\\"),
        (r"\XFF\ ", "ÿ "),
    ],
)
def test_escapes_as_sent(sent: str, meant: str) -> None:
    assert unescape(sent, marks=STANDARD) == meant


def test_accessors_count_as_the_standard_does() -> None:
    message = parse(CBC)
    header = message.header
    assert (header.value(1), header.value(2), header.value(3), header.value(4, 2)) == (
        "|",
        "^~\\&",
        "LABX",
        "1.2.3.4",
    )
    pid = message.first("PID")
    assert pid is not None
    assert pid.value(3, 1, repetition=2) == "99887"
    assert pid.value(3, 4, 2, repetition=2) == "1.2.3.4"
    assert pid.value(99) == pid.value(3, 99) == pid.value(3, repetition=9) == ""
    assert [s.number for s in message.all("OBX")] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\r"])
def test_any_line_ending(end: str) -> None:
    raw = CBC.decode().replace("\r", end).encode()
    message = parse(raw)
    assert [s.text for s in message.segments] == [s.text for s in parse(CBC).segments]
    assert bool(message.odd) == (end != "\r")


def test_a_feed_inside_text_belongs_to_the_text() -> None:
    message = parse(CBC.replace(b"Fasting patient", b"Fasting\npatient"))
    note = message.first("NTE")
    assert note is not None
    assert note.value(3) == "Fasting\npatient"
    assert any("joined again" in odd for odd in message.odd)


def test_oddities_taken() -> None:
    message = parse(b"\xef\xbb\xbf\r\n " + OLD + b"\n\n  \n")
    assert message.marks.truncation == "#"
    assert message.header.value(12) == "2.3"
    assert len(message.odd) >= 2


def test_null_is_not_empty() -> None:
    segment = parse(CBC.replace(b"Fasting patient", b'""')).first("NTE")
    assert segment is not None
    assert segment.is_null(3)
    assert segment.value(3) == ""


@pytest.mark.parametrize(
    ("raw", "fault", "says"),
    [
        (b"", Fault.SEGMENT_SEQUENCE, "MSH: the message does not begin with a header segment"),
        (b"hello", Fault.SEGMENT_SEQUENCE, "does not begin"),
        (b"PID|1\rMSH|^~\\&|", Fault.SEGMENT_SEQUENCE, "does not begin"),
        (b"MSH", Fault.REQUIRED_FIELD, "MSH, field 1"),
        (b"MSH|", Fault.REQUIRED_FIELD, "MSH, field 2"),
        (b"MSH||A", Fault.REQUIRED_FIELD, "MSH, field 2"),
        (b"MSH|^^^^|A", Fault.DATA_TYPE, "must differ"),
        (b"MSHA^~\\&A", Fault.DATA_TYPE, "no letters"),
        (b"MSH|^~\\&|A\rnonsense here", Fault.SEGMENT_SEQUENCE, "line 2"),
        (changed(CBC, MSH_18="KLINGON"), Fault.TABLE_VALUE, "KLINGON"),
        (CBC.replace(b"Fasting", b"F\xe4sting"), Fault.DATA_TYPE, "NTE, field 3"),
    ],
)
def test_refused_with_place_and_code(raw: bytes, fault: Fault, says: str) -> None:
    with pytest.raises(Hl7Error, match=says) as refused:
        parse(raw)
    assert refused.value.fault is fault


def test_undeclared_characters_are_read_and_said() -> None:
    plain = changed(CBC, MSH_18="")
    latin = parse(plain.replace(b"Fasting", "Nüchtern".encode("latin-1")))
    utf = parse(plain.replace(b"Fasting", "Nüchtern".encode()))
    for message in (latin, utf):
        note = message.first("NTE")
        assert note is not None
        assert note.value(3).startswith("Nüchtern")
        assert "names no character set" in message.odd[0]


def test_wide_characters() -> None:
    message = parse(changed(CBC, MSH_18="UNICODE UTF-16").decode().encode("utf-16"))
    assert message.codec == "utf-16-le"
    assert message.header.value(10) == "MSG00001"


@given(st.binary(max_size=200))
@example(b"MSH|^~\\&|\x00")
def test_any_bytes_are_taken_or_refused(raw: bytes) -> None:
    for data in (raw, b"MSH|^~\\&|" + raw, b"MSH|^~\\&|A\r" + raw):
        try:
            parse(data)
        except Hl7Error as refused:
            assert str(refused)
        split_batch(data)


def test_a_frame_begun_must_be_ended() -> None:
    assert parse(b"\x0b" + CBC + b"\x1c\r").segments == parse(CBC).segments
    with pytest.raises(Hl7Error, match="cut off before its end"):
        parse(b"\x0b" + CBC)


def test_a_file_of_messages() -> None:
    batch = b"FHS|^~\\&|X\rBHS|^~\\&|X\r" + CBC + CBC + b"BTS|2\rFTS|1\r"
    assert split_batch(batch) == [CBC, CBC]
    assert split_batch(b"\x0b" + CBC + b"\x1c\r\x0b" + CBC + b"\x1c\r") == [CBC, CBC]
    assert split_batch(b"") == []
