"""A demonstration at another hour, and nothing else at one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from practicum.site import hour
from practicum.site.problems import Problem


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PRACTICUM_DATA", str(tmp_path))
    monkeypatch.setenv("PRACTICUM_CLOCK_SHIFT", "0")
    return tmp_path


def stands(monkeypatch: pytest.MonkeyPatch, is_demo: bool, last: datetime | None) -> None:
    monkeypatch.setattr(hour, "_stands", lambda _server: (is_demo, last))


def near(one: datetime, other: datetime) -> bool:
    return abs(one - other) < timedelta(seconds=30)


def test_it_is_that_hour_in_the_demonstrations_zone() -> None:
    hour.take("2026-11-02 09:05")
    assert near(hour.now(), datetime(2026, 11, 2, 14, 5, tzinfo=UTC))
    assert hour.words().startswith("Its clock says Monday 2 November 2026, 9:05 AM")


def test_an_hour_with_its_own_offset_is_taken_as_it_is() -> None:
    hour.take("2026-11-02T09:05+02:00")
    assert near(hour.now(), datetime(2026, 11, 2, 7, 5, tzinfo=UTC))


def test_the_next_start_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    hour.take("2026-11-02 09:05")
    hour.keep("2026-11-02 09:05")
    before = hour.now()
    monkeypatch.setenv("PRACTICUM_CLOCK_SHIFT", "0")
    monkeypatch.setattr(hour, "_read_hour", lambda _at: pytest.fail("asked anew"))
    hour.take("2026-11-02 09:05")
    assert before <= hour.now()


def test_every_command_on_the_folder_has_that_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    hour.take("2026-11-02 09:05")
    hour.keep("2026-11-02 09:05")
    monkeypatch.delenv("PRACTICUM_CLOCK_SHIFT")
    hour.resume()
    assert near(hour.now(), datetime(2026, 11, 2, 14, 5, tzinfo=UTC))
    monkeypatch.setenv("PRACTICUM_CLOCK_SHIFT", "0")
    hour.resume()
    assert near(hour.now(), datetime.now(UTC))


def test_an_hour_that_was_refused_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    hour.take("2026-11-02 09:05")
    monkeypatch.delenv("PRACTICUM_CLOCK_SHIFT")
    hour.resume()
    assert not hour.shifted()


def test_the_true_hour_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    hour.take("2026-11-02 09:05")
    hour.keep("2026-11-02 09:05")
    hour.take("now")
    hour.keep("now")
    assert near(hour.now(), datetime.now(UTC)) and hour.words() == ""
    monkeypatch.delenv("PRACTICUM_CLOCK_SHIFT")
    hour.resume()
    assert near(hour.now(), datetime.now(UTC))


@pytest.mark.parametrize("at", ["", "monday", "2026-13-02 09:05", "\0"])
def test_nonsense_is_told(at: str) -> None:
    with pytest.raises(Problem, match="write it as"):
        hour.take(at)


def test_a_note_that_was_spoiled_is_made_again(folder: Path) -> None:
    (folder / "hour.json").write_text('{"at": "2026-11-02 09:05", "seconds": "x"}')
    hour.take("2026-11-02 09:05")
    assert near(hour.now(), datetime(2026, 11, 2, 14, 5, tzinfo=UTC))


def test_a_real_practice_keeps_the_true_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    stands(monkeypatch, False, None)
    hour.check(None)
    hour.take("2026-11-02 09:05")
    with pytest.raises(Problem, match="Only a demonstration"):
        hour.check(None)


def test_clocks_do_not_go_back(monkeypatch: pytest.MonkeyPatch) -> None:
    hour.take("2026-11-02 09:05")
    stands(monkeypatch, True, datetime(2026, 11, 2, 14, 0, tzinfo=UTC))
    hour.check(None)
    stands(monkeypatch, True, datetime(2026, 11, 2, 17, 0, tzinfo=UTC))
    with pytest.raises(Problem, match=r"has come to 2026-11-02 12:00 already"):
        hour.check(None)
