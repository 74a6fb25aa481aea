"""Money: what is typed is what is kept, to the cent."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.lib.money import (
    LARGEST_CENTS,
    format_cents,
    from_decimal,
    parse_cents,
    portion,
    share_out,
    to_decimal,
)
from practicum.lib.refusal import NotUnderstood

amounts = st.integers(-LARGEST_CENTS, LARGEST_CENTS)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("$1,234.50", 123450),
        ("1234.5", 123450),
        ("1234", 123400),
        (" 20 ", 2000),
        (".5", 50),
        ("5.", 500),
        ("-3", -300),
        ("-$3.00", -300),
        ("$-3.00", -300),
        ("($3.00)", -300),
        ("3.00-", -300),
        ("\u22123", -300),
        ("+3", 300),
        ("USD 12.00", 1200),
        ("12 dollars", 1200),
        ("1 234.50", 123450),
        ("\uff11\uff12", 1200),
        ("1.500", 150),
        ("0", 0),
        ("1,000,000", 100_000_000),
    ],
)
def test_reads_what_people_type(typed: str, cents: int) -> None:
    assert parse_cents(typed) == cents


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "$",
        ".",
        "-",
        "abc",
        "1.234,50",
        "1,23",
        "12,34.00",
        "1.005",
        "1..5",
        "--3",
        "1e5",
        "NaN",
        "٣",
        "9" * 400,
    ],
)
def test_refuses_with_a_sentence(typed: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        parse_cents(typed)
    assert str(refused.value).endswith(".") and len(str(refused.value)) < 160


@given(amounts, st.booleans())
def test_what_is_shown_reads_back(cents: int, symbol: bool) -> None:
    assert parse_cents(format_cents(cents, symbol=symbol)) == cents


@given(amounts)
def test_decimal_and_back(cents: int) -> None:
    assert from_decimal(to_decimal(cents)) == cents


@pytest.mark.parametrize("dollars", ["1.005", "NaN", "Infinity", "1E+30"])
def test_decimals_that_are_not_money(dollars: str) -> None:
    with pytest.raises(NotUnderstood):
        from_decimal(Decimal(dollars))


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(NotUnderstood):
        assert abs(parse_cents(text)) <= LARGEST_CENTS


def test_portion_rounds_half_away_from_zero() -> None:
    assert portion(1001, percent=Decimal(50)) == 501
    assert portion(-1001, percent=Decimal(50)) == -501
    assert portion(10000, percent=Decimal("20")) == 2000


@given(amounts, st.lists(st.integers(0, 1000), min_size=1, max_size=12))
def test_shares_add_up_and_are_fair(cents: int, weights: list[int]) -> None:
    parts = share_out(cents, weights=weights)
    assert sum(parts) == cents and len(parts) == len(weights)
    total = sum(weights) or len(weights)
    for part, weight in zip(parts, weights if sum(weights) else [1] * len(weights), strict=True):
        assert abs(part - cents * weight / total) < 1.001


def test_left_over_cents_go_to_the_first_equal_parts() -> None:
    assert share_out(100, weights=[1, 1, 1]) == [34, 33, 33]
    assert share_out(-100, weights=[1, 1, 1]) == [-34, -33, -33]


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_weights_must_make_sense(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="Weights"):
        share_out(1, weights=weights)
