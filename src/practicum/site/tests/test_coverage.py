"""The table of capabilities is read from what actions, pages and tests declare."""

from __future__ import annotations

from pathlib import Path

import pytest

from practicum.site import coverage
from practicum.site.capabilities import CAPABILITIES


def test_there_are_forty_capabilities() -> None:
    assert len(CAPABILITIES) == 40


def test_every_capability_has_its_three_lists() -> None:
    found = coverage.carried()
    assert list(found) == list(CAPABILITIES)
    assert all(set(lists) == {"actions", "pages", "tests"} for lists in found.values())


def test_tests_are_found_by_their_mark(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text(
        "import pytest\npytestmark = [pytest.mark.carries('E1')]\n"
        "@pytest.mark.carries('E2', 'D4')\ndef test_a(): ...\ndef test_b(): ...\ndef helper(): ...\n"
    )
    assert list(coverage.tests(tmp_path)) == [
        ("tests/test_x.py::test_a", ("E1", "E2", "D4")),
        ("tests/test_x.py::test_b", ("E1",)),
    ]


def test_an_id_nobody_knows_is_refused() -> None:
    with pytest.raises(LookupError, match="carries X9"):
        coverage._add({}, "pages", "somewhere", ("X9",))
