"""To whom a result belongs: scored by what agrees and what does not, each with its reason.

A match is made only when the score reaches the threshold, nothing that should never differ
does, and no other patient comes near. Everything else goes to a person with the candidates
side by side: a result in the wrong chart is worse than one that waits an hour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from practicum.kernel.patients.names import also_called
from practicum.lib.names import parts

_Say = Callable[[int, str], None]
_SEXES = {"female", "male"}

THRESHOLD = 85
LEAD = 15  # how far the best must stand before the next


@dataclass(frozen=True)
class Identifier:
    """A number the sender gave for the person, with the kind it claims ("MR", "SS", "")."""

    value: str
    kind: str = ""


@dataclass(frozen=True)
class ReportedPerson:
    """The patient as the laboratory wrote them."""

    family: str = ""
    given: str = ""
    birth_date: date | None = None
    sex: str = ""
    phone: str = ""
    identifiers: tuple[Identifier, ...] = ()

    @property
    def name(self) -> str:
        """Family and given as one line, or "no name" in words."""
        return ", ".join(part for part in (self.family, self.given) if part) or "no name sent"


@dataclass(frozen=True)
class Known:
    """A patient of the practice who might be meant; several names when they changed over time."""

    patient_id: int
    record_number: str
    names: tuple[tuple[str, str], ...]
    birth_date: date | None
    sex: str = ""
    phones: tuple[str, ...] = ()
    identifiers: frozenset[str] = frozenset()
    merged_from: str = ""  # the record number of a merged record that led here


@dataclass(frozen=True)
class Scored:
    """A candidate with the score, what spoke for and against, and whether anything forbids it."""

    known: Known
    score: int
    reasons: tuple[str, ...]
    conflict: str = ""


@dataclass(frozen=True)
class Verdict:
    """The patient, or None and why a person must look; candidates best first."""

    match: Scored | None
    why: str
    candidates: tuple[Scored, ...] = field(default=())


def plain(text: str) -> str:
    """A name without accents, case, blanks and punctuation, to compare by."""
    return "".join(parts(text))


def alike(one: str, other: str) -> bool:
    """Whether two names differ only as spellings do (one is the start of the other, or nearly equal)."""
    a, b = plain(one), plain(other)
    if not a or not b:
        return False
    if len(a) >= 3 and len(b) >= 3 and (a.startswith(b) or b.startswith(a)):
        return True
    return SequenceMatcher(None, a, b).ratio() >= 0.8


def score(person: ReportedPerson, known: Known) -> Scored:
    """Compare one candidate with what was sent."""
    points, reasons, conflicts = 0, list[str](), list[str]()

    def say(amount: int, reason: str) -> None:
        nonlocal points
        points += amount
        reasons.append(reason)

    _identifiers(person, known, say)
    if person.birth_date and known.birth_date:
        if person.birth_date == known.birth_date:
            say(40, "same birth date")
        elif _one_slip(person.birth_date, known.birth_date):
            say(10, "birth date one slip away")
            conflicts.append("the birth date differs")
        else:
            say(-40, "another birth date")
            conflicts.append("the birth date differs")
    _names(person, known, say, conflicts)
    if person.sex in _SEXES and known.sex in _SEXES:
        if person.sex == known.sex:
            say(5, "same sex")
        else:
            say(-10, "another sex")
    if person.phone and person.phone in known.phones:
        say(10, "same telephone")
    return Scored(known, max(points, 0), tuple(reasons), "; ".join(conflicts))


def _identifiers(person: ReportedPerson, known: Known, say: _Say) -> None:
    sent = {i.value.strip().upper() for i in person.identifiers if i.value.strip()}
    if known.merged_from and known.merged_from.upper() in sent:
        say(60, f"record number {known.merged_from}, merged into {known.record_number}")
    elif known.record_number.upper() in sent:
        say(60, f"record number {known.record_number}")
    elif sent & {value.upper() for value in known.identifiers}:
        say(50, "another identifier of theirs")


def _names(person: ReportedPerson, known: Known, say: _Say, conflicts: list[str]) -> None:
    if not person.family and not person.given:
        return
    best = max(known.names, key=lambda name: _name_points(person, name)[0], default=("", ""))
    amount, reason, given_differs = _name_points(person, best)
    if best != (known.names[0] if known.names else ("", "")) and amount > 0:
        reason += " (an earlier name)"
    say(amount, reason)
    if given_differs:
        conflicts.append("the given name differs")


def _name_points(person: ReportedPerson, name: tuple[str, str]) -> tuple[int, str, bool]:
    family, given = name
    points, said = 0, list[str]()
    if plain(person.family) == plain(family):
        points, said = points + 25, [*said, "same family name"]
    elif alike(person.family, family):
        points, said = points + 15, [*said, "family name alike"]
    else:
        points, said = points - 25, [*said, "another family name"]
    differs = False
    first = plain(given)
    sent = plain(person.given)
    if sent and sent == first:
        points, said = points + 20, [*said, "same given name"]
    elif len(sent) == 1 and first.startswith(sent):
        points, said = points + 8, [*said, "same initial"]
    elif alike(person.given, given) or first in also_called(sent):
        points, said = points + 12, [*said, "given name alike"]
    elif sent:
        points, said, differs = points - 15, [*said, "another given name"], True
    return points, ", ".join(said), differs


def _one_slip(one: date, other: date) -> bool:
    """Day and month swapped, or exactly one of day, month, year different."""
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return True
    return sum((one.year != other.year, one.month != other.month, one.day != other.day)) == 1


def decide(
    person: ReportedPerson, candidates: Iterable[Known], *,
    threshold: int = THRESHOLD, never: frozenset[int] = frozenset(),
) -> Verdict:  # fmt: skip
    """The one patient the result belongs to, or why it waits for a person.

    `never` holds patients a person already said it does not belong to.
    """
    scored = sorted(
        (score(person, known) for known in candidates), key=lambda s: (-s.score, s.known.patient_id)
    )
    usable = [s for s in scored if s.known.patient_id not in never]
    shown = tuple(scored[:6])
    if not usable or usable[0].score == 0:
        return Verdict(None, "nobody here is like the patient the laboratory named", shown)
    best = usable[0]
    if best.conflict:
        return Verdict(None, f"the likeliest is {best.known.record_number}, but {best.conflict}", shown)
    if best.score < threshold:
        return Verdict(None, f"the likeliest reaches {best.score} of the {threshold} points needed", shown)
    if len(usable) > 1 and best.score - usable[1].score < LEAD:
        return Verdict(None, "two patients are about equally likely", shown)
    if _a_rival_by_name(best, usable[1:]):
        return Verdict(None, "the record number and the name point to different patients", shown)
    return Verdict(best, "; ".join(best.reasons), shown)


def _a_rival_by_name(best: Scored, others: Sequence[Scored]) -> bool:
    """Someone else agrees in every demographic while the best does not: twins, or a slipped number."""
    full = {"same birth date"}
    for other in others:
        if full <= set(other.reasons) and any(
            "same family name, same given name" in r for r in other.reasons
        ):
            return not any("same family name, same given name" in r for r in best.reasons)
    return False
