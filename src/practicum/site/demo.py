"""Filling the demo practice so that it is there whole or not at all.

On the embedded server it is filled in a database of its own, which takes the practice's name when it
is complete: whatever kills the filling, the next start begins again with a clean one. In a database
that DATABASE_URL names, a note in the data folder marks a filling under way.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from practicum.site import databases, places
from practicum.site.problems import Problem
from practicum.site.server import processes, provision
from practicum.site.server.postgres import OWNER_ROLE, EmbeddedPostgres

FILLING = "practicum_filling"
# Nothing of a demo needs to survive a crash: it is made again.
UNHURRIED = "-c synchronous_commit=off"
Say = Callable[[str], None]


def ensure_demo(*, server: EmbeddedPostgres | None, size: float, seed: int, say: Say) -> bool:
    """Fill the demo practice unless a practice is there; whether it filled."""
    if server is None:
        return _fill_named(size=size, seed=seed, say=say)
    if has_practice(server.dsn(database=databases.DATABASE_NAME)):
        return False
    say(f"Filling the demo practice (size {size:g}); this happens once.")
    _drop(server, FILLING)  # left by a start that was killed
    there = {databases.NAME_VARIABLE: FILLING}
    _must(processes.run(["migrate"], environment=there), doing="making the demo's tables")
    words = ["fill", "--size", f"{size:g}", "--seed", str(seed)]
    _must(processes.run(words, environment={**there, "PGOPTIONS": UNHURRIED}), doing="filling the demo")
    _take_place(server)
    return True


def restore_into(server: EmbeddedPostgres, restore: Callable[[str], None]) -> None:
    """Have a saved practice restored, whole or not at all, under the practice's name."""
    provision.make_database(server, databases.DATABASE_NAME)  # for the roles
    _drop(server, FILLING)
    with psycopg.connect(server.dsn(), autocommit=True) as connected:
        connected.execute(sql.SQL("create database {}").format(sql.Identifier(FILLING)))
    restore(server.dsn(database=FILLING))
    with psycopg.connect(server.dsn(), autocommit=True) as connected:
        owner = sql.Identifier(OWNER_ROLE)
        connected.execute(sql.SQL("alter database {} owner to {}").format(sql.Identifier(FILLING), owner))
    _take_place(server)


def has_practice(dsn: str) -> bool:
    """Whether this database exists and holds a practice."""
    try:
        with psycopg.connect(dsn, autocommit=True) as connected:
            known = connected.execute("select to_regclass('practice_practice')").fetchone()
            if not known or known[0] is None:
                return False
            return connected.execute("select 1 from practice_practice limit 1").fetchone() is not None
    except psycopg.OperationalError as problem:
        if "does not exist" in str(problem):
            return False
        raise Problem(f"The database does not answer: {' '.join(str(problem).split())}") from None


def _take_place(server: EmbeddedPostgres) -> None:
    _drop(server, databases.DATABASE_NAME)  # it held no practice
    with psycopg.connect(server.dsn(database=FILLING), autocommit=True) as connected:
        connected.execute("vacuum analyze")
    with psycopg.connect(server.dsn(), autocommit=True) as connected:
        connected.execute("checkpoint")
        connected.execute(
            sql.SQL("alter database {} rename to {}").format(
                sql.Identifier(FILLING), sql.Identifier(databases.DATABASE_NAME)
            )
        )


def _drop(server: EmbeddedPostgres, name: str) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as connected:
        connected.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _fill_named(*, size: float, seed: int, say: Say) -> bool:
    note = _note()
    if note.exists():
        raise Problem(
            "Filling the demo was interrupted, and DATABASE_URL's database holds half of it. Empty that database "
            f"(drop it and create it again), remove {note}, and start again."
        )
    if has_practice(named_dsn()):
        return False
    say(f"Filling the demo practice (size {size:g}) into the database of DATABASE_URL; this happens once.")
    note.write_text("A demo is being filled, or its filling was interrupted.\n")
    words = ["fill", "--size", f"{size:g}", "--seed", str(seed)]
    _must(processes.run(words, environment={"PGOPTIONS": UNHURRIED}), doing="filling the demo")
    note.unlink()
    return True


def named_dsn() -> str:
    """DATABASE_URL's database, for psycopg."""
    chosen = databases.app_database()
    parts = {
        "dbname": chosen["NAME"], "user": chosen.get("USER"), "password": chosen.get("PASSWORD"),
        "host": chosen.get("HOST"), "port": chosen.get("PORT"),
    }  # fmt: skip
    more = {name: value for name, value in chosen["OPTIONS"].items() if name != "pool"}
    return psycopg.conninfo.make_conninfo(**{k: v for k, v in (parts | more).items() if v})


def _note() -> Path:
    return places.data_folder() / "filling-the-demo"


def _must(code: int, *, doing: str) -> None:
    if code == 130:
        raise KeyboardInterrupt
    if code:
        raise Problem(f"Something went wrong while {doing} (exit code {code}); what it was stands above.")
