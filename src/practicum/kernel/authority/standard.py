"""The level-by-risk table: what it may say, what it says by default, what changing it would mean.

Pure: no database, no clock.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from types import MappingProxyType

from practicum.kernel.base import Level, Proceeding, Risk, Stream

Table = Mapping[tuple[Risk, Level], Proceeding]

_ROWS = {
    Risk.ROUTINE: (Proceeding.REVIEWED, Proceeding.ALONE, Proceeding.ALONE, Proceeding.ALONE),
    Risk.CONSEQUENTIAL: (Proceeding.HELD, Proceeding.REVIEWED, Proceeding.ALONE, Proceeding.ALONE),
    Risk.CRITICAL: (Proceeding.REFUSED, Proceeding.HELD, Proceeding.SAMPLED, Proceeding.ALONE),
}
DEFAULT: Table = MappingProxyType(
    {(risk, level): row[level - 1] for risk, row in _ROWS.items() for level in Level}
)

# From the freest to the strictest.
STRICTNESS: Mapping[Proceeding, int] = MappingProxyType(
    {way: place for place, way in enumerate(
        (Proceeding.ALONE, Proceeding.SAMPLED, Proceeding.REVIEWED, Proceeding.HELD, Proceeding.REFUSED)
    )}
)  # fmt: skip

SAYS: Mapping[Proceeding, str] = MappingProxyType(
    {
        Proceeding.ALONE: "alone",
        Proceeding.SAMPLED: "alone, sampled by audit",
        Proceeding.REVIEWED: "done, then reviewed",
        Proceeding.HELD: "held for countersign",
        Proceeding.REFUSED: "refused, hands over to a colleague",
    }
)
RISK_SAYS: Mapping[Risk, str] = MappingProxyType(
    {
        Risk.ROUTINE: "internal, easily put right",
        Risk.CONSEQUENTIAL: "reaches a patient, a payer, money",
        Risk.CRITICAL: "cannot be taken back, or discloses records",
    }
)
STREAM_SAYS: Mapping[str, str] = MappingProxyType(
    {stream.value: stream.value.capitalize() for stream in Stream} | {Stream.FRONTDESK.value: "Front desk"}
)
_RISKS = (Risk.ROUTINE, Risk.CONSEQUENTIAL, Risk.CRITICAL)


def stream_words(stream: str) -> str:
    """A stream as people say it."""
    return STREAM_SAYS.get(stream, stream)


def problem_with(table: Table) -> str:
    """Why a table cannot be a standard, as a sentence; empty when it can.

    More level never means less freedom, more risk never means more, and there is always a level
    that works alone, since only those who do may countersign.
    """
    for risk in _RISKS:
        for level in Level:
            if (risk, level) not in table:
                return f"The table says nothing about {risk.value} actions of the {level.words}."
    for risk in _RISKS:
        for lower, higher in zip(Level, list(Level)[1:], strict=False):
            if STRICTNESS[table[risk, higher]] > STRICTNESS[table[risk, lower]]:
                return (
                    f"{risk.value.capitalize()} actions would be stricter for the {higher.words} than for the "
                    f"{lower.words}. A higher level never has less freedom."
                )
    for level in Level:
        for milder, graver in itertools.pairwise(_RISKS):
            if STRICTNESS[table[graver, level]] < STRICTNESS[table[milder, level]]:
                return (
                    f"The {level.words} would be freer with {graver.value} actions than with {milder.value} "
                    "ones. A higher risk never has more freedom."
                )
    for risk in _RISKS:
        if STRICTNESS[table[risk, Level.ADVANCED]] > STRICTNESS[Proceeding.SAMPLED]:
            return (
                f"Nobody could do {risk.value} actions alone, and so nobody could countersign them. "
                "The advanced need to be alone, or alone and sampled."
            )
    return ""


def changed_cells(before: Table, after: Table) -> list[tuple[Risk, Level, Proceeding, Proceeding]]:
    """The cells that differ, by risk and level: (risk, level, as it is, as it would be)."""
    return [
        (risk, level, before[risk, level], after[risk, level])
        for risk in _RISKS
        for level in Level
        if before[risk, level] is not after[risk, level]
    ]
