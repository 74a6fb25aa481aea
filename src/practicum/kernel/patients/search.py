"""Patient search as one types. It shows everybody who fits and never picks one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from practicum.kernel.patients import search_sql as sql
from practicum.kernel.patients.birth_dates import Birth
from practicum.kernel.patients.hits import Hit, fetch_hits
from practicum.kernel.patients.names import also_called
from practicum.kernel.patients.search_text import SearchText, readings
from practicum.lib.words import date_in_figures

# With fewer than this many plain finds, those that sound alike are looked for too.
FEW = 3


@dataclass(slots=True)
class Match:
    """Why a patient was found, and how well: lower is better."""

    tier: int
    loose: int
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best first. `more` says that others fit who are not shown."""

    hits: tuple[Hit, ...] = ()
    more: bool = False
    understood: bool = True


@dataclass(slots=True)
class _Finds:
    matches: dict[int, Match] = field(default_factory=dict)
    cut_off: bool = False

    def add(self, patient_id: int, match: Match) -> None:
        held = self.matches.get(patient_id)
        if held is None or (match.tier, match.loose) < (held.tier, held.loose):
            self.matches[patient_id] = match


def search(text: str, *, today: date, limit: int = 20) -> Found:
    """Everybody who fits what was typed: names in any order, birth date, phone, record number.

    Names match from their beginning, accents and case aside. When few fit, names that sound alike,
    nicknames, and dates with day and month the other way round are shown too, after the others,
    and say so.
    """
    ways = readings(text, today=today)
    if not ways:
        return Found(understood=not text.strip())
    finds = _Finds()
    for way in ways:
        _find(way, finds)
    if len(finds.matches) < FEW:
        for way in ways:
            _find_alike(way, finds)
    return _ranked(finds, limit)


def _ranked(finds: _Finds, limit: int) -> Found:
    best = finds.matches
    likeliest = sorted(best, key=lambda patient_id: (best[patient_id].tier, best[patient_id].loose))
    hits = fetch_hits({patient_id: best[patient_id].why for patient_id in likeliest[: 3 * limit]})
    hits.sort(
        key=lambda hit: (best[hit.found_as].tier, best[hit.found_as].loose, *hit.sort_name, hit.birth_date)
    )
    shown = [replace(hit, alike=best[hit.found_as].tier >= _ALIKE) for hit in hits[:limit]]
    return Found(tuple(shown), more=finds.cut_off or len(best) > limit)


_EXACT, _STARTS, _ALIKE = 0, 1, 5


def _find(way: SearchText, finds: _Finds) -> None:
    if way.number:
        _add_ids(sql.by_number(way.number), way, finds, why=f"number {way.number}", tier=_EXACT)
    elif way.digits:
        _add_ids(sql.by_phone(way.digits), way, finds, why=f"phone …{way.digits}…", tier=_STARTS)
    elif way.email:
        _add_ids(sql.by_email(way.email), way, finds, why=f"e-mail {way.email}", tier=_STARTS)
    elif way.words:
        _add_rows(sql.by_words(way.words, way.birth), way, finds, why=_words_why(way), tier=_STARTS)
    elif way.birth:
        _add_rows(sql.by_birth(way.birth), way, finds, why="birth date", tier=_STARTS)


def _find_alike(way: SearchText, finds: _Finds) -> None:
    """The second tier: sounds, nicknames, swapped dates. Numbers are never guessed at."""
    if way.number or way.digits or way.email:
        return
    if way.words:
        for place, word in enumerate(way.words):
            called = also_called(word)
            if called:
                rows = sql.by_called(called, (*way.words[:place], *way.words[place + 1 :]), way.birth)
                _add_rows(rows, way, finds, why=f"{word.capitalize()} can be short for it", tier=_ALIKE)
        for patient_id in sql.by_sound(way.words, way.birth):
            finds.add(patient_id, Match(_ALIKE + 1, 0, "sounds like it"))
    if way.birth and way.birth.swapped:
        swapped = replace(way, birth=Birth(dates=way.birth.swapped))
        rows = sql.by_words(way.words, swapped.birth) if way.words else sql.by_birth(Birth(way.birth.swapped))
        said = " or ".join(date_in_figures(day) for day in way.birth.swapped)
        _add_rows(rows, way, finds, why=f"born {said}: day and month swapped", tier=_ALIKE)


def _words_why(way: SearchText) -> str:
    return "name and birth date" if way.birth else "name"


def _add_rows(rows: list[sql.Row], way: SearchText, finds: _Finds, *, why: str, tier: int) -> None:
    finds.cut_off |= len(rows) >= sql.CANDIDATES
    for row in rows:
        parts = {row.part, *row.rest.split()}
        loose = sum(word not in parts for word in way.words)
        finds.add(row.patient_id, Match(tier, loose, why))


def _add_ids(ids: list[int], way: SearchText, finds: _Finds, *, why: str, tier: int) -> None:
    kept = _filtered(ids, way) if way.words or way.birth else ids
    for patient_id in kept:
        finds.add(patient_id, Match(tier, 0, why))


def _filtered(ids: Iterable[int], way: SearchText) -> list[int]:
    """Those of the ids whom the words and the birth date fit too."""
    parts: dict[int, set[str]] = defaultdict(set)
    births: dict[int, date] = {}
    for row in sql.rows_of(ids):
        parts[row.patient_id].add(row.part)
        births[row.patient_id] = row.birth_date
    return [
        patient_id
        for patient_id, birth_date in births.items()
        if (way.birth is None or way.birth.fits(birth_date))
        and all(any(part.startswith(word) for part in parts[patient_id]) for word in way.words)
    ]
