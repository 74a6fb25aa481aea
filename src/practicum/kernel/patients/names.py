"""Names as search sees them: folded, in parts, by sound, and by nickname."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from metaphone import doublemetaphone

from practicum.kernel.patients.nicknames import GROUPS
from practicum.lib.names import parts, search_words

MAX_PARTS = 12
_MAX_LENGTH = 60


@lru_cache(maxsize=200_000)
def parts_of(text: str) -> tuple[str, ...]:
    """The parts one name field answers to: its words, their pieces, and all of it as one word.

    "O'Brien" answers to o, brien and obrien, "van den Berg" to van, den, berg and vandenberg.
    """
    found = search_words(text)
    joined = "".join(parts(text))
    return tuple(dict.fromkeys(part[:_MAX_LENGTH] for part in (*found, joined) if part))


def all_parts(fields: Iterable[str]) -> tuple[str, ...]:
    """Every distinct part of all of a patient's names, at most a dozen."""
    found: dict[str, None] = {}
    for field in fields:
        if field:
            found.update(dict.fromkeys(parts_of(field)))
    return tuple(found)[:MAX_PARTS]


@lru_cache(maxsize=100_000)
def sounds(part: str) -> tuple[str, ...]:
    """How a part sounds: Philips' double metaphone, the primary code first; none for other scripts."""
    primary, secondary = doublemetaphone(part)
    return tuple(code[:8] for code in dict.fromkeys((primary, secondary)) if code)


_SHORT_FOR: dict[str, frozenset[str]] = {}
for _group in GROUPS:
    for _name in _group.split():
        _SHORT_FOR[_name] = _SHORT_FOR.get(_name, frozenset()) | frozenset(_group.split())


def is_given_name(part: str) -> bool:
    """True for the given names we know nicknames of; enough to tell "garcia maria" from "maria garcia"."""
    return part in _SHORT_FOR


def also_called(part: str) -> frozenset[str]:
    """The given names that `part` is short for, or that are short for it."""
    return _SHORT_FOR.get(part, frozenset()) - {part}
