"""Names of people: kept as they are written, found however they are typed.

The name kept is only tidied (`clean`). Beside it goes a search key (`fold`): no accents, no
case, letters such as ø and ß spelt in the Latin alphabet, so that ``Søren O’Brien-Núñez`` is
found as ``soren obrien nunez``.
"""

import re
import unicodedata
from dataclasses import dataclass

# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ħ": "h",
    "ı": "i", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ə": "e", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ŀ": "l",
})  # fmt: skip
_APOSTROPHES = "'’‘ʼʻ`´′"
_DASHES = "-‐‑‒–—−"
_BREAKS = re.compile(rf"[\s{re.escape(_APOSTROPHES + _DASHES)}.,;/()&_\"]+")
_SUFFIXES = {"jr": "Jr.", "sr": "Sr.", "ii": "II", "iii": "III", "iv": "IV", "esq": "Esq.", "md": "MD"}
_PREFIXES = {"mr", "mrs", "ms", "miss", "dr", "prof", "rev"}


def clean(text: str) -> str:
    """Tidy a name for keeping: NFC, one space between words, no control or format characters."""
    printable = "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFC", text))
    kept = "".join(c for c in printable if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return " ".join(kept.split())


def fold(text: str) -> str:
    """Make the search key: words in small Latin letters without accents, one space between."""
    return " ".join(parts(text))


def parts(text: str) -> tuple[str, ...]:
    """Split a name into folded words at spaces, hyphens and apostrophes: ``("o", "brien")``."""
    lowered = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return tuple(word for piece in _BREAKS.split(bare) if (word := "".join(c for c in piece if c.isalnum())))


def search_words(*names: str) -> tuple[str, ...]:
    """Give every word a name is found by, in order, once: its parts, and words joined as often typed.

    ``O’Brien-Smith`` is found by o, brien, smith, obrien, briensmith and obriensmith.
    """
    found: dict[str, None] = {}
    for name in names:
        for word in clean(name).split(" "):
            pieces = parts(word)
            # Long chains of hyphens are nobody's name, and their combinations would explode.
            for size in range(1, min(len(pieces), 4) + 1):
                for start in range(len(pieces) - size + 1):
                    found.setdefault("".join(pieces[start : start + size]))
    return tuple(found)


def initials(*names: str) -> str:
    """Give the initials for an avatar: first letters of the first and the last name given."""
    words = [c for c in (clean(name) for name in names) if c]
    letters = [next((c for c in word if c.isalpha()), "") for word in words]
    marked = [letter for letter in letters if letter]
    return "".join(marked[:1] + marked[1:][-1:]).upper()


@dataclass(frozen=True, slots=True)
class TypedName:
    """A name taken from one line of typing, in the parts a record keeps."""

    family: str = ""
    given: str = ""
    middle: str = ""
    prefix: str = ""
    suffix: str = ""


def read_name(text: str) -> TypedName:
    """Take one line apart: ``Smith, John A``, ``John A. Smith Jr.``, ``Dr. Ana de la Cruz``.

    With a comma the family name stands first. Without, the last word is the family name, with
    particles before it (de, van, al ...) kept to it. A guess for a form the person then checks.
    """
    tidy = clean(text)
    before, comma, after = tidy.partition(",")
    if comma and fold(after) in _SUFFIXES:  # John Smith, Jr.
        return _with_suffix(_in_speaking_order(before.split()), after)
    if comma:
        words, prefix, suffix = _ends(after.replace(",", " ").split())
        return TypedName(clean(before), " ".join(words[:1]), " ".join(words[1:]), prefix, suffix)
    return _in_speaking_order(tidy.split())


_PARTICLES = {
    "de", "da", "do", "dos", "das", "del", "della", "di", "la", "las", "los", "le", "van", "von",
    "der", "den", "ter", "ten", "bin", "ibn", "al", "el", "abu", "st", "mac", "san", "santa", "du",
}  # fmt: skip


def _in_speaking_order(words: list[str]) -> TypedName:
    words, prefix, suffix = _ends(words)
    if len(words) < 2:
        return TypedName(family=" ".join(words), prefix=prefix, suffix=suffix)
    start = len(words) - 1
    while start > 1 and fold(words[start - 1]) in _PARTICLES:
        start -= 1
    return TypedName(" ".join(words[start:]), words[0], " ".join(words[1:start]), prefix, suffix)


def _ends(words: list[str]) -> tuple[list[str], str, str]:
    prefix = suffix = ""
    if len(words) > 1 and fold(words[0]) in _PREFIXES:
        prefix, words = words[0], words[1:]
    if len(words) > 1 and fold(words[-1]) in _SUFFIXES:
        suffix, words = _SUFFIXES[fold(words[-1])], words[:-1]
    return words, prefix, suffix


def _with_suffix(name: TypedName, suffix: str) -> TypedName:
    return TypedName(name.family, name.given, name.middle, name.prefix, _SUFFIXES[fold(suffix)])
