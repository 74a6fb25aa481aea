"""The matching rule as a truth table: who is meant, and when a person must look."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from practicum.rooms.results.rules.matching import Identifier, Known, ReportedPerson, alike, decide, score

JANE = Known(1, "MRN-1001", (("Moreau", "Jane"),), date(1980, 4, 12), "female", ("+12025550123",))
SENT = ReportedPerson(
    "Moreau", "Jane", date(1980, 4, 12), "female", identifiers=(Identifier("MRN-1001", "MR"),)
)
NO_NUMBER = replace(SENT, identifiers=())


def matched(person: ReportedPerson, *known: Known, never: frozenset[int] = frozenset()) -> int | None:
    verdict = decide(person, known, never=never)
    return verdict.match.known.patient_id if verdict.match else None


def test_number_and_demographics_agree() -> None:
    assert matched(SENT, JANE) == 1


def test_demographics_alone_suffice_when_all_agree_and_nobody_else_is_near() -> None:
    assert matched(NO_NUMBER, JANE) == 1


@pytest.mark.parametrize(
    "person",
    [
        replace(SENT, birth_date=date(1981, 4, 12)),  # one slip, with the right number
        replace(SENT, birth_date=date(1980, 12, 4)),  # day and month swapped
        replace(SENT, given="Mark"),
        replace(NO_NUMBER, sex="", family="Morrow"),
        ReportedPerson(identifiers=(Identifier("MRN-1001"),)),  # a number and nothing else
        ReportedPerson("Moreau", "Jane"),
        ReportedPerson(),
    ],
)
def test_what_a_person_must_look_at(person: ReportedPerson) -> None:
    verdict = decide(person, [JANE])
    assert verdict.match is None
    assert verdict.why
    assert [c.known.patient_id for c in verdict.candidates] == [1]


def test_a_new_family_name_with_number_and_birth_date_is_the_same_person() -> None:
    assert matched(replace(SENT, family="Baker"), JANE) == 1
    earlier = replace(JANE, names=(("Baker", "Jane"), ("Moreau", "Jane")))
    assert matched(NO_NUMBER, earlier) == 1
    assert "an earlier name" in decide(NO_NUMBER, [earlier]).why


def test_accents_case_and_spellings() -> None:
    zoe = Known(2, "MRN-2", (("Müller-Ångström", "Zoë"),), date(1990, 1, 1), "female")
    assert matched(ReportedPerson("MULLER ANGSTROM", "ZOE", date(1990, 1, 1), "female"), zoe) == 2
    assert alike("Katherine", "Catherine")
    assert not alike("", "Anna")


def test_twins_are_told_apart_and_never_guessed() -> None:
    june = replace(JANE, patient_id=2, record_number="MRN-1002", names=(("Moreau", "June"),))
    assert matched(NO_NUMBER, JANE, june) == 1
    # June's number on Jane's name: somebody must look
    assert matched(replace(SENT, identifiers=(Identifier("MRN-1002"),)), JANE, june) is None


def test_the_same_person_twice_is_not_guessed() -> None:
    twice = replace(JANE, patient_id=2, record_number="MRN-1002")
    assert matched(NO_NUMBER, JANE, twice) is None


def test_a_merged_record_leads_to_the_survivor() -> None:
    survivor = replace(JANE, record_number="MRN-1", merged_from="MRN-1001")
    assert matched(SENT, survivor) == 1
    assert "merged into MRN-1" in decide(SENT, [survivor]).why


def test_a_person_s_no_is_remembered() -> None:
    assert matched(SENT, JANE, never=frozenset({1})) is None


def test_reasons_are_said() -> None:
    assert score(SENT, JANE).reasons == (
        "record number MRN-1001", "same birth date", "same family name, same given name", "same sex",
    )  # fmt: skip
