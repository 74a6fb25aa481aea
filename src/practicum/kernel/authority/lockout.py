"""Wrong answers are counted before they are looked at, so that racing guesses count as well.

An attempt takes one of the few places in its window; a right answer gives the place back. Names
are counted whether or not they exist, and addresses with more places, since a whole clinic may
sit behind one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from practicum.kernel.authority.models import Throttle
from practicum.kernel.authority.secrets_kept import keyed_hash

WINDOW = timedelta(minutes=15)
PLACES_BY_NAME = 5
PLACES_BY_ADDRESS = 30
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=4)
FORGIVEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt that was let in, to be settled once its answer is known."""

    keys: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Locked:
    """Nobody may try under this name or from this address until then."""

    until: datetime


def lock_length(locks: int) -> timedelta:
    """How long the next lock lasts after so many: 15, 30, 60 … minutes, at most four hours."""
    doublings: int = 2 ** min(locks, 10)
    return min(FIRST_LOCK * doublings, LONGEST_LOCK)


def keys_for(username: str, address: str | None) -> tuple[str, str]:
    """The counters of a sign-in name and an address; the texts themselves are not kept."""
    name = keyed_hash(username.strip().casefold()[:200], purpose="throttle")[:40]
    place = keyed_hash(address or "unknown", purpose="throttle")[:40]
    return f"name:{name}", f"address:{place}"


def begin(*, username: str, address: str | None, now: datetime) -> Attempt | Locked:
    """Take a place for an attempt, or say until when there is none."""
    keys = keys_for(username, address)
    with transaction.atomic():
        rows = _locked_rows(keys, now=now)
        until = [row.locked_until for row in rows if row.locked_until and row.locked_until > now]
        if until:
            return Locked(max(until))
        for row in rows:
            _start_afresh(row, now=now)
        full = [row for row in rows if row.failures >= _places(row)]
        if full:  # others are being looked at in this moment and none has been right yet
            return Locked(now + timedelta(minutes=1))
        for row in rows:
            row.failures += 1
            row.save()
    return Attempt(keys)


def _locked_rows(keys: tuple[str, str], *, now: datetime) -> list[Throttle]:
    Throttle.objects.bulk_create(
        [Throttle(key=key, window_started_at=now) for key in sorted(keys)], ignore_conflicts=True
    )
    return list(Throttle.objects.select_for_update().filter(key__in=keys).order_by("key"))


def _start_afresh(row: Throttle, *, now: datetime) -> None:
    if row.window_started_at + WINDOW <= now:
        row.window_started_at, row.failures = now, 0
    if row.locked_until and row.locked_until + FORGIVEN_AFTER <= now:
        row.locks, row.locked_until = 0, None


def _places(row: Throttle) -> int:
    return PLACES_BY_NAME if row.key.startswith("name:") else PLACES_BY_ADDRESS


def was_wrong(attempt: Attempt, *, now: datetime) -> datetime | None:
    """The answer was wrong. When that was one too many, lock, and say until when."""
    until = []
    with transaction.atomic():
        for row in Throttle.objects.select_for_update().filter(key__in=attempt.keys).order_by("key"):
            if row.failures >= _places(row) and not (row.locked_until and row.locked_until > now):
                row.locked_until = now + lock_length(row.locks)
                row.locks, row.failures, row.window_started_at = row.locks + 1, 0, now
                row.save()
                until.append(row.locked_until)
    return max(until) if until else None


def was_right(attempt: Attempt, *, signed_in: bool) -> None:
    """The answer was right: give the places back. A whole sign-in also clears the name's counter."""
    with transaction.atomic():
        for row in Throttle.objects.select_for_update().filter(key__in=attempt.keys).order_by("key"):
            row.failures = max(0, row.failures - 1)
            if signed_in and row.key.startswith("name:"):
                row.failures, row.locks, row.locked_until = 0, 0, None
            row.save()


def unlock(*, username: str) -> bool:
    """Let a name try again at once; True when it was locked."""
    name, _ = keys_for(username, None)
    return Throttle.objects.filter(key=name).update(failures=0, locks=0, locked_until=None) > 0
