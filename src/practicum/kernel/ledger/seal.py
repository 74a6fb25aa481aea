"""Chaining what was written: called every moment by the job processes."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

MOST = 5_000


def tick(*, now: datetime) -> int:
    """Seal what waits; how many rows. Any number of processes may call it: one seals, the others get 0."""
    return seal_some()


def seal_some(*, most: int = MOST) -> int:
    """Seal up to `most` pending entries in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select ledger_seal_pending(%s)", [most])
        row = cursor.fetchone()
    return int(row[0])


def seal_all() -> int:
    """Seal everything that waits, after a bulk import or before a verification at rest."""
    total = 0
    while done := seal_some():
        total += done
    return total
