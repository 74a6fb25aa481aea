"""Names are kept as written and found as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.lib.names import TypedName, clean, fold, initials, parts, read_name, search_words


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Søren Kierkegaard", "soren kierkegaard"),
        ("O’Brien-Smith", "o brien smith"),
        ("NÚÑEZ", "nunez"),
        ("Nu\u0301n\u0303ez", "nunez"),
        ("Weiß", "weiss"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Þór Ægisson", "thor aegisson"),
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("İpek", "ipek"),
        ("Ｓｍｉｔｈ", "smith"),
        ("de la  Cruz, María", "de la cruz maria"),
        ("J.R. O'Neil", "j r o neil"),
        ("李小龍", "李小龍"),
        ("", ""),
    ],
)
def test_search_key(written: str, key: str) -> None:
    assert fold(written) == key


def test_found_by_parts_and_by_joined_words() -> None:
    assert search_words("O’Brien-Smith", "Ana María") == (
        "o", "brien", "smith", "obrien", "briensmith", "obriensmith", "ana", "maria",
    )  # fmt: skip


@given(st.text(max_size=60))
def test_keys_are_stable_and_plain(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(text) == fold(text.upper().lower()) or any(c.upper().lower() != c.lower() for c in text)
    assert clean(clean(text)) == clean(text)
    assert "\x00" not in clean(text) and "\n" not in clean(text)
    assert all(word.isalnum() for word in parts(text))
    assert len(search_words(text)) < 2000
    read_name(text)
    initials(text)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Smith, John A", TypedName("Smith", "John", "A")),
        ("John A. Smith Jr.", TypedName("Smith", "John", "A.", suffix="Jr.")),
        ("John Smith, Jr.", TypedName("Smith", "John", suffix="Jr.")),
        ("Dr. Ana de la Cruz", TypedName("de la Cruz", "Ana", prefix="Dr.")),
        ("SMITH", TypedName("SMITH")),
        ("van Dyke, Dick III", TypedName("van Dyke", "Dick", suffix="III")),
        ("", TypedName()),
        (",", TypedName()),
    ],
)
def test_one_line_taken_apart(typed: str, name: TypedName) -> None:
    assert read_name(typed) == name


def test_initials() -> None:
    assert initials("ana", "de la Cruz") == "AD"
    assert initials("", "Øst") == "Ø"
    assert initials("123") == ""
