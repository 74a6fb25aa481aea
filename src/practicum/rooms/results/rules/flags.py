"""What a laboratory's flag means, in words and as a degree.

The codes are HL7 table 0078 (v2.5.1, OBX-8) with the additions of v2.7 and later. Degrees are
cautious: a flag nobody knows is abnormal, never normal.
"""

from __future__ import annotations

from enum import IntEnum


class Degree(IntEnum):
    """How far from normal a value or a report is; ordered so that max() is the worst."""

    NORMAL = 0
    ABNORMAL = 1
    CRITICAL = 2


WORDS: dict[str, tuple[str, Degree]] = {
    "N": ("normal", Degree.NORMAL),
    "L": ("low", Degree.ABNORMAL),
    "H": ("high", Degree.ABNORMAL),
    "LL": ("critically low", Degree.CRITICAL),
    "HH": ("critically high", Degree.CRITICAL),
    "A": ("abnormal", Degree.ABNORMAL),
    "AA": ("critically abnormal", Degree.CRITICAL),
    "<": ("below what the instrument measures", Degree.ABNORMAL),
    ">": ("above what the instrument measures", Degree.ABNORMAL),
    "LU": ("significantly low", Degree.ABNORMAL),
    "HU": ("significantly high", Degree.ABNORMAL),
    "U": ("going up", Degree.NORMAL),
    "D": ("going down", Degree.NORMAL),
    "B": ("better", Degree.NORMAL),
    "W": ("worse", Degree.ABNORMAL),
    "S": ("susceptible", Degree.NORMAL),
    "R": ("resistant", Degree.ABNORMAL),
    "I": ("intermediate", Degree.ABNORMAL),
    "MS": ("moderately susceptible", Degree.NORMAL),
    "VS": ("very susceptible", Degree.NORMAL),
    "POS": ("positive", Degree.ABNORMAL),
    "NEG": ("negative", Degree.NORMAL),
    "DET": ("detected", Degree.ABNORMAL),
    "ND": ("not detected", Degree.NORMAL),
    "RR": ("reactive", Degree.ABNORMAL),
    "WR": ("weakly reactive", Degree.ABNORMAL),
    "NR": ("non-reactive", Degree.NORMAL),
    "IND": ("indeterminate", Degree.ABNORMAL),
    "TOX": ("cytotoxic", Degree.ABNORMAL),
}

_SHOUTED = ("CRIT", "PANIC")  # some laboratories write the word instead of the code


def flag_codes(flag: str) -> tuple[str, ...]:
    """The separate codes of an OBX-8 as received, where several may stand with `~` or blanks."""
    return tuple(part for part in flag.upper().replace("~", " ").replace(",", " ").split() if part)


def known_flag(code: str) -> bool:
    """Whether the code is in the table or plainly says critical."""
    return code in WORDS or any(word in code for word in _SHOUTED)


def degree_of_flag(flag: str) -> Degree:
    """The worst degree among the codes of a flag; no flag at all is normal."""
    worst = Degree.NORMAL
    for code in flag_codes(flag):
        if any(word in code for word in _SHOUTED):
            return Degree.CRITICAL
        worst = max(worst, WORDS.get(code, ("", Degree.ABNORMAL))[1])
    return worst


def flag_in_words(flag: str) -> str:
    """The flag as a person says it; an unknown code is shown as it came."""
    said = []
    for code in flag_codes(flag):
        if any(word in code for word in _SHOUTED):
            said.append("critical")
        else:
            said.append(WORDS[code][0] if code in WORDS else f"flag {code}")
    return ", ".join(said)
