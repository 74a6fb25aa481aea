"""Identifiers: numbers from the publishers' own texts, and any text refused politely."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.lib.identifiers import (
    STATES,
    format_mbi,
    format_phone,
    luhn_ok,
    mbi_ok,
    npi_ok,
    parse_mbi,
    parse_npi,
    parse_phone,
    parse_state,
    parse_zip,
)
from practicum.lib.refusal import NotUnderstood


def test_npi_of_the_standard() -> None:
    # CMS's own worked examples, and its counter-example.
    assert parse_npi("1234567893") == "1234567893"
    assert parse_npi(" 1558-598 797 ") == "1558598797"
    with pytest.raises(NotUnderstood, match="last figure"):
        parse_npi("1234567890")


@pytest.mark.parametrize("text", ["", "123456789", "12345678930", "3234567893", "12345678９x", "١٢٣٤٥٦٧٨٩٠"])
def test_not_an_npi(text: str) -> None:
    with pytest.raises(NotUnderstood):
        parse_npi(text)


@given(st.integers(100_000_000, 299_999_999), st.integers(0, 9), st.integers(0, 8))
def test_luhn_catches_every_single_slip(body: int, change: int, place: int) -> None:
    number = next(f"{body}{check}" for check in range(10) if npi_ok(f"{body}{check}"))
    slipped = number[:place] + str(change) + number[place + 1 :]
    assert npi_ok(slipped) == (slipped == number)
    assert luhn_ok("80840" + number)


def test_mbi_of_the_card() -> None:
    assert parse_mbi("1eg4-te5-mk73") == "1EG4TE5MK73"
    assert format_mbi("1EG4TE5MK73") == "1EG4-TE5-MK73"


@pytest.mark.parametrize(
    "text",
    ["0EG4TE5MK73", "1SG4TE5MK73", "1EGATE5MK73", "1EG4TE5MK7", "1EG4TE5MK7A", "1EG4TE55K73", "1BG4TE5MK73"],
)
def test_not_an_mbi(text: str) -> None:
    with pytest.raises(NotUnderstood):
        parse_mbi(text)


@given(st.from_regex(r"[1-9][A-Z][0-9A-Z][0-9][A-Z][0-9A-Z][0-9][A-Z]{2}[0-9]{2}", fullmatch=True))
def test_no_letter_that_looks_like_a_figure(text: str) -> None:
    assert mbi_ok(text) == (not set(text) & set("SLOIBZ"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("(212) 736-5000", "+12127365000"),
        ("212.736.5000", "+12127365000"),
        ("1 212 736 5000", "+12127365000"),
        ("+44 20 7946 0018", "+442079460018"),
        ("２１２７３６５０００", "+12127365000"),
        ("212-555-0123", "+12125550123"),  # set aside for fiction, so the demonstration may use it
    ],
)
def test_phones_as_typed(typed: str, kept: str) -> None:
    assert parse_phone(typed) == kept
    assert parse_phone(format_phone(kept)) == kept


@pytest.mark.parametrize(
    "typed", ["", "12", "abc", "212-736-500", "000 000 0000", "911", "212-736-5000 x12", "9" * 300]
)
def test_not_phones(typed: str) -> None:
    with pytest.raises(NotUnderstood):
        parse_phone(typed)


def test_phone_for_reading() -> None:
    assert format_phone("+12127365000") == "(212) 736-5000"
    assert format_phone("+442079460018") == "+44 20 7946 0018"
    assert format_phone("front desk") == "front desk"


def test_zip_and_state() -> None:
    assert parse_zip(" 02139 ") == "02139"
    assert parse_zip("021394307") == parse_zip("02139-4307") == "02139-4307"
    assert parse_state("ma") == parse_state(" Massachusetts ") == "MA"
    assert parse_state("D.C.") == parse_state("Washington, D.C.") == "DC"
    assert len(STATES) == 62


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (parse_zip, "0213"),
        (parse_zip, "00000"),
        (parse_zip, "02139-43"),
        (parse_state, "XX"),
        (parse_state, ""),
    ],
)
def test_neither_zip_nor_state(reader: Callable[[str], str], text: str) -> None:
    with pytest.raises(NotUnderstood):
        reader(text)


@given(st.text(max_size=80))
def test_any_text_is_taken_or_refused(text: str) -> None:
    for reader in (parse_npi, parse_mbi, parse_phone, parse_zip, parse_state):
        try:
            assert reader(text)
        except NotUnderstood as refused:
            assert len(str(refused)) < 200
