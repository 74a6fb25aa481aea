"""Whether the database is up to date, told without loading Django, so that a start is quick."""

from __future__ import annotations

import hashlib
from pathlib import Path

import psycopg

from practicum.site import databases, demo, discovery, places
from practicum.site.server.postgres import EmbeddedPostgres


def is_current(server: EmbeddedPostgres | None) -> bool:
    """Whether every migration is applied and the rights were granted by this very version."""
    try:
        noted = _note().read_text().strip()
    except OSError:
        return False
    return noted == _fingerprint(server) and _applied(_dsn(server)) >= _migrations()


def note(server: EmbeddedPostgres | None) -> None:
    """Remember that the database is up to date."""
    _note().write_text(_fingerprint(server) + "\n")


def _note() -> Path:
    return places.data_folder() / "migrated"


def _dsn(server: EmbeddedPostgres | None) -> str:
    return demo.named_dsn() if server is None else server.dsn(database=databases.DATABASE_NAME)


def _migrations() -> set[tuple[str, str]]:
    """Every migration there is a file for, as (app, name)."""
    packages = [*discovery.packages(), "practicum.site"]
    return {
        (package.rpartition(".")[2], file.stem)
        for package in packages
        for file in (discovery.folder(package) / "migrations").glob("[0-9]*.py")
    }


def _applied(dsn: str) -> set[tuple[str, str]]:
    try:
        with psycopg.connect(dsn, autocommit=True) as connected:
            return {
                (str(app), str(name))
                for app, name in connected.execute("select app, name from django_migrations")
            }
    except psycopg.Error:
        return set()


def _fingerprint(server: EmbeddedPostgres | None) -> str:
    """What migrating depends on: the migrations, which tables are protected, how rights are granted."""
    digest = hashlib.sha256(_dsn(server).encode())
    files = [*discovery.ROOT.glob("*/*/migrations/*.py"), *discovery.ROOT.glob("*/*/models/*.py")]
    files += [*discovery.ROOT.glob("*/*/models.py"), discovery.ROOT / "site" / "server" / "setup.py"]
    for file in sorted(files):
        digest.update(str(file.relative_to(discovery.ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
