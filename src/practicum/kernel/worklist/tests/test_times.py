"""Moments ahead, as people type them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.kernel.worklist.times import read_moment

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)  # Monday 9:00 in New York


@pytest.mark.parametrize(
    ("said", "local"),
    [
        ("2 h", "2026-11-02 11:00"), ("in 30 min", "2026-11-02 09:30"), ("3d", "2026-11-05 09:00"),
        ("tomorrow", "2026-11-03 08:00"), ("tomorrow 9:30", "2026-11-03 09:30"), ("today 4pm", "2026-11-02 16:00"),
        ("tue at 14:00", "2026-11-03 14:00"), ("Monday", "2026-11-09 08:00"), ("11/5 13:15", "2026-11-05 13:15"),
        ("15:00", "2026-11-02 15:00"), ("8:00", "2026-11-03 08:00"), ("2026-12-01T10:00", "2026-12-01 10:00"),
    ],
)  # fmt: skip
def test_read(said: str, local: str) -> None:
    assert read_moment(said, now=NOW, zone=NEW_YORK).astimezone(NEW_YORK).strftime("%Y-%m-%d %H:%M") == local


@pytest.mark.parametrize("said", ["soonish", "", "tomorrow x", "99/99", "💤", "0" * 400])
def test_nonsense_is_a_sentence(said: str) -> None:
    with pytest.raises(ValueError, match=r"is not a time|needs a time"):
        read_moment(said, now=NOW, zone=NEW_YORK)


@given(st.text(max_size=40))
def test_no_text_breaks_it(said: str) -> None:
    try:
        assert read_moment(said, now=NOW, zone=NEW_YORK).tzinfo is not None
    except ValueError as error:
        assert str(error).endswith(".")
