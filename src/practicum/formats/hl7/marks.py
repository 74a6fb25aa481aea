"""The encoding characters of a message, and its escape sequences (HL7 chapter 2, 2.5 and 2.7)."""

import re
from dataclasses import dataclass
from functools import lru_cache

from practicum.formats.hl7.errors import Fault, Hl7Error, Place


@dataclass(frozen=True, slots=True)
class Marks:
    """Encoding characters; an empty one is not in use, and nothing splits on it."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"
    truncation: str = ""

    @property
    def encoding_characters(self) -> str:
        """MSH-2 as it stands in the message."""
        return self.component + self.repetition + self.escape + self.subcomponent + self.truncation


STANDARD = Marks()


def read_marks(header: str) -> Marks:
    """Take the encoding characters from the text of an MSH segment."""
    if len(header) < 4:
        raise Hl7Error(Fault.REQUIRED_FIELD, "the message ends before its encoding characters.",
                       place=Place("MSH", field=1))  # fmt: skip
    separator = header[3]
    end = header.find(separator, 4)
    characters = header[4:end] if end >= 0 else header[4:]
    # Five characters since version 2.7 (truncation), seen from older senders too: ^~\&#
    if not 1 <= len(characters) <= 5:
        raise Hl7Error(Fault.REQUIRED_FIELD, "the encoding characters are missing; usual are ^~\\&.",
                       place=Place("MSH", field=2))  # fmt: skip
    every = separator + characters
    if len(set(every)) != len(every) or any(
        c.isalnum() or c in " \r\n\t" or not c.isprintable() for c in every
    ):
        raise Hl7Error(Fault.DATA_TYPE, f"the encoding characters “{every}” must differ and be no letters or figures.",
                       place=Place("MSH", field=2))  # fmt: skip
    component, repetition, escape_mark, subcomponent, truncation = [*characters, "", "", "", ""][:5]
    return Marks(separator, component, repetition, escape_mark, subcomponent, truncation)


_HEX = re.compile(r"X(?:[0-9A-Fa-f]{2})+")
_SPACES = re.compile(r"\.s([pk])\s*\+?(\d{1,3})?")
_LINE_BREAKS = frozenset({".br", ".ce", ".sp"})
_LAYOUT = re.compile(r"\.(?:fi|nf|in\s*[+-]?\d*|ti\s*[+-]?\d*)")


def unescape(text: str, *, marks: Marks = STANDARD, codec: str = "utf-8") -> str:
    """Resolve escape sequences; ones that are local or not understood stay as they are."""
    mark = marks.escape
    if not mark or mark not in text:
        return text
    pieces = text.split(mark)
    out = [pieces[0]]
    index = 1
    while index < len(pieces):
        meant = _resolve(pieces[index], marks, codec) if index + 1 < len(pieces) else None
        if meant is None:  # a lone escape character, or a sequence nobody defined
            out += [mark, pieces[index]]
            index += 1
        else:
            out += [meant, pieces[index + 1]]
            index += 2
    return "".join(out)


def _resolve(sequence: str, marks: Marks, codec: str) -> str | None:
    plain = {"F": marks.field, "S": marks.component, "T": marks.subcomponent, "R": marks.repetition,
             "E": marks.escape, "P": marks.truncation or "#", "H": "", "N": ""}.get(sequence)  # fmt: skip
    if plain is not None:
        return plain
    if _HEX.fullmatch(sequence):
        data = bytes.fromhex(sequence[1:])
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            return data.decode("latin-1")
    if sequence in _LINE_BREAKS:
        return "\n"
    if match := _SPACES.fullmatch(sequence):
        return ("\n" if match[1] == "p" else " ") * min(int(match[2] or 1), 99)
    return "" if _LAYOUT.fullmatch(sequence) else None


def escape(text: str, *, marks: Marks = STANDARD) -> str:
    r"""Write text so that no character of it is taken for structure; a line feed becomes ``\.br\``."""
    if not marks.escape or text.isalnum():
        return text
    return text.translate(_escapes(marks))


@lru_cache(maxsize=16)
def _escapes(marks: Marks) -> dict[int, str]:
    mark = marks.escape
    table = {code: f"{mark}X{code:02X}{mark}" for code in (*range(0x20), 0x7F)}
    table[0x0A] = f"{mark}.br{mark}"
    characters = (marks.field, marks.component, marks.subcomponent, marks.repetition, mark, marks.truncation)
    for letter, character in zip("FSTREP", characters, strict=True):
        if character:
            table[ord(character)] = f"{mark}{letter}{mark}"
    return table
