"""Character sets a message may declare in MSH-18 (HL7 table 0211)."""

import re

from practicum.formats.hl7.errors import Fault, Hl7Error, Place

_MSH_18 = Place("MSH", field=18)

# As the table spells them, compared without case, spaces, dashes, slashes and underscores.
_CODECS = {
    "ASCII": "ascii", "USASCII": "ascii", "ISOIR6": "ascii",
    **{f"8859{part}": f"iso8859_{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15)},
    **{f"ISO8859{part}": f"iso8859_{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15)},
    "LATIN1": "iso8859_1", "WINDOWS1252": "cp1252", "CP1252": "cp1252",
    "UNICODE": "utf-8", "UTF8": "utf-8", "UNICODEUTF8": "utf-8", "UTF16": "utf-16", "UTF32": "utf-32",
    "UNICODEUTF16": "utf-16", "UNICODEUTF32": "utf-32",
    "GB180302000": "gb18030", "BIG5": "big5", "KSX1001": "euc_kr",
    "ISOIR87": "iso2022_jp_2", "ISOIR159": "iso2022_jp_2", "JISX0202": "iso2022_jp_2",
}  # fmt: skip

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def codec_named(declared: str) -> str | None:
    """Give the Python codec of a character set as declared, None when it is not known."""
    return _CODECS.get(re.sub(r"[\s/_.-]", "", declared).upper())


def decode(raw: bytes) -> tuple[str, str, list[str]]:
    """Turn a message into text; give also the codec used and what was odd about it."""
    odd: list[str] = []
    marked = _by_byte_order_mark(raw, odd)
    if marked is not None:
        return *marked, odd
    declared = _declared(raw)
    names = [codec_named(name) for name in declared]
    if declared and names[0] is None:
        sets = ", ".join(declared)
        raise Hl7Error(Fault.TABLE_VALUE, f"the character set “{sets[:60]}” is not known here; send UNICODE UTF-8.",
                       place=_MSH_18)  # fmt: skip
    # Further repetitions name the sets switched to by ISO 2022 escapes; that codec reads them all.
    codec = next((n for n in names if n == "iso2022_jp_2"), names[0] if names else "ascii") or "ascii"
    if codec == "ascii":
        return *_plain(raw, odd, declared=bool(declared)), odd
    try:
        return raw.decode(codec), codec, odd
    except UnicodeDecodeError as bad:
        raise Hl7Error(Fault.DATA_TYPE, f"the message says it is {declared[0]}, but byte {bad.start + 1} is not.",
                       place=_place_of(raw, bad.start)) from None  # fmt: skip


def _declared(raw: bytes) -> list[str]:
    """Find MSH-18 before anything is decoded."""
    head = raw[:4096].lstrip(b"\r\n\t ")
    line = re.split(rb"[\r\n]", head, maxsplit=1)[0]
    if not line.startswith(b"MSH") or len(line) < 8:
        return []
    fields = line.split(line[3:4])
    text = fields[17].decode("latin-1") if len(fields) > 17 else ""
    repetition = chr(line[5]) if len(line) > 5 else "~"
    return [name.strip() for name in text.split(repetition) if name.strip() and name.strip() != '""']


def _by_byte_order_mark(raw: bytes, odd: list[str]) -> tuple[str, str] | None:
    codec = next(((mark, name) for mark, name in _BYTE_ORDER_MARKS if raw.startswith(mark)), None)
    bare = raw
    if codec is not None:
        bare = raw[len(codec[0]) :]
        odd.append("The message begins with a byte order mark.")
        name = codec[1]
    elif raw.startswith(b"M\x00S\x00H\x00"):
        name = "utf-16-le"
    elif raw.startswith(b"\x00M\x00S\x00H"):
        name = "utf-16-be"
    else:
        return None
    try:
        return bare.decode(name), name
    except UnicodeDecodeError as bad:
        raise Hl7Error(Fault.DATA_TYPE, f"the message is marked {name}, but byte {bad.start + 1} is not.",
                       place=_MSH_18) from None  # fmt: skip


def _plain(raw: bytes, odd: list[str], *, declared: bool) -> tuple[str, str]:
    """Read ASCII, or what senders who say nothing (or ASCII) really send."""
    try:
        return raw.decode("ascii"), "ascii"
    except UnicodeDecodeError:
        pass
    said = "says it is ASCII" if declared else "names no character set"
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        odd.append(f"The message {said} but holds other characters; they were read as Latin-1.")
        return raw.decode("iso8859_1"), "iso8859_1"
    odd.append(f"The message {said} but holds other characters; they were read as UTF-8.")
    return text, "utf-8"


def _place_of(raw: bytes, offset: int) -> Place:
    """Name the segment and field in which a byte lies."""
    before = re.split(rb"[\r\n]", raw[:offset])
    name = before[-1][:3].decode("latin-1")
    if not re.fullmatch(r"[A-Z][A-Z0-9]{2}", name):
        return _MSH_18
    number = sum(1 for line in before if line[:3] == before[-1][:3])
    separator = raw.lstrip()[3:4] or b"|"
    return Place(name, number, before[-1].count(separator) + (name == "MSH"))
