"""What a test finds: its own migrated database, reached as the role that may not change the ledger."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection


@pytest.mark.django_db
def test_a_test_speaks_as_the_runtime_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("practicum_app",)


def test_commits_in_a_fresh_database_are_seen_by_other_threads(fresh_database: Any) -> None:
    seen: list[Any] = []

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute("select current_database(), current_user")
            seen.append(cursor.fetchone())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [(fresh_database.name, "practicum_app")]
