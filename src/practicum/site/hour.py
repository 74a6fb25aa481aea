"""A demonstration at another hour: `practicum start --at "2026-11-02 09:05"`.

The clock of every process is shifted by the same amount, and goes on from there. The data folder
remembers by how much: every command on it has that clock, and the next start goes on. `--at now` ends it.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from practicum.kernel import clock
from practicum.site import databases, demo, places
from practicum.site.problems import Problem
from practicum.site.server.postgres import EmbeddedPostgres

SHIFT_VARIABLE = clock.SHIFT_VARIABLE  # read when the clock is first imported
TRUE_HOUR = "now"
STAFFING = "practicum.sandbox.staffing"
_STANDS = """
select (select bool_and(is_demo) from practice_practice), (select at from ledger_ledgerentry order by id desc limit 1)
"""


def take(at: str) -> None:
    """Shift the clocks of this process's children so that it is that hour now, or later by what has passed."""
    known = _read(_note())
    if at == TRUE_HOUR:
        seconds = 0.0
    elif known.get("at") == at and isinstance(known.get("seconds"), int | float):
        seconds = float(known["seconds"])
    else:
        seconds = (_read_hour(at) - clock.true_now()).total_seconds()
    os.environ[SHIFT_VARIABLE] = str(seconds) if seconds else "0"


def keep(at: str) -> None:
    """Have the data folder remember the hour that was taken."""
    if at == TRUE_HOUR:
        _note().unlink(missing_ok=True)
    else:
        _note().write_text(json.dumps({"at": at, "seconds": float(os.environ[SHIFT_VARIABLE])}))


def resume() -> None:
    """Have the clock that the data folder's practice has, unless the environment names one."""
    seconds = _read(_note()).get("seconds")
    if SHIFT_VARIABLE not in os.environ and isinstance(seconds, int | float):
        os.environ[SHIFT_VARIABLE] = str(float(seconds))


def check(server: EmbeddedPostgres | None) -> None:
    """Refuse a shifted clock in a real practice, and an hour the demonstration is past already."""
    is_demo, last = _stands(server)
    if shifted() and not is_demo:
        raise Problem("Only a demonstration can be at another hour; start with --at now.")
    if is_demo and last is not None and last > now() + timedelta(minutes=1):
        raise Problem(
            f"This demonstration has come to {last.astimezone(_zone()):%Y-%m-%d %H:%M} already, and clocks do not "
            "go back. Give a later --at, or begin a new one in another folder."
        )


def shifted() -> bool:
    """Whether clocks are shifted at all."""
    return os.environ.get(SHIFT_VARIABLE, "0") not in {"", "0"}


def now() -> datetime:
    """What the practice's clock says."""
    return clock.now_as_set()


def words() -> str:
    """The hour, for the terminal; nothing when it is the true one."""
    if not shifted():
        return ""
    there = now().astimezone(_zone())
    return f"Its clock says {there:%A} {there.day} {there:%B %Y}, {there.hour % 12 or 12}:{there:%M %p}."


def _read_hour(at: str) -> datetime:
    try:
        found = datetime.fromisoformat(at.strip())
        return (found if found.tzinfo else found.replace(tzinfo=_zone())).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Problem(f'The hour is {at!r}; write it as "2026-11-02 09:05".') from None


def _zone() -> ZoneInfo:
    if find_spec(STAFFING.rpartition(".")[0]) is None:
        raise Problem("This installation has no demonstration, and only that can be at another hour.")
    from practicum.site import wiring

    return ZoneInfo(wiring.named(f"{STAFFING}:ZONE"))


def _stands(server: EmbeddedPostgres | None) -> tuple[bool, datetime | None]:
    dsn = server.dsn(database=databases.DATABASE_NAME) if server else demo.named_dsn()
    with psycopg.connect(dsn, autocommit=True) as connected:
        row = connected.execute(_STANDS).fetchone()
    return (bool(row[0]), row[1]) if row else (False, None)


def _note() -> Path:
    return places.data_folder() / "hour.json"


def _read(note: Path) -> dict[str, Any]:
    try:
        found = json.loads(note.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
