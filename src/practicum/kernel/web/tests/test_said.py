"""Moments as pages say them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from practicum.kernel.web import said

NOW = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)  # ten in the morning in New York


@pytest.fixture(autouse=True)
def _new_york(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(said, "practice_zone", lambda: ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("away", "text", "urgency"),
    [
        (timedelta(minutes=12), "in 12 min", "soon"),
        (timedelta(hours=2), "in 2 h", ""),
        (-timedelta(minutes=5), "5 min ago", "late"),
        (timedelta(hours=20), "tomorrow, 6:00 AM", ""),
        (timedelta(days=1, minutes=20), "tomorrow, 10:20 AM", ""),
        (timedelta(days=8), "Wed 11 Mar, 11:00 AM", ""),  # the clock goes forward on the 8th
    ],
)
def test_near_moments_are_told_from_here(away: timedelta, text: str, urgency: str) -> None:
    shown = said.said_when(NOW + away, NOW)
    assert (shown.text, shown.urgency) == (text, urgency)


def test_the_exact_moment_is_beside_it() -> None:
    assert said.said_when(NOW, NOW).exact == "Tue 3 Mar 2026, 10:00:00 AM EST"
    assert said.said_date(date(1985, 3, 4)) == "4 Mar 1985"
