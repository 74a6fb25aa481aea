"""Whether two people are probably one: pure scoring, with the reasons in words.

The method is Fellegi and Sunter's, "A Theory for Record Linkage", Journal of the American
Statistical Association 64 (1969), 1183-1210: each comparison adds log2(m / u), where m is how
often the values agree so for one person seen twice and u how often for two people taken at random.
The m and u below are our own estimates for a practice and err towards showing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import log2

from practicum.kernel.patients.names import also_called, sounds
from practicum.lib.names import fold


class Verdict(StrEnum):
    """What the score means for the person at the desk."""

    SAME = "same"
    PERHAPS = "perhaps"
    TWIN = "twin"
    SHARES = "shares"


@dataclass(frozen=True, slots=True)
class Person:
    """What is compared of one person."""

    family: str
    given: str
    birth_date: date | None = None
    sex: str = "unknown"
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    other_names: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two people are: the score in bits, the verdict, and why in words."""

    score: float
    verdict: Verdict
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Signal:
    bits: float
    says: str = ""
    agrees: bool = False


def _bits(m: float, u: float) -> float:
    return log2(m / u)


# Above: shown first, and registering asks to be told that it is somebody else. Below, down to
# PERHAPS_BITS: shown. The chance that any one of 21,000 charts is the person's is 2 ** -14.4.
SAME_BITS = 18.0
PERHAPS_BITS = 10.0
# A telephone, an e-mail and an address are shared by whole households, so together they say little more
# than one of them.
_HOUSEHOLD_CAP = 7.0

_BIRTH_SAME = _bits(0.95, 1 / 33_000)
_BIRTH_SWAPPED = _bits(0.01, 1 / 33_000)
_BIRTH_NEAR = _bits(0.02, 1 / 500)
_BIRTH_DIFFERS = _bits(0.02, 0.98)
_FAMILY_SAME, _FAMILY_ALIKE, _FAMILY_DIFFERS = _bits(0.9, 0.003), _bits(0.05, 0.004), _bits(0.05, 0.99)
_GIVEN_SAME, _GIVEN_SHORT, _GIVEN_ALIKE = _bits(0.85, 0.008), _bits(0.07, 0.004), _bits(0.04, 0.01)
_GIVEN_DIFFERS = _bits(0.04, 0.97)
_SEX_SAME, _SEX_DIFFERS = _bits(0.98, 0.5), _bits(0.02, 0.5)
_SHARED = {"phone": _bits(0.6, 0.01), "e-mail": _bits(0.4, 0.006), "address": _bits(0.6, 0.015)}


def likeness(new: Person, known: Person) -> Likeness | None:
    """Compare somebody being registered with somebody on record; None when nothing speaks for it."""
    birth = _birth(new.birth_date, known.birth_date)
    family, given = _names(new, known)
    shared = _shared(new, known)
    signals = [birth, family, given, _sex(new.sex, known.sex), *shared]
    household = sum(signal.bits for signal in shared)
    score = sum(signal.bits for signal in signals) - max(0.0, household - _HOUSEHOLD_CAP)
    why = tuple(signal.says for signal in signals if signal.says)
    if birth.bits == _BIRTH_SAME and family.agrees and not given.agrees:
        told = "perhaps a twin: same birth date and family name, another given name"
        return Likeness(score, Verdict.TWIN, (told, *(signal.says for signal in shared)))
    if score >= SAME_BITS:
        return Likeness(score, Verdict.SAME, why)
    if score >= PERHAPS_BITS:
        return Likeness(score, Verdict.PERHAPS, why)
    if shared:
        return Likeness(score, Verdict.SHARES, tuple(signal.says for signal in shared))
    return None


def _birth(new: date | None, known: date | None) -> _Signal:
    if new is None or known is None:
        return _Signal(0.0)
    if new == known:
        return _Signal(_BIRTH_SAME, "same birth date", agrees=True)
    if (new.year, new.month, new.day) == (known.year, known.day, known.month):
        return _Signal(_BIRTH_SWAPPED, "same birth date with day and month swapped", agrees=True)
    parts_same = (new.year == known.year) + (new.month == known.month) + (new.day == known.day)
    if parts_same == 2 or _one_slip(new.isoformat(), known.isoformat()):
        return _Signal(_BIRTH_NEAR, "birth date differs in one place", agrees=True)
    return _Signal(_BIRTH_DIFFERS)


def _names(new: Person, known: Person) -> tuple[_Signal, _Signal]:
    """The best comparison of the names over everything the known person is or was called."""
    pairs = [(known.family, known.given), *known.other_names]
    compared = []
    for place, (family, given) in enumerate(pairs):
        former = "" if place == 0 else f" (also known as {given} {family})".replace("  ", " ")
        compared.append((_family(new.family, family, former), _given(new.given, given)))
    if _share_a_word(new.family, known.given) and _share_a_word(new.given, known.family):
        says = "names the other way round"
        compared.append((_Signal(_FAMILY_SAME, says, agrees=True), _Signal(_GIVEN_ALIKE, agrees=True)))
    return max(compared, key=lambda pair: pair[0].bits + pair[1].bits)


def _family(new: str, known: str, former: str) -> _Signal:
    if not new or not known:
        return _Signal(0.0)
    if _same(new, known):
        return _Signal(_FAMILY_SAME, f"same family name{former}", agrees=True)
    if _share_a_word(new, known):
        return _Signal(_FAMILY_ALIKE, f"one of the family names is the same{former}", agrees=True)
    if _sound_alike(new, known):
        return _Signal(_FAMILY_ALIKE, f"family name sounds like {known}", agrees=True)
    if _one_slip(fold(new), fold(known)):
        return _Signal(_FAMILY_ALIKE, f"family name one letter from {known}", agrees=True)
    return _Signal(_FAMILY_DIFFERS)


def _given(new: str, known: str) -> _Signal:
    if not new or not known:
        return _Signal(0.0)
    first_new, first_known = fold(new).split()[:1], fold(known).split()[:1]
    if _same(new, known) or first_new == first_known:
        return _Signal(_GIVEN_SAME, "same given name", agrees=True)
    if first_new and first_known and first_known[0] in also_called(first_new[0]):
        return _Signal(_GIVEN_SHORT, f"{new} and {known} are short for one another", agrees=True)
    if _sound_alike(new, known):
        return _Signal(_GIVEN_ALIKE, f"given name sounds like {known}", agrees=True)
    if _one_slip(fold(new), fold(known)) or _initial(first_new, first_known):
        return _Signal(_GIVEN_ALIKE, f"given name close to {known}", agrees=True)
    return _Signal(_GIVEN_DIFFERS)


def _sex(new: str, known: str) -> _Signal:
    if "unknown" in (new, known):
        return _Signal(0.0)
    return _Signal(_SEX_SAME) if new == known else _Signal(_SEX_DIFFERS)


def _shared(new: Person, known: Person) -> list[_Signal]:
    ways = (
        ("phone", new.phones & known.phones),
        ("e-mail", new.emails & known.emails),
        ("address", new.addresses & known.addresses),
    )
    return [_Signal(_SHARED[way], f"same {way}", agrees=True) for way, both in ways if both]


def _same(one: str, other: str) -> bool:
    return bool(one) and fold(one) == fold(other)


def _share_a_word(one: str, other: str) -> bool:
    return bool(set(fold(one).split()) & set(fold(other).split()))


def _initial(one: list[str], other: list[str]) -> bool:
    return bool(one and other) and 1 in (len(one[0]), len(other[0])) and one[0][0] == other[0][0]


def _sound_alike(one: str, other: str) -> bool:
    said, heard = sounds(fold(one).replace(" ", "")), sounds(fold(other).replace(" ", ""))
    return bool(said and heard) and (said[0] in heard or heard[0] in said) and len(said[0]) > 1


def _one_slip(one: str, other: str) -> bool:
    """One letter left out, put in, wrong, or two neighbours swapped; short names allow no slip."""
    if one == other or min(len(one), len(other)) < 4 or abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rest_one, rest_other = one[start:], other[start:]
    if len(one) != len(other):
        longer, shorter = (rest_one, rest_other) if len(one) > len(other) else (rest_other, rest_one)
        return longer[1:] == shorter
    if rest_one[1:] == rest_other[1:]:
        return True
    return rest_one[:2] == rest_other[:2][::-1] and rest_one[2:] == rest_other[2:]


def address_key(line1: str, postal_code: str) -> str:
    """What two writings of one address have in common: the line folded, and five digits of the code."""
    return f"{fold(line1)}|{postal_code[:5]}" if line1 else ""
