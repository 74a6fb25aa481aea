"""Passwords: what may be one, how it is hashed, how it is checked in the same time for everybody."""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import django.contrib.auth
from django.contrib.auth.hashers import make_password, verify_password

SHORTEST = 12
LONGEST = 256
_LEAST_LEFT = 8  # characters that must remain when names and the sign-in name are taken out
_FEWEST_DIFFERENT = 5
_HASHER = "argon2"


def normal(password: str) -> str:
    """The password as it is hashed: one form of each character, however the keyboard made it (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def password_problem(password: str, *, names: Sequence[str] = ()) -> str:
    """Why this cannot be the password, as a sentence; empty when it can.

    Length over composition, and no password that lists of stolen ones begin with (NIST SP 800-63B, 5.1.1.2).
    """
    password = normal(password)
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. A short sentence is a good password."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    folded = password.casefold()
    if len(set(folded)) < _FEWEST_DIFFERENT:
        return "That repeats itself too much. Use a short sentence instead."
    if _is_common(folded):
        return "That is one of the passwords everybody tries first. Use a short sentence instead."
    if len(_without_names(folded, names)) < _LEAST_LEFT:
        return "That is mostly your own name. Use words that nobody connects with you."
    return ""


def _without_names(folded: str, names: Sequence[str]) -> str:
    words = {word for name in names for word in re.split(r"[\W_]+", name.casefold()) if len(word) >= 3}
    for word in sorted(words, key=len, reverse=True):
        folded = folded.replace(word, "")
    return re.sub(r"[\W\d_]+$", "", folded) if words else folded


def _is_common(folded: str) -> bool:
    """On the list itself, or a listed one repeated or dressed with figures and signs at its ends."""
    known = _common()
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    halves = {folded[: len(folded) // n] for n in (2, 3, 4) if folded == folded[: len(folded) // n] * n}
    return folded in known or bare in known or not bare or bool(halves & known)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    packed = Path(django.contrib.auth.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(packed, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines)


def hash_password(password: str) -> str:
    """The argon2 hash of a password that has passed the rules."""
    return make_password(normal(password), hasher=_HASHER)


def check_password(password: str, stored: str) -> bool:
    """True when the password is the stored one. Without a stored one it works as long and says no."""
    given = normal(password)[: LONGEST + 1]
    correct, _ = verify_password(given, stored or _decoy(), preferred=_HASHER)
    return correct and bool(stored)


@lru_cache(maxsize=1)
def _decoy() -> str:
    return hash_password("the password of nobody at all")
