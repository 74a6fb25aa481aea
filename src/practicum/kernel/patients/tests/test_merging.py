"""Two charts become one, and one becomes two again, exactly."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicum.kernel.actions import Done, Refused, perform
from practicum.kernel.base import SYSTEM
from practicum.kernel.coverage.actions import AddCoverage, EndCoverage, add_coverage, end_coverage
from practicum.kernel.coverage.directory import AddPayer, add_payer
from practicum.kernel.coverage.models import Coverage, Payer
from practicum.kernel.patients.actions import (
    AddContact,
    AddName,
    ChangeName,
    MergePatients,
    RecordConsent,
    SetGuarantor,
    SetPreferences,
    UnmergePatients,
    add_contact,
    add_name,
    change_name,
    merge_patients,
    record_consent,
    set_guarantor,
    set_preferences,
    unmerge_patients,
)
from practicum.kernel.patients.models import Patient, PatientMerge
from practicum.kernel.patients.references import (
    patient_references,
    unregistered_columns,
)
from practicum.kernel.patients.search import search

pytestmark = pytest.mark.django_db


def snapshot(*patients: Patient) -> dict[str, list[str]]:
    """Every row of every table that points at these patients, and their own, as the database writes them."""
    ids = [patient.pk for patient in patients]
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("select t::text from patients_patient t where id = any(%s) order by id", [ids])
        found["patients_patient"] = [row[0] for row in cursor.fetchall()]
        for reference in patient_references():
            cursor.execute(
                f'select t::text from "{reference.table}" t where "{reference.column}" = any(%s) order by 1',
                [ids],
            )
            found[f"{reference.table}.{reference.column}"] = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "select part, rest, sound, birth_date, patient_id from patients_patientkey where patient_id = any(%s)"
            " order by patient_id, part",
            [ids],
        )
        found["keys"] = [str(row) for row in cursor.fetchall()]
    return found


def does(action: Any, command: Any, now: Any) -> Any:
    result = perform(action, command, by=SYSTEM, now=now)
    assert isinstance(result, Done), result
    return result.outcome


def merge(cast: Any, survivor: Patient, merged: Patient, **values: Any) -> PatientMerge:
    command = MergePatients(survivor=survivor.pk, merged=merged.pk, reason="same person", **values)
    done = does(merge_patients, command, cast.now)
    assert isinstance(done, PatientMerge)
    return done


@pytest.fixture
def payer(db: None, cast: Any) -> Payer:
    found = does(add_payer, AddPayer(name="Harbor Mutual"), cast.now)
    assert isinstance(found, Payer)
    return found


def cover(cast: Any, payer: Payer, patient: Patient, number: str, **values: Any) -> Coverage:
    command = AddCoverage.model_validate(
        {"patient": patient.pk, "payer": payer.pk, "member_id": number} | values
    )
    found = does(add_coverage, command, cast.now)
    assert isinstance(found, Coverage)
    return found


def test_every_column_that_points_at_a_patient_is_declared() -> None:
    assert unregistered_columns() == []


def test_rows_move_and_the_old_number_and_name_find_the_survivor(cast: Any, payer: Payer) -> None:
    kept = cast.another_patient(given_name="Ana", family_name="Moreno", phone="212 555 0101")
    double = cast.another_patient(given_name="Anna", family_name="Belmonte", phone="212 555 0102")
    cover(cast, payer, kept, "A1")
    cover(cast, payer, double, "B2")
    merge(cast, kept, double)
    assert [c.rank for c in Coverage.objects.filter(patient=kept).order_by("rank")] == [1, 2]
    for text in (double.record_number, "belmonte", "5550102"):
        assert [hit.patient_id for hit in search(text, today=date(2026, 11, 2)).hits] == [kept.pk], text


def test_unmerge_restores_both_charts_exactly(cast: Any, payer: Payer) -> None:
    kept, double = cast.patient, cast.another_patient(given_name="Adah")
    cover(cast, payer, kept, "A1")
    cover(cast, payer, double, "B2")
    before = snapshot(kept, double)
    done = merge(cast, kept, double, take=["sex", "preferred_channel"])
    assert snapshot(kept, double) != before
    does(unmerge_patients, UnmergePatients(merge=done.pk), cast.now)
    assert snapshot(kept, double) == before


def test_what_came_after_stays_with_the_survivor_and_is_listed(cast: Any, payer: Payer) -> None:
    kept, double = cast.patient, cast.another_patient(given_name="Adah", preferred_channel="letter")
    moved = cover(cast, payer, double, "B2")
    done = merge(cast, kept, double, take=["preferred_channel"])
    new = does(add_contact, AddContact(patient=kept.pk, phone="212 555 0177"), cast.now)
    does(set_preferences, SetPreferences(patient=kept.pk, preferred_channel="email"), cast.now)
    does(end_coverage, EndCoverage(coverage=moved.pk, end_date="2026-10-31"), cast.now)
    done = does(unmerge_patients, UnmergePatients(merge=done.pk), cast.now)
    moved.refresh_from_db()
    new.refresh_from_db()
    kept.refresh_from_db()
    assert (moved.patient_id, moved.end_date) == (
        double.pk,
        date(2026, 10, 31),
    )  # went home with its later edit
    assert new.patient_id == kept.pk
    assert kept.preferred_channel == "email"  # a later decision is not overwritten
    told = {row["what"]: row["why"] for row in done.stayed}
    assert told["telephones and e-mail addresses"] == "added after the merge"
    assert told["patient: preferred channel"] == "changed since the merge"


def test_a_merged_chart_takes_no_changes(cast: Any) -> None:
    kept, double = cast.patient, cast.another_patient()
    merge(cast, kept, double)
    result = perform(
        add_contact, AddContact(patient=double.pk, phone="212 555 0177"), by=cast.desk, now=cast.now
    )
    assert isinstance(result, Refused)
    assert kept.record_number in result.reason


def test_merges_are_taken_back_from_the_end(cast: Any) -> None:
    first, second, third = cast.patient, cast.another_patient(), cast.another_patient()
    before = snapshot(first, second, third)
    inner = merge(cast, second, third)
    outer = merge(cast, first, second)
    third.refresh_from_db()
    assert third.merged_into_id == first.pk
    result = perform(unmerge_patients, UnmergePatients(merge=inner.pk), by=SYSTEM, now=cast.now)
    assert isinstance(result, Refused) and "Take that back first" in result.reason
    does(unmerge_patients, UnmergePatients(merge=outer.pk), cast.now)
    does(unmerge_patients, UnmergePatients(merge=inner.pk), cast.now)
    assert snapshot(first, second, third) == before


def test_one_chart_twice_is_refused(cast: Any) -> None:
    command = MergePatients(survivor=cast.patient.pk, merged=cast.patient.pk, reason="slip of the hand")
    assert isinstance(perform(merge_patients, command, by=SYSTEM, now=cast.now), Refused)


_STEPS = st.lists(
    st.tuples(st.sampled_from(["phone", "name", "rename", "consent", "guarantor", "cover"]), st.booleans()),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=_STEPS, take=st.sets(st.sampled_from(["birth_date", "sex", "preferred_language", "household_id"]))
)
def test_merge_then_unmerge_changes_nothing(
    cast: Any, payer: Payer, steps: list[tuple[str, bool]], take: set[str]
) -> None:
    pair = (
        cast.another_patient(),
        cast.another_patient(given_name="Adah", birth_date="1985-04-03", sex="female"),
    )
    for number, (step, which) in enumerate(steps):
        _step(cast, payer, step, pair[which], pair[not which], number)
    before = snapshot(*pair)
    done = merge(cast, *pair, take=sorted(take))
    does(unmerge_patients, UnmergePatients(merge=done.pk), cast.now)
    assert snapshot(*pair) == before


def _step(cast: Any, payer: Payer, step: str, patient: Patient, other: Patient, number: int) -> None:
    match step:
        case "phone":
            command: Any = AddContact(patient=patient.pk, phone=f"212 555 01{number:02}")
            perform(add_contact, command, by=SYSTEM, now=cast.now)
        case "name":
            does(add_name, AddName(patient=patient.pk, given_name=f"Alias{number}x"), cast.now)
        case "rename":
            command = ChangeName(patient=patient.pk, given_name="Ada", family_name=f"Name{number}x")
            perform(change_name, command, by=SYSTEM, now=cast.now)
        case "consent":
            command = RecordConsent(patient=patient.pk, channel="voice", source="desk")
            perform(record_consent, command, by=SYSTEM, now=cast.now)
        case "guarantor":
            does(set_guarantor, SetGuarantor(patient=patient.pk, person=other.pk), cast.now)
        case "cover":
            cover(cast, payer, patient, f"M{number}")
