"""Patient search as one types, at a practice's size and at a hundred times that.

    python -m bench.patient_search [sizes, 21000 2100000 when none is given]

Invented households are loaded with `load_patients`; then six hundred searches of the kinds people type
are run, each once, in an order that the seed gives. Beside them, in the same run: what a plain
`ILIKE '%…%'` over names and telephones takes, which finds less, and looking one patient up by primary
key, which is the limit.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from bench.figures import figure
from practicum.kernel import clock

SEARCHES = 600
PLAIN = 12
Typed = Callable[[Any], str]

# family, given, birth date, record number, telephone -> what a caller or a hand gives of it
KINDS: dict[str, Typed] = {
    "one letter": lambda r: r[0][:1],
    "two letters": lambda r: r[1][:2],
    "two short parts": lambda r: f"{r[0][:2]} {r[1][:2]}",
    "two parts": lambda r: f"{r[1][:3]} {r[0][:3]}",
    "whole name": lambda r: f"{r[1]} {r[0]}",
    "family name": lambda r: r[0],
    "part and birth date": lambda r: f"{r[0][:3]} {r[2].month}/{r[2].day}/{r[2].year % 100:02}",
    "name and year": lambda r: f"{r[0]} {r[2].year}",
    "birth date": lambda r: r[2].isoformat(),
    "last four digits": lambda r: r[4][-4:],
    "whole telephone": lambda r: r[4][-10:],
    "record number": lambda r: r[3],
    "name misspelt": lambda r: f"{r[1]} {r[0][:1]}{r[0][1:].replace('e', 'a').replace('i', 'e')}",
}


def main(sizes: Sequence[int] = (21_000, 2_100_000)) -> None:
    """Load to each size in turn, measure, print."""
    home = Path(os.environ.get("PRACTICUM_BENCH", tempfile.gettempdir())) / f"practicum-bench-{os.getpid()}"
    os.environ["PRACTICUM_DATA"] = str(home)
    subprocess.run(
        [sys.executable, "-m", "practicum.site.cli", "migrate"], check=True, stdout=subprocess.DEVNULL
    )
    from practicum.site import begin

    try:
        with begin.running_database():
            begin.django_ready()
            held = 0
            for size in sizes:
                _load(size - held, seed=held)
                held = size
                _settle()
                _measure(size)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _load(count: int, *, seed: int) -> None:
    from practicum.kernel.base import SYSTEM
    from practicum.kernel.patients.actions import load
    from practicum.kernel.practice.models import Practice
    from practicum.sandbox.population import households

    Practice.objects.get_or_create(defaults={"name": "Bench", "zone": "America/New_York"})
    today = date(2026, 11, 1)
    people = (person.patient for person in households(seed=seed + 1, count=count, today=today))
    began = time.perf_counter()
    load(people, source="bench", by=SYSTEM, now=clock.now())
    figure(
        f"patient search: loading {count:,} patients",
        count / (time.perf_counter() - began),
        None,
        "patients/s",
    )


def _settle() -> None:
    """What autovacuum does in time."""
    import psycopg

    from practicum.site.databases import embedded_database
    from practicum.site.server.postgres import OWNER_ROLE

    at = embedded_database(role=OWNER_ROLE, pooled=False)
    with psycopg.connect(host=at["HOST"], dbname=at["NAME"], user=at["USER"], autocommit=True) as owner:
        owner.execute("vacuum analyze")


def _measure(size: int) -> None:
    from practicum.kernel.patients.search import search

    rows = _people(SEARCHES)
    random = Random(7)
    typed = [
        kind(row)
        for row, kind in zip(rows, list(KINDS.values()) * (SEARCHES // len(KINDS) + 1), strict=False)
    ]
    random.shuffle(typed)
    today = date(2026, 11, 1)
    for text in typed[:20]:
        search(text, today=today)
    ours = [_timed(search, text, today=today) for text in typed]
    plain = [_timed(_ilike, row[0][:3]) for row in rows[:PLAIN]]
    limit = [_timed(_by_key, row[5]) for row in rows]
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        figure(
            f"patient search: {name} at {size:,}, beside ILIKE",
            _at(ours, share),
            _at(plain, share),
            "ms",
            better="lower",
        )
        figure(
            f"patient search: {name} at {size:,}, beside the key",
            _at(ours, share),
            _at(limit, share),
            "ms",
            better="lower",
        )
    for kind, make in KINDS.items():
        texts = [make(row) for row in random.sample(rows, 40)]
        spent = [_timed(search, text, today=today) for text in texts]
        figure(
            f"patient search: p95 of {kind} at {size:,}",
            _at(spent, 0.95),
            _at(limit, 0.95),
            "ms",
            better="lower",
        )


def _timed(work: Callable[..., object], *given: object, **named: object) -> float:
    began = time.perf_counter()
    work(*given, **named)
    return (time.perf_counter() - began) * 1000


def _at(spent: Sequence[float], share: float) -> float:
    return sorted(spent)[min(int(len(spent) * share), len(spent) - 1)]


def _people(count: int) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select family_name, given_name, birth_date, record_number, c.value, p.id from patients_patient p"
            " join lateral (select value from patients_patientcontact where patient_id = p.id and kind = 'phone'"
            " limit 1) c on true where p.id %% (select greatest(count(*) / %s, 1) from patients_patient) = 0 limit %s",
            [count * 2, count],
        )
        return list(cursor.fetchall())


def _ilike(text: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select p.id, family_name, given_name, birth_date from patients_patient p where family_name ilike %s"
            " or given_name ilike %s or exists (select 1 from patients_patientcontact c where c.patient_id = p.id"
            " and c.value like %s) order by family_name, given_name limit 25",
            [f"%{text}%"] * 3,
        )
        cursor.fetchall()


def _by_key(number: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select id, family_name, given_name, birth_date from patients_patient where id = %s", [number]
        )
        cursor.fetchall()


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or (21_000, 2_100_000))
