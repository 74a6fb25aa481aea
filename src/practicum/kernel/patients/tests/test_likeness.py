"""Who is probably the same person, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import log2

import pytest

from practicum.kernel.patients.rules import (
    PERHAPS_BITS,
    SAME_BITS,
    Likeness,
    Person,
    Verdict,
    likeness,
)

ADA = Person(
    family="Quist", given="Ada", birth_date=date(1985, 3, 4), sex="female", phones=frozenset({"+12125550142"})
)
BARE = replace(ADA, phones=frozenset(), sex="unknown")


def like(**changes: object) -> Likeness:
    found = likeness(BARE, replace(BARE, **changes))  # type: ignore[arg-type]
    assert found is not None
    return found


def test_agreement_on_everything_is_certain() -> None:
    found = like()
    assert found.verdict is Verdict.SAME
    assert found.why == ("same birth date", "same family name", "same given name")


def test_the_score_is_fellegi_and_sunters() -> None:
    expected = log2(0.95 * 33_000) + log2(0.9 / 0.003) + log2(0.85 / 0.008)
    assert like().score == pytest.approx(expected)


@pytest.mark.parametrize(
    ("changes", "verdict", "why"),
    [
        ({"family": "Kwist"}, Verdict.SAME, "family name sounds like Kwist"),
        ({"family": "Quits"}, Verdict.SAME, "family name one letter from Quits"),
        ({"birth_date": date(1985, 4, 3)}, Verdict.SAME, "day and month swapped"),
        ({"birth_date": date(1985, 3, 5)}, Verdict.SAME, "birth date differs in one place"),
        ({"given": "Ada Maria"}, Verdict.SAME, "same given name"),
        ({"family": "Ada", "given": "Quist"}, Verdict.SAME, "names the other way round"),
        ({"family": "Berg", "other_names": (("Quist", "Ada"),)}, Verdict.SAME, "also known as Ada Quist"),
        ({"given": "Berta"}, Verdict.TWIN, "perhaps a twin"),
    ],
)
def test_what_is_seen_through(changes: dict[str, object], verdict: Verdict, why: str) -> None:
    found = like(**changes)
    assert found.verdict is verdict, found
    assert any(why in words for words in found.why), found.why


def test_nicknames_stand_for_one_another() -> None:
    found = likeness(replace(BARE, given="Bill"), replace(BARE, given="William"))
    assert found is not None
    assert found.verdict is Verdict.SAME
    assert "Bill and William are short for one another" in found.why


def test_a_household_shares_a_telephone_and_is_not_one_person() -> None:
    child = Person(family="Quist", given="Finn", birth_date=date(2015, 6, 1), phones=ADA.phones)
    found = likeness(child, ADA)
    assert found is not None
    assert found.verdict is Verdict.SHARES
    assert found.why == ("same phone",)


def test_twins_are_explained_and_not_taken_for_one() -> None:
    one = replace(ADA, given="Finn", sex="male", birth_date=date(2015, 6, 1))
    found = likeness(one, replace(one, given="Nils"))
    assert found is not None
    assert found.verdict is Verdict.TWIN
    assert "another given name" in found.why[0]


def test_strangers_are_not_shown() -> None:
    assert likeness(BARE, Person(family="Osei", given="Kofi", birth_date=date(1960, 1, 1))) is None
    assert likeness(BARE, Person(family="Osei", given="Kofi", birth_date=BARE.birth_date)) is None


def test_the_thresholds_stand_around_one_in_a_practice() -> None:
    assert PERHAPS_BITS < log2(21_000) < SAME_BITS
