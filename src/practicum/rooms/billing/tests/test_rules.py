"""Arithmetic of payments."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.rooms.billing.rules import (
    Part,
    looks_like_card,
    may_void,
    postings,
    problem,
    reversed_postings,
)

parts = st.lists(
    st.builds(Part, st.sampled_from(["cash", "card", "check"]), st.integers(0, 10_000)),
    min_size=1,
    max_size=6,
)


@given(parts)
def test_postings_always_balance(some):
    lines = postings(some)
    assert sum(lines.values()) == 0
    both = {account: lines[account] + reversed_postings(lines)[account] for account in lines}
    assert set(both.values()) <= {0}


@pytest.mark.parametrize(
    ("given_parts", "field"),
    [
        ([Part("cash", 0)], "cash"),
        ([Part("cash", -5)], "cash"),
        ([Part("card", 100)], "card_reference"),
        ([Part("check", 100)], "check_number"),
        ([Part("card", 100, "4111 1111 1111 1111")], "card_reference"),
        ([Part("cash", 1_000_001)], "cash"),
    ],
)
def test_what_is_wrong_is_named_with_its_field(given_parts, field):
    found = problem(given_parts)
    assert found and found[0] == field


def test_a_split_tender_is_fine():
    assert problem([Part("cash", 1000), Part("card", 1500, "TX 99812"), Part("check", 500, "1042")]) is None


# Test numbers the card networks publish for trying terminals; no account has them.
@pytest.mark.parametrize(
    "text", ["4111111111111111", "5555-5555-5555-4444", "378282246310005", "ref 6011111111111117 x"]
)
def test_card_numbers_are_recognised(text):
    assert looks_like_card(text)


@pytest.mark.parametrize("text", ["TX-99812", "4111111111111112", "0000000000000000", "2026 11 23 10 20"])
def test_references_are_not(text):
    assert not looks_like_card(text)


def test_a_void_is_for_the_same_day_on_the_practices_clock():
    zone = ZoneInfo("America/New_York")
    taken = datetime(2026, 3, 4, 22, tzinfo=UTC)
    assert may_void(taken_at=taken, now=datetime(2026, 3, 5, 4, tzinfo=UTC), zone=zone)
    assert not may_void(taken_at=taken, now=datetime(2026, 3, 5, 6, tzinfo=UTC), zone=zone)
