"""The pure rules of results: flags, values, ranges, criticals, read-backs, versions, oddities."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from practicum.rooms.results.rules.criticals import Limit, age_in_years, ladder, unit_unknown, why_critical
from practicum.rooms.results.rules.flags import Degree, degree_of_flag, flag_in_words
from practicum.rooms.results.rules.oddities import odd_clock, odd_times, odd_value
from practicum.rooms.results.rules.readback import numbers_said, value_repeated
from practicum.rooms.results.rules.values import Number, Range, place_on_bar, read_number, read_range
from practicum.rooms.results.rules.versions import Standing, standing, status_of

NINE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("flag", "degree", "words"),
    [
        ("", Degree.NORMAL, ""),
        ("N", Degree.NORMAL, "normal"),
        ("H", Degree.ABNORMAL, "high"),
        ("LL", Degree.CRITICAL, "critically low"),
        ("hh", Degree.CRITICAL, "critically high"),
        ("AA", Degree.CRITICAL, "critically abnormal"),
        ("H~U", Degree.ABNORMAL, "high, going up"),
        ("PANIC", Degree.CRITICAL, "critical"),
        ("Q9", Degree.ABNORMAL, "flag Q9"),
    ],
)
def test_flags_have_a_degree_and_words(flag: str, degree: Degree, words: str) -> None:
    assert degree_of_flag(flag) is degree
    assert flag_in_words(flag) == words


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5.1", Number(Decimal("5.1"))),
        (" 1,250 ", Number(Decimal(1250))),
        ("<0.01", Number(Decimal("0.01"), "<")),
        (">= 60", Number(Decimal(60), ">=")),
        ("-2.5", Number(Decimal("-2.5"))),
        ("1.2e3", Number(Decimal(1200))),
        ("5,1", None),  # a comma for a point: not ours to guess
        ("1+", None),
        ("1:160", None),
        ("POSITIVE", None),
        ("", None),
        ("NaN", None),
        ("9" * 40, None),
    ],
)
def test_numbers_are_read_only_when_sure(text: str, number: Number | None) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("3.5-5.1", Range(Decimal("3.5"), Decimal("5.1"))),
        ("3.5 - 5.1 mmol/L", Range(Decimal("3.5"), Decimal("5.1"))),
        ("[70, 99]", None),
        ("-2.0-2.0", Range(Decimal("-2.0"), Decimal("2.0"))),
        ("5.1-3.5", Range(Decimal("3.5"), Decimal("5.1"), was_reversed=True)),
        ("<5.0", Range(high=Decimal("5.0"))),
        (">=60", Range(low=Decimal(60))),
        ("up to 40", Range(high=Decimal(40))),
        ("NEGATIVE", None),
        ("", None),
    ],
)
def test_ranges(text: str, usual: Range | None) -> None:
    assert read_range(text) == usual


def test_a_value_sits_on_the_bar() -> None:
    usual = Range(Decimal(100), Decimal(200))
    assert place_on_bar(Number(Decimal(100)), usual) == 25
    assert place_on_bar(Number(Decimal(150)), usual) == 50
    assert place_on_bar(Number(Decimal(9000)), usual) == 98
    assert place_on_bar(Number(Decimal(-9000)), usual) == 2
    assert place_on_bar(Number(Decimal(4)), Range(Decimal(4), Decimal(4))) == 50
    assert place_on_bar(Number(Decimal(3)), Range(high=Decimal(4))) is not None
    assert place_on_bar(Number(Decimal(3)), Range()) is None


POTASSIUM = Limit("2823-3", "mmol/L", low=Decimal("2.8"), high=Decimal("6.2"))
CULTURE = Limit("600-7", "", words=("growth", "gram"))
BABY = Limit("1975-2", "mg/dL", high=Decimal(15), age_below_years=1)


def why(
    value: str, *, code: str = "2823-3", units: str = "mmol/L", flag: str = "", age: int | None = 40
) -> str:
    return why_critical(
        code=code, number=read_number(value), text=value, units=units, flag=flag,
        limits=[POTASSIUM, CULTURE, BABY], age=age, sex="female",
    )  # fmt: skip


def test_critical_by_the_flag_of_the_laboratory() -> None:
    assert why("4.0", flag="HH") == "flagged critically high by the laboratory"


def test_critical_by_the_table_of_the_practice() -> None:
    assert why("6.3") == "above the practice's limit of 6.2 mmol/L"
    assert why("2.7") == "below the practice's limit of 2.8 mmol/L"
    assert why("6.2") == ""
    assert why("<6.9") == ""  # may be anything below
    assert why(">6.9") != ""
    assert (
        why("gram positive cocci", code="600-7")
        == "the practice's table counts “gram positive cocci” as critical"
    )


def test_a_limit_in_another_unit_is_never_applied_but_said() -> None:
    assert why("27", units="mg/dL") == ""
    assert unit_unknown(code="2823-3", units="mg/dL", limits=[POTASSIUM])
    assert not unit_unknown(code="2823-3", units="MMOL/L", limits=[POTASSIUM])


def test_a_limit_for_an_age_covers_an_unknown_age() -> None:
    assert why("16", code="1975-2", units="mg/dL", age=0)
    assert not why("16", code="1975-2", units="mg/dL", age=30)
    assert why("16", code="1975-2", units="mg/dL", age=None)


def test_age() -> None:
    assert age_in_years(date(2000, 2, 29), date(2026, 2, 28)) == 25
    assert age_in_years(date(2030, 1, 1), date(2026, 1, 1)) is None


def test_the_ladder_is_15_30_60() -> None:
    rungs = ladder(opened_at=NINE, until=NINE + timedelta(minutes=31))
    assert [(rung.at - NINE) // timedelta(minutes=1) for rung in rungs] == [0, 15, 30, 60]
    assert [rung.reached for rung in rungs] == [True, True, True, False]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("potassium 7.1", "7.1"),
        ("Potassium seven point one millimoles per litre", "7.1"),
        ("7.10, got it", "7.1"),
        ("sodium one hundred and eighteen", "118"),
        ("sodium one eighteen", "118"),
        ("one two zero", "120"),
        ("glucose twenty-six", "26"),
        ("six point nine five", "6.95"),
        ("seven point twenty five", "7.25"),
        ("platelets 12,000", "12000"),
        ("twelve thousand", "12000"),
        ("Jane Doe born 7/1/1960, potassium 6.9", "6.9"),
        ("less than 0.01", "<0.01"),
        ("gram positive cocci in clusters", "Gram positive cocci"),
        ("zero point three", "0.3"),
        ("point three", "0.3"),
    ],
)
def test_a_read_back_in_figures_or_words(said: str, value: str) -> None:
    assert value_repeated(said, value)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("", "7.1"),
        ("ok, thanks", "7.1"),
        ("potassium 1.7", "7.1"),
        ("potassium 71", "7.1"),
        ("Jane Doe, born 12/3/1970", "12"),  # a date is not the value
        ("MRN-1200 understood", "1200"),
        ("0.01", "<0.01"),  # the comparator is part of the value
        ("positive", "Gram positive cocci"),
        ("one hundred and eighty", "118"),
    ],
)
def test_a_read_back_that_is_none(said: str, value: str) -> None:
    assert not value_repeated(said, value)


def test_numbers_said_never_fails_on_odd_text() -> None:
    assert numbers_said("point and hundred … ٣ 1,2,3 5.") is not None


def stand(
    status: str, content: str, at: datetime | None = None, earlier: frozenset[str] = frozenset()
) -> Standing:
    return standing(
        status=status, content=content, reported_at=at, current_status="final", current_content="a",
        current_reported_at=NINE, earlier_contents=earlier,
    )  # fmt: skip


def test_how_a_version_stands_to_the_current_one() -> None:
    first = standing(
        status="final", content="a", reported_at=None, current_status=None, current_content="",
        current_reported_at=None,
    )  # fmt: skip
    assert first is Standing.FIRST
    assert stand("final", "a") is Standing.REPEAT
    assert stand("corrected", "b") is Standing.NEWER
    assert stand("preliminary", "b") is Standing.OLDER
    assert stand("final", "b", NINE - timedelta(hours=1)) is Standing.OLDER
    assert stand("preliminary", "b", NINE + timedelta(hours=1)) is Standing.NEWER
    assert stand("corrected", "z", earlier=frozenset({"z"})) is Standing.REPEAT
    assert stand("corrected", "z", NINE + timedelta(hours=1), frozenset({"z"})) is Standing.NEWER


def test_statuses() -> None:
    assert [status_of(code) for code in ("P", "F", "C", "X", "", "?")] == [
        "preliminary", "final", "corrected", "cancelled", "preliminary", "preliminary",
    ]  # fmt: skip


def test_oddities_are_said_and_not_refused() -> None:
    assert odd_clock(sent_at=NINE - timedelta(days=1), received_at=NINE) == (
        "The laboratory's clock is 24 hours behind ours."
    )
    assert odd_clock(sent_at=NINE - timedelta(hours=2), received_at=NINE) == ""
    assert odd_times(observed_at=NINE + timedelta(hours=2), received_at=NINE)
    assert odd_times(observed_at=None, received_at=NINE)
    said = odd_value(name="Potassium", value="6.0", units="", usual="5.1-3.5", flag="ZZ")
    assert [s.split(": ")[1][:12] for s in said] == ["the range 5.", "the flag ZZ ", "sent without"]
    assert odd_value(name="K", value="6.0", units="mmol/L", usual="3.5-5.1", flag="")
