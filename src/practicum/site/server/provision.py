"""Roles, a database and its extensions on a server, made where they are missing."""

from __future__ import annotations

import contextlib

import psycopg
from psycopg import sql

from practicum.site.server.binaries import ServerProblem
from practicum.site.server.postgres import APP_ROLE, OWNER_ROLE, EmbeddedPostgres

EXTENSIONS = ("btree_gist", "pg_trgm", "fuzzystrmatch", "unaccent", "citext")


def make_database(server: EmbeddedPostgres, name: str) -> None:
    """The roles and an empty database on the embedded server, where they are missing."""
    with psycopg.connect(server.dsn(), autocommit=True) as connected:
        for role in (OWNER_ROLE, APP_ROLE):
            make_role(connected, role)
        found = connected.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if not found:
            owned = "create database {} owner {}"
            statement = sql.SQL(owned).format(sql.Identifier(name), sql.Identifier(OWNER_ROLE))
            with contextlib.suppress(psycopg.errors.DuplicateDatabase):  # another process was first
                connected.execute(statement)
    with psycopg.connect(server.dsn(database=name), autocommit=True) as connected:
        make_extensions(connected)


def make_role(connected: psycopg.Connection[tuple[object, ...]], role: str) -> None:
    """A role that may sign in, unless it exists."""
    if connected.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
        return
    with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        connected.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))


def make_extensions(connected: psycopg.Connection[tuple[object, ...]]) -> None:
    """The extensions the models rely on. All are trusted: a database's owner may add them."""
    for extension in EXTENSIONS:
        try:
            connected.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
        except psycopg.errors.UniqueViolation:  # made by another process in this moment
            pass
        except psycopg.Error as problem:
            raise ServerProblem(
                f"The database lacks the extension {extension!r} and did not let us add it "
                f"({str(problem).splitlines()[0]}). Ask its administrator: create extension {extension};"
            ) from problem
