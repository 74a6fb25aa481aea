"""The command line: settings that cannot work get a sentence, never a trace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from practicum.site import begin, databases, places
from practicum.site.problems import Problem


def practicum(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "practicum.site.cli", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def refused(*arguments: str, **environment: str) -> str:
    done = practicum(*arguments, **environment)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


def test_help_lists_the_commands() -> None:
    done = practicum("--help")
    assert done.returncode == 0
    for name in ("start", "demo", "migrate", "jobs", "web", "ledger"):
        assert f"\n    {name} " in done.stdout


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"DATABASE_URL": "mysql://a/b"}, "does not name a PostgreSQL database"),
        ({"DATABASE_URL": "postgresql://host"}, "It looks like postgresql://user"),
        ({"DATABASE_URL": "postgresql://host:many/name"}, "cannot be read"),
        ({"PRACTICUM_SECRET": "short"}, "at least 32"),
        ({"PRACTICUM_DEBUG": "yes"}, "can be 0 or 1"),
        ({"PRACTICUM_PORT": "eighty"}, "a number from 1 to 65535"),
        ({"PRACTICUM_PORT": "99999"}, "a number from 1 to 65535"),
    ],
)
def test_settings_that_cannot_work_get_a_sentence(
    tmp_path: Path, environment: dict[str, str], word: str
) -> None:
    sentence = refused("start", "--data", str(tmp_path), **environment)
    assert sentence.startswith("practicum: ")
    assert word in sentence


def test_a_database_that_does_not_answer_gets_a_sentence(tmp_path: Path) -> None:
    nowhere = "postgresql://me@localhost:1/nothing"
    assert "does not answer" in refused("migrate", "--data", str(tmp_path), DATABASE_URL=nowhere)


def test_a_data_folder_that_is_a_file_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be used" in refused("start", "--data", str(tmp_path / "file"))


def test_an_unknown_listener_gets_a_sentence(tmp_path: Path) -> None:
    assert "no listener called 'nobody'" in refused("listen", "nobody", "--data", str(tmp_path))


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRACTICUM_DATA", str(tmp_path))
    monkeypatch.delenv("PRACTICUM_SECRET", raising=False)
    begin.data_folder()
    first = places.secret()
    begin.data_folder()
    assert places.secret() == first
    assert len(first) >= begin.SHORTEST_SECRET
    assert places.secret_file().stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


def test_a_database_address_is_read_with_everything_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://us%40er:p%2Fw@db.example:6432/na%20me?sslmode=require")
    found = databases.app_database()
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("us@er", "p/w", "db.example")
    assert (found["PORT"], found["NAME"]) == ("6432", "na me")
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["pool"]
    monkeypatch.setenv("PRACTICUM_OWNER_DATABASE_URL", "postgresql://owner@db.example/name")
    assert databases.owner_database()["USER"] == "owner"
    assert databases.app_database()["USER"] == "us@er"


def test_a_port_may_be_given_or_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRACTICUM_PORT", "8123")
    assert begin.port() == 8123
    assert begin.port("8124") == 8124
    for bad in ("", "0", "-1", "٣", "1e3", "65536"):
        with pytest.raises(Problem):
            begin.port(bad)
