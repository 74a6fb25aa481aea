"""Which database serves: DATABASE_URL, or the embedded server in the data folder."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from practicum.site.places import database_folder
from practicum.site.server.postgres import APP_ROLE, OWNER_ROLE, socket_folder

DATABASE_VARIABLE = "DATABASE_URL"
OWNER_VARIABLE = "PRACTICUM_OWNER_DATABASE_URL"
NAME_VARIABLE = "PRACTICUM_DATABASE_NAME"  # ours alone: where a demo is filled before it is shown
DATABASE_NAME = "practicum"
POOL = {"min_size": 1, "max_size": 10, "timeout": 15}

Database = dict[str, Any]


def is_embedded() -> bool:
    """Whether Practicum runs its own server."""
    return not os.environ.get(DATABASE_VARIABLE)


def app_database() -> Database:
    """The database as web pages and jobs reach it: the role that may not change the ledger."""
    if url := os.environ.get(DATABASE_VARIABLE):
        return _from_url(url, variable=DATABASE_VARIABLE, pooled=True)
    return embedded_database(role=APP_ROLE, pooled=True)


def owner_database() -> Database:
    """The database as migrations reach it: the role that owns the tables."""
    if url := os.environ.get(OWNER_VARIABLE) or os.environ.get(DATABASE_VARIABLE):
        variable = OWNER_VARIABLE if os.environ.get(OWNER_VARIABLE) else DATABASE_VARIABLE
        return _from_url(url, variable=variable, pooled=False)
    return embedded_database(role=OWNER_ROLE, pooled=False)


def embedded_database(*, role: str, pooled: bool) -> Database:
    """The embedded server's database for one of its roles."""
    name = os.environ.get(NAME_VARIABLE, DATABASE_NAME)
    folder = socket_folder(database_folder())
    return _database(NAME=name, USER=role, HOST=str(folder), options={}, pooled=pooled)


def _from_url(url: str, *, variable: str, pooled: bool) -> Database:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as problem:
        raise ImproperlyConfigured(f"{variable} cannot be read: {problem}. {_SHAPE}") from None
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise ImproperlyConfigured(f"{variable} does not name a PostgreSQL database. {_SHAPE}")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return _database(
        NAME=name,
        USER=unquote(parts.username or ""),
        PASSWORD=unquote(parts.password or ""),
        HOST=host,
        PORT=str(port or options.pop("port", "")),
        options=options,
        pooled=pooled,
    )


_SHAPE = "It looks like postgresql://user:password@host:5432/name."


def _database(*, options: dict[str, Any], pooled: bool, **settings: str) -> Database:
    if pooled:
        options = options | {"pool": dict(POOL)}
    engine = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
    return {**engine, "OPTIONS": options, **settings}
