"""Databases for tests: one careless server, one migrated template, one clone for each process.

The server lives in a cache folder outside the tree and is shared by every pytest of this account.
The template is rebuilt when migrations change; a clone of it costs about 40 ms.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest
from django.db import DatabaseError, connections
from psycopg import sql

from practicum.site.server import provision, setup
from practicum.site.server.binaries import binaries
from practicum.site.server.postgres import APP_ROLE, OWNER_ROLE, EmbeddedPostgres

SOURCE = Path(__file__).resolve().parent.parent / "src" / "practicum"
# One server for each set of programs: a server must not outlive the virtual environment it runs from.
_PROGRAMS = hashlib.sha256(os.fsencode(binaries())).hexdigest()[:6]
CACHE = Path(tempfile.gettempdir()) / f"practicum-tests-{os.geteuid()}-{_PROGRAMS}"
KEPT_TEMPLATES = 6
Settings = dict[str, Any]


class TestDatabases:
    """The clones of one pytest process."""

    __test__ = False

    def __init__(self) -> None:
        CACHE.mkdir(mode=0o711, exist_ok=True)
        if CACHE.stat().st_uid != os.geteuid():
            raise RuntimeError(f"{CACHE} belongs to another account; remove it or set TMPDIR.")
        self.server = EmbeddedPostgres(CACHE / "postgres", careless=True, connections=400)
        self.server.start()
        self.made = 0

    def template(self) -> str:
        """The name of a migrated database to clone, made now if the migrations are new."""
        name = f"template_{fingerprint()}"
        with _locked(CACHE / f"{name}.lock"):
            if not self._exists(name):
                self._build(name)
        return name

    def clone(self, template: str) -> str:
        """A database of our own like the template."""
        self.made += 1
        name = f"test_{os.getpid()}_{self.made}"
        self._superuser("drop database if exists {} with (force)", name)
        self._superuser("create database {} template {} owner {}", name, template, OWNER_ROLE)
        return name

    def drop(self, name: str) -> None:
        """Remove a clone, whoever is still connected."""
        self._superuser("drop database if exists {} with (force)", name)

    def sweep(self) -> None:
        """Remove what processes that died have left, and templates of long ago."""
        with psycopg.connect(self.server.dsn(), autocommit=True) as connected:
            rows = connected.execute("select datname from pg_database order by oid desc").fetchall()
        names = [cast(str, row[0]) for row in rows]
        dead = [name for name in names if (pid := _maker(name)) and not Path(f"/proc/{pid}").exists()]
        templates = [name for name in names if name.startswith("template_")]
        for name in dead + templates[KEPT_TEMPLATES:]:
            with contextlib.suppress(psycopg.Error):
                self.drop(name)

    def dsn(self, name: str, *, role: str = APP_ROLE) -> str:
        """A connection string to a clone."""
        return self.server.dsn(database=name, role=role)

    def settings(self, name: str, *, role: str = APP_ROLE) -> Settings:
        """Django's settings for a clone."""
        return {
            "NAME": name,
            "USER": role,
            "HOST": str(self.server.socket),
            "PORT": "",
            "PASSWORD": "",
            "OPTIONS": {},
        }

    def _exists(self, name: str) -> bool:
        with psycopg.connect(self.server.dsn(), autocommit=True) as connected:
            query = "select 1 from pg_database where datname = %s"
            return connected.execute(query, [name]).fetchone() is not None

    def _build(self, name: str) -> None:
        building = f"building_{os.getpid()}"
        self.drop(building)
        provision.make_database(self.server, building)
        try:
            with using(self.settings(building, role=OWNER_ROLE)):
                setup.migrate(app_role=APP_ROLE)
        except DatabaseError as problem:
            self.drop(building)
            bare = ", ".join(without_migrations()) or "none"
            pytest.exit(f"Migrations fail: {str(problem).strip()} (models without migrations: {bare})", 2)
        except BaseException:
            self.drop(building)
            raise
        self._superuser("alter database {} rename to {}", building, name)

    def _superuser(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.server.dsn(), autocommit=True) as connected:
            connected.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextlib.contextmanager
def using(settings: Settings) -> Iterator[None]:
    """Point Django's default connection at another database for a while."""
    connection = connections["default"]
    connection.close()
    before = dict(connection.settings_dict)
    connection.settings_dict.update(settings)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)


def without_migrations() -> list[str]:
    """Packages whose models have no migrations yet, which breaks those that point at them."""
    models = [*SOURCE.glob("*/*/models.py"), *SOURCE.glob("*/*/models/__init__.py")]
    packages = {SOURCE.joinpath(*file.relative_to(SOURCE).parts[:2]) for file in models}
    return sorted(p.name for p in packages if not (p / "migrations" / "0001_initial.py").exists())


def fingerprint() -> str:
    """What the template depends on: every migration and how databases are made."""
    digest = hashlib.sha256()
    files = [*SOURCE.glob("*/*/migrations/*.py"), SOURCE / "site" / "server" / "setup.py"]
    models = [*SOURCE.glob("*/*/models.py"), *SOURCE.glob("*/*/models/*.py")]
    for file in sorted(files):
        digest.update(f"{file.relative_to(SOURCE)}\n".encode())
        digest.update(file.read_bytes())
    for file in sorted(models):  # rights depend on which models are append-only, or their owner's only
        digest.update(repr(re.findall(rb"(?:append|owner)_only\s*=\s*True", file.read_bytes())).encode())
    return digest.hexdigest()[:16]


def _maker(name: str) -> int | None:
    found = re.fullmatch(r"(?:test|building)_(\d+)(?:_\d+)?", name)
    return int(found[1]) if found else None


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
