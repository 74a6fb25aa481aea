"""Who pays, in which order, and how much at the desk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.kernel.actions import Done, Refused, perform
from practicum.kernel.base import SYSTEM
from practicum.kernel.coverage.actions import (
    AddCoverage,
    ChangeCoverage,
    ConfirmCoverage,
    EndCoverage,
    RemoveCoverage,
    ReopenCoverage,
    SetOrderOfBenefits,
    add_coverage,
    change_coverage,
    confirm_coverage,
    end_coverage,
    remove_coverage,
    reopen_coverage,
    set_order_of_benefits,
)
from practicum.kernel.coverage.bulk import NewCoverage, load
from practicum.kernel.coverage.directory import (
    AddPayer,
    AddPlan,
    SetCopay,
    SetPayerNumber,
    add_payer,
    add_plan,
    set_copay,
    set_payer_number,
)
from practicum.kernel.coverage.queries import active_coverage, copay_due
from practicum.kernel.coverage.rules import Period, free_rank, member_number

TODAY = date(2026, 11, 2)
_days = st.none() | st.dates(date(2025, 1, 1), date(2026, 12, 31))
_periods = st.builds(Period, st.integers(1, 9), _days, _days)


@given(_periods, _periods)
def test_overlap_is_a_day_that_both_hold(one: Period, other: Period) -> None:
    days = [d for p in (one, other) for d in (p.start_date, p.end_date) if d] + [TODAY]
    forward = all(not (p.start_date and p.end_date) or p.start_date <= p.end_date for p in (one, other))
    if forward:
        assert (
            one.overlaps(other) == other.overlaps(one) == any(one.holds(d) and other.holds(d) for d in days)
        )


def test_the_first_free_place() -> None:
    held = [Period(1, None, None), Period(2, None, date(2025, 12, 31))]
    assert free_rank(Period(1, date(2026, 1, 1), None), held) == 2
    assert free_rank(Period(1, None, None), held) == 3
    assert free_rank(Period(9, None, None), [Period(9, None, None)]) is None


def test_medicare_numbers_have_a_pattern() -> None:
    assert member_number("1eg4-te5-mk73", payer_kind="medicare") == "1EG4TE5MK73"  # CMS's own example
    with pytest.raises(ValueError, match="11 characters"):
        member_number("12345", payer_kind="medicare")
    assert member_number(" ab  12 ", payer_kind="commercial") == "AB 12"


@pytest.fixture
def payers(db: None, cast: Any) -> tuple[int, int]:
    ids = [cast.does(add_payer, AddPayer(name=name)).id for name in ("Harbor Mutual", "Lakeside Health")]
    return ids[0], ids[1]


def cover(cast: Any, payer: int, number: str, **values: Any) -> int:
    given = {"patient": cast.patient.pk, "payer": payer, "member_id": number} | values
    return int(cast.does(add_coverage, AddCoverage.model_validate(given)).id)


@pytest.mark.django_db
def test_a_second_coverage_comes_behind_and_two_cannot_share_a_place(
    cast: Any, payers: tuple[int, int]
) -> None:
    first = cover(cast, payers[0], "A1")
    second = cover(cast, payers[1], "B2")
    assert [(c.id, c.place) for c in active_coverage(cast.patient.pk, TODAY)] == [
        (first, "primary"),
        (second, "secondary"),
    ]
    command = AddCoverage(patient=cast.patient.pk, payer=payers[1], member_id="C3", rank=1)
    result = perform(add_coverage, command, by=cast.desk, now=cast.now)
    assert isinstance(result, Refused) and "order of benefits" in result.reason
    cast.does(set_order_of_benefits, SetOrderOfBenefits(patient=cast.patient.pk, order=[second, first]))
    assert [c.id for c in active_coverage(cast.patient.pk, TODAY)] == [second, first]


@pytest.mark.django_db
def test_ending_and_going_on(cast: Any, payers: tuple[int, int]) -> None:
    old = cover(cast, payers[0], "A1")
    cast.does(end_coverage, EndCoverage(coverage=old, end_date="10/31/2026"))
    assert active_coverage(cast.patient.pk, TODAY) == []
    assert active_coverage(cast.patient.pk, date(2026, 10, 31))[0].id == old
    new = cover(cast, payers[1], "B2", start_date="11/1/2026")
    assert active_coverage(cast.patient.pk, TODAY)[0].rank == 1
    result = perform(reopen_coverage, ReopenCoverage(coverage=old), by=cast.desk, now=cast.now)
    assert isinstance(result, Refused)
    cast.does(remove_coverage, RemoveCoverage(coverage=new))
    cast.does(reopen_coverage, ReopenCoverage(coverage=old))


@pytest.mark.django_db
def test_the_copay_of_the_card_goes_before_the_plans(cast: Any, payers: tuple[int, int]) -> None:
    plan = cast.does(add_plan, AddPlan(payer=payers[0], name="Open Access")).id
    cast.does(set_copay, SetCopay(plan=plan, amount="25"))
    cast.does(set_copay, SetCopay(plan=plan, visit_kind="specialist", amount="40.50"))
    coverage = cover(cast, payers[0], "A1", plan=plan)
    patient = cast.patient.pk
    assert copay_due(patient, TODAY) == 2500
    assert copay_due(patient, TODAY, visit_kind="specialist") == 4050
    cast.does(change_coverage, ChangeCoverage(coverage=coverage, copay="30"))
    assert copay_due(patient, TODAY) == 3000
    assert copay_due(cast.another_patient().pk, TODAY) is None


@pytest.mark.django_db
def test_what_a_card_must_say(cast: Any, payers: tuple[int, int]) -> None:
    patient = cast.patient.pk
    other_plan = cast.does(add_plan, AddPlan(payer=payers[1], name="Other")).id
    for wrong in ({"relation": "child"}, {"plan": other_plan}, {"payer": 999_999}, {"subscriber_name": "Somebody"},
                  {"start_date": "1/2/2026", "end_date": "1/1/2026"}):  # fmt: skip
        given = {"patient": patient, "payer": payers[0], "member_id": "A1"} | wrong
        result = perform(add_coverage, AddCoverage.model_validate(given), by=cast.desk, now=cast.now)
        assert isinstance(result, Refused), wrong
    child = cover(cast, payers[0], "A1", relation="child", subscriber_name="Nina Quist")
    done = cast.does(confirm_coverage, ConfirmCoverage(coverage=child), by=cast.desk).outcome
    assert done.confirmed_at == cast.now and done.confirmed_by_id == cast.desk.staff_id


@pytest.mark.django_db
def test_payer_ids_are_kept_by_clearinghouse_and_transaction(cast: Any, payers: tuple[int, int]) -> None:
    for transaction, value in (("837p", "60054"), ("270", "AETNA"), ("837P", "60055")):
        command = SetPayerNumber(payer=payers[0], clearinghouse="North", transaction=transaction, value=value)
        assert isinstance(perform(set_payer_number, command, by=SYSTEM, now=cast.now), Done)
    from practicum.kernel.coverage.models import PayerNumber

    assert set(PayerNumber.objects.values_list("transaction", "value")) == {
        ("837P", "60055"),
        ("270", "AETNA"),
    }


@pytest.mark.django_db
def test_loading_many(cast: Any, payers: tuple[int, int]) -> None:
    rows = [
        NewCoverage(patient_id=cast.patient.pk, payer_id=payers[0], member_id=f"L{n}", rank=n)
        for n in (1, 2, 3)
    ]
    assert load(rows, source="a test", by=SYSTEM, now=cast.now) == 3
    assert len(active_coverage(cast.patient.pk, TODAY)) == 3


@pytest.mark.django_db
def test_the_chart_shows_and_changes_coverage(cast: Any, payers: tuple[int, int]) -> None:
    coverage = cover(cast, payers[0], "A1")
    browser = cast.client(cast.desk)
    assert "Harbor Mutual" in browser.get(f"/patients/{cast.patient.pk}/").content.decode()
    address = f"/patients/{cast.patient.pk}/do/coverage.change_coverage/"
    form = browser.get(address, {"coverage": coverage}, headers={"HX-Request": "true"}).content.decode()
    assert 'value="A1"' in form
    browser.post(address, {"coverage": coverage, "member_id": "A2"}, headers={"HX-Request": "true"})
    assert active_coverage(cast.patient.pk, TODAY)[0].member_id == "A2"
