"""The embedded server starts whatever happened before: races, kills, stale files, half a cluster."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from practicum.site.server import binaries, postgres
from practicum.site.server.binaries import Account, ServerProblem
from practicum.site.server.postgres import EmbeddedPostgres


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder every account may reach; pytest's own are for one account only."""
    folder = Path(tempfile.mkdtemp(prefix="practicum-server-"))
    folder.chmod(0o711)
    yield folder
    EmbeddedPostgres(folder, careless=True).stop(even_if_not_ours=True)
    shutil.rmtree(folder, ignore_errors=True)


def answer(server: EmbeddedPostgres) -> int:
    """Ask the server for a row it wrote, writing it first."""
    with psycopg.connect(server.dsn(), autocommit=True) as connected:
        connected.execute("create table if not exists kept (n int)")
        connected.execute("insert into kept values (1)")
        row = connected.execute("select count(*) from kept").fetchone()
        return int(row[0]) if row else 0


def test_six_processes_race_for_the_first_start(home: Path) -> None:
    program = (
        "import sys, psycopg; from practicum.site.server.postgres import EmbeddedPostgres\n"
        "server = EmbeddedPostgres(sys.argv[1], careless=True).start()\n"
        "print(psycopg.connect(server.dsn()).execute('select 1').fetchone()[0], server.started)"
    )
    racers = [
        subprocess.Popen([sys.executable, "-c", program, str(home)], stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    said = sorted(racer.communicate(timeout=60)[0].strip() for racer in racers)
    assert said == ["1 False"] * 5 + ["1 True"]


def test_a_server_killed_outright_comes_back_with_what_was_committed(home: Path) -> None:
    server = EmbeddedPostgres(home, careless=True).start()
    assert answer(server) == 1
    pid = server.postmaster()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert answer(server.start()) == 2
    assert server.postmaster() != pid


def test_all_processes_of_a_server_killed_at_once(home: Path) -> None:
    server = EmbeddedPostgres(home, careless=True).start()
    assert answer(server) == 1
    for pid in postgres._processes_in(server.data):
        with contextlib.suppress(ProcessLookupError):  # the others end by themselves when the first is gone
            os.kill(pid, signal.SIGKILL)
    assert answer(server.start()) == 2


def test_a_stale_pid_file_naming_a_living_stranger_is_not_believed(home: Path) -> None:
    server = EmbeddedPostgres(home, careless=True).start()
    answer(server)
    server.stop()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        pid_file = server.data / "postmaster.pid"
        pid_file.write_text(f"{stranger.pid}\n{server.data}\n1700000000\n5432\n{server.socket}\n\n")
        pid_file.chmod(0o644)
        assert not server.running()
        assert answer(server.start()) == 2
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("content", ["", "not a number\n", "999999999\n", "-5\n"])
def test_a_damaged_pid_file_is_not_believed(home: Path, content: str) -> None:
    server = EmbeddedPostgres(home, careless=True).start()
    server.stop()
    (server.data / "postmaster.pid").write_text(content)
    assert answer(server.start()) == 1


def test_half_an_initdb_is_swept_away(home: Path) -> None:
    half = home / "init-killed"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(home, careless=True) as server:
        assert answer(server) == 1
    assert not half.exists()


def test_an_initdb_killed_on_the_way_is_made_again(home: Path) -> None:
    program = (
        "import sys; from practicum.site.server.postgres import *; EmbeddedPostgres(sys.argv[1]).start()"
    )
    starter = subprocess.Popen([sys.executable, "-c", program, str(home)], start_new_session=True)
    until = time.monotonic() + 20
    while not list(home.glob("init-*")) and time.monotonic() < until:
        time.sleep(0.005)
    os.killpg(starter.pid, signal.SIGKILL)
    starter.wait()
    with EmbeddedPostgres(home, careless=True) as server:
        assert answer(server) == 1
    assert not list(home.glob("init-*"))


def test_stop_leaves_a_server_that_somebody_else_started(home: Path) -> None:
    first = EmbeddedPostgres(home, careless=True).start()
    second = EmbeddedPostgres(home, careless=True).start()
    second.stop()
    assert first.running()
    first.stop()
    assert not first.running()


def test_a_cluster_of_another_version_is_refused_with_a_sentence(home: Path) -> None:
    server = EmbeddedPostgres(home, careless=True).start()
    server.stop()
    (server.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(ServerProblem, match="made by PostgreSQL 12"):
        server.start()


def test_a_long_folder_name_gets_a_short_socket(home: Path) -> None:
    deep = home / ("long" * 25)
    assert len(os.fsencode(postgres.socket_folder(deep))) <= postgres.SOCKET_PATH_LIMIT
    deep.mkdir()
    with EmbeddedPostgres(deep, careless=True) as server:
        assert answer(server) == 1


def test_a_closed_parent_is_named_with_what_to_do(home: Path) -> None:
    stranger = Account(name="stranger", uid=54321, gid=54321, borrowed=True)
    closed = home / "closed"
    (closed / "data").mkdir(parents=True)
    (closed / "data").chmod(0o711)
    closed.chmod(0o700)
    assert binaries.unreachable(closed / "data", account=stranger) == closed
    server = EmbeddedPostgres(closed / "data", careless=True)
    server.account = stranger
    with pytest.raises(ServerProblem, match=f"chmod o\\+x {closed}"):
        server.start()


def test_programs_in_a_private_folder_are_copied_once(home: Path) -> None:
    stranger = Account(name="stranger", uid=54321, gid=54321, borrowed=True)
    (home / "private" / "pg" / "bin").mkdir(parents=True)
    (home / "private" / "pg" / "bin" / "postgres").write_text("program")
    (home / "private").chmod(0o700)
    copy = binaries.reachable_binaries(
        home / "private" / "pg" / "bin", account=stranger, cache=home / "cache"
    )
    again = binaries.reachable_binaries(
        home / "private" / "pg" / "bin", account=stranger, cache=home / "cache"
    )
    assert copy == again
    assert (copy / "postgres").read_text() == "program"
    assert binaries.unreachable(copy, account=stranger) is None
