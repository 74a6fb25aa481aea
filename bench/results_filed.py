"""Results filed a second: kept messages matched, versioned, delivered, beside merely judging and answering.

    python -m bench.results_filed [messages]

A practice of 2,000 patients and ten physicians; of the messages 2 in 100 are critical, 3 belong to
nobody known, 5 repeat an earlier one, 5 correct one. They are kept by the inbox of a durable embedded
PostgreSQL and then filed by one and by two job processes, in rounds of their own; the median counts.
The yardstick is the same messages parsed, judged and answered by one process that keeps nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from bench.figures import figure, per_second
from practicum.adapters.lab.examine import examine
from practicum.kernel import clock

ROUNDS = 3
PATIENTS = 2_000
PHYSICIANS = 10


def main(count: int = 1500) -> None:
    """Make a practice, measure, print."""
    home = Path(os.environ.get("PRACTICUM_BENCH", tempfile.gettempdir())) / f"practicum-bench-{os.getpid()}"
    os.environ["PRACTICUM_DATA"] = str(home)
    subprocess.run(
        [sys.executable, "-m", "practicum.site.cli", "migrate"], check=True, stdout=subprocess.DEVNULL
    )
    from practicum.site import begin

    try:
        with begin.running_database():
            begin.django_ready()
            _populate()
            _measure(count)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _measure(count: int) -> None:
    rates: dict[int, list[float]] = {1: [], 2: []}
    for number in range(ROUNDS):
        for processes in rates:
            rates[processes].append(_filed(_messages(count, f"R{number}P{processes}-"), processes))
    sent = _messages(200, "Y")
    merely = len(sent) * per_second(lambda: [examine(raw).replies(now=clock.now()) for raw in sent])
    for processes, found in rates.items():
        with_what = f"{processes} process{'es' * (processes > 1)}"
        name = f"results filed: by {with_what}, beside merely answered"
        figure(name, median(found), merely, "messages/s")


def _filed(messages: list[bytes], processes: int) -> float:
    """Keep all, then let so many processes file them until nothing waits."""
    from django.db import connections

    from practicum.kernel.events import inbox
    from practicum.kernel.events.models import Inbound

    for start in range(0, len(messages), 200):
        group = [(f"{hash(raw)}-{start + n}", raw) for n, raw in enumerate(messages[start : start + 200])]
        inbox.receive_many(source="lab", messages=group, now=clock.now())
    connections.close_all()
    context = multiprocessing.get_context("spawn")
    ready, go = context.Barrier(processes + 1), context.Event()
    workers = [context.Process(target=_work, args=(ready, go)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    ready.wait()
    began = time.perf_counter()
    go.set()
    for worker in workers:
        worker.join()
    spent = time.perf_counter() - began
    left = Inbound.objects.exclude(state="handled").count()
    if left:
        raise SystemExit(f"{left} messages were not filed: the figure would be false.")
    return len(messages) / spent


def _work(ready: object, go: object) -> None:
    from practicum.site import begin

    begin.django_ready()
    from practicum.kernel.events import inbox

    inbox.tick(now=clock.now() - timedelta(days=1))  # everything imported, the connection open
    ready.wait()  # type: ignore[attr-defined]
    go.wait()  # type: ignore[attr-defined]
    while inbox.tick(now=clock.now() + timedelta(minutes=5)):
        pass


def _populate() -> None:
    """Two thousand patients whom nobody has met, and ten physicians."""
    from practicum.kernel.patients.models import Patient, PatientName
    from practicum.kernel.patients.search_keys import rebuild_keys
    from practicum.kernel.practice.models import Practice, Provider, Staff

    now = clock.now()
    Practice.objects.get_or_create(defaults={"name": "Bench", "zone": "America/New_York"})
    people = Patient.objects.bulk_create(
        Patient(
            record_number=_number(n), family_name=_family(n), given_name=_given(n), birth_date=_born(n),
            sex="female" if n % 2 else "male", registered_at=now, changed_at=now,
        )
        for n in range(PATIENTS)
    )  # fmt: skip
    PatientName.objects.bulk_create(
        PatientName(patient=p, family=p.family_name, given=p.given_name) for p in people
    )
    rebuild_keys([p.pk for p in people])
    for n in range(PHYSICIANS):
        staff = Staff.objects.create(given_name="Doctor", family_name=_family(n), name=f"Dr. {_family(n)}",
                                     roles=["physician"])  # fmt: skip
        Provider.objects.create(staff=staff, npi=f"19999999{n:02}")


_SYLLABLES = ("ba", "do", "ki", "lem", "mor", "na", "pel", "ri", "san", "tu")


def _number(n: int) -> str:
    return f"7{n:06}"


def _family(n: int) -> str:
    return "".join(_SYLLABLES[int(digit)] for digit in f"{n * 37 % 1000:03}").capitalize()


def _given(n: int) -> str:
    return "".join(_SYLLABLES[int(digit)] for digit in f"{n * 53 % 100:02}").capitalize()


def _born(n: int) -> date:
    return date(1940, 1, 1) + timedelta(days=n * 7919 % 25_000)


_TESTS = (
    ("2951-2", "Sodium", "mmol/L", "136-145", 140.0), ("2823-3", "Potassium", "mmol/L", "3.5-5.1", 4.3),
    ("2345-7", "Glucose", "mg/dL", "70-99", 88.0), ("2160-0", "Creatinine", "mg/dL", "0.6-1.1", 0.9),
    ("17861-6", "Calcium", "mg/dL", "8.6-10.2", 9.4), ("718-7", "Hemoglobin", "g/dL", "12.0-15.5", 13.7),
)  # fmt: skip


def _messages(count: int, run: str) -> list[bytes]:
    """The mix, the same for the same run."""
    chance = random.Random(run)
    made: list[bytes] = []
    for n in range(count):
        kind = chance.random()
        if kind < 0.05 and made:
            earlier = chance.choice(made)
            made.append(earlier.replace(b"|ORU^R01^ORU_R01|", f"|ORU^R01^ORU_R01|{n}R".encode()))
        elif kind < 0.10 and made:
            made.append(_message(chance, run, chance.randrange(n), control=f"{run}{n}C", corrected=True))
        else:
            made.append(
                _message(chance, run, n, control=f"{run}{n}", critical=kind > 0.98, unknown=kind < 0.13)
            )
    return made


def _message(
    chance: random.Random, run: str, n: int, *, control: str, critical: bool = False, unknown: bool = False,
    corrected: bool = False,
) -> bytes:  # fmt: skip
    who = (n * 31 + len(run)) % PATIENTS
    family = "Nobody" if unknown else _family(who)
    number = "none" if unknown else _number(who)
    status = "C" if corrected else "F"
    lines = [
        f"MSH|^~\\&|LIS|Bench Laboratory|P|P|20261101090000-0500||ORU^R01^ORU_R01|{control}|P|2.5.1",
        f"PID|1||{number}^^^P^MR||{family}^{_given(who)}||{_born(who):%Y%m%d}|{'F' if who % 2 else 'M'}",
        f"OBR|1|P{run}{n}|{run}{n}^LAB|24323-8^Metabolic panel^LN|||20261101080000-0500|||||||||"
        f"19999999{who % PHYSICIANS:02}^Doctor^A^^^^^^NPI^L^^^NPI|||||||||{status}",
    ]
    for place, (code, name, unit, usual, middle) in enumerate(_TESTS, start=1):
        flag = "HH" if critical and place == 2 else "N"
        value = round(middle * chance.uniform(0.97, 1.03), 2)
        lines.append(f"OBX|{place}|NM|{code}^{name}^LN||{value}|{unit}|{usual}|{flag}|||{status}")
    return ("\r".join(lines) + "\r").encode()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1500)
