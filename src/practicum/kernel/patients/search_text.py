"""What somebody typed into the search box, read in every way it can be meant."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from practicum.kernel.patients.birth_dates import Birth, birth_in_digits, find_birth
from practicum.kernel.patients.record_numbers import is_record_number
from practicum.lib.names import parts

MAX_LENGTH = 120
MAX_WORDS = 6
PHONE_DIGITS = 4
_EMAIL = re.compile(r"\S+@\S*")
_PHONE = re.compile(r"(?<!\w)\+?\(?\d[\d().\s/-]*\d(?!\w)|(?<!\w)\d+(?!\w)")
_NUMBER = re.compile(r"(?<!\w)(?=\w*\d)(?=\w*[A-Za-z])[\w-]{3,40}(?!\w)")


@dataclass(frozen=True, slots=True)
class SearchText:
    """One reading of a search: everything in it must hold."""

    words: tuple[str, ...] = ()
    birth: Birth | None = None
    digits: str = ""
    email: str = ""
    number: str = ""

    @property
    def empty(self) -> bool:
        """True when nothing can be searched for."""
        return not (self.words or self.birth or self.digits or self.email or self.number)


def readings(text: str, *, today: date) -> tuple[SearchText, ...]:
    """Every way the text can be meant, likeliest first.

    Digits may be a record number, a part of a telephone number, or a date: all that fit are returned,
    for the search never guesses which was meant.
    """
    text = unicodedata.normalize("NFC", text.replace("\0", ""))[:MAX_LENGTH]
    if match := _EMAIL.search(text):
        rest = text[: match.start()] + " " + text[match.end() :]
        return (SearchText(words=_words(rest), email=match[0].lower()),)
    birth, text = find_birth(text, today=today)
    digits, text = _take_digits(text)
    if match := _NUMBER.search(text):
        rest = text[: match.start()] + " " + text[match.end() :]
        return (SearchText(words=_words(rest), birth=birth, digits=digits, number=match[0].upper()),)
    words = _words(text)
    if not digits:
        one = SearchText(words=words, birth=birth)
        return () if one.empty else (one,)
    return tuple(_read_digits(digits, words=words, birth=birth, today=today))


def _read_digits(
    digits: str, *, words: tuple[str, ...], birth: Birth | None, today: date
) -> list[SearchText]:
    as_birth = None if birth else birth_in_digits(digits, today=today)
    found = []
    if is_record_number(digits):
        found.append(SearchText(words=words, birth=birth, number=digits))
    if as_birth and (words or as_birth.dates):
        found.append(SearchText(words=words, birth=as_birth))
    if len(digits) >= PHONE_DIGITS:
        found.append(SearchText(words=words, birth=birth, digits=digits))
        if not is_record_number(digits):
            found.append(SearchText(words=words, birth=birth, number=digits))
    elif words or birth:  # one to three digits are still being typed
        found.append(SearchText(words=words, birth=birth))
    return found


def _take_digits(text: str) -> tuple[str, str]:
    match = _PHONE.search(text)
    if match is None:
        return "", text
    digits = re.sub(r"\D", "", match[0])
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    return digits, text[: match.start()] + " " + text[match.end() :]


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(parts(text)))[:MAX_WORDS]
