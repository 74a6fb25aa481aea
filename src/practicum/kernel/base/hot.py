"""Statements on the path a person waits on: planned once a connection, then only executed.

Django binds values on the client, so that PostgreSQL plans each statement anew; for one that joins six tables
the plan costs more than the answer. The same statement may also go the ordinary way, and does while queries
are being counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection

Values = Sequence[Any] | Mapping[str, Any]


def run(statement: str, values: Values) -> None:
    """Execute a statement in the caller's transaction."""
    _execute(statement, values, fetch=False)


def one(statement: str, values: Values) -> tuple[Any, ...] | None:
    """The first row of what a statement answers, or None."""
    return _execute(statement, values, fetch=True)


def _execute(statement: str, values: Values, *, fetch: bool) -> tuple[Any, ...] | None:
    if connection.queries_logged:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone() if fetch else None
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    with connection.wrap_database_errors, psycopg.Cursor(raw) as prepared:
        prepared.execute(statement, values, prepare=True)
        return prepared.fetchone() if fetch else None
