"""Processes are killed at random while work comes in: nothing acknowledged is lost, nothing is doubled.

Run by name: make test-soak. SOAK_KILLS sets how many (100).
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from practicum.sandbox.lab.people import Clinic, LabPatient, LabProvider
from practicum.site.server.postgres import EmbeddedPostgres
from tests.running import RunningPractice
from tests.soak.load import Acknowledged, Browser, Known, book, deliver

pytestmark = pytest.mark.soak
KILLS = int(os.environ.get("SOAK_KILLS", "100"))
WHAT = {
    "web": r"practicum\.site\.cli web|granian|practicum web",
    "jobs": r"site\.cli jobs",
    "lab": r"site\.cli listen",
    "database": r"bin/postgres -D",
}


def connect(practice: RunningPractice) -> psycopg.Connection[Any]:
    """The practice's database, from outside."""
    folder = Path(practice.environment["PRACTICUM_DATA"]) / "postgres"
    return psycopg.connect(
        EmbeddedPostgres(folder).dsn(database="practicum", role="practicum_app"), autocommit=True
    )


def rows(practice: RunningPractice, question: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a query answers."""
    with connect(practice) as connection:
        return connection.execute(question, values).fetchall()


def known(practice: RunningPractice) -> Known:
    """Whom the load speaks of."""
    people = rows(practice, "select id, record_number, family_name, given_name, birth_date from patients_patient"
                  " where not deceased and merged_into_id is null and not restricted order by id limit 400")  # fmt: skip
    provider, site, npi, family, given = rows(
        practice, "select p.id, s.site_id, p.npi, f.family_name, f.given_name from practice_provider p"
        " join practice_providersite s on s.provider_id = p.id join practice_staff f on f.id = p.staff_id"
        " order by p.id limit 1")[0]  # fmt: skip
    visit_type = rows(
        practice, "select id from scheduling_visittype where minutes <= 20 order by id limit 1"
    )[0][0]
    patients = [LabPatient(r[1], r[2], r[3], date.fromisoformat(str(r[4]))) for r in people]
    clinic = Clinic(patients, [LabProvider(npi, family, given)])
    return Known([r[0] for r in people], visit_type, provider, site, clinic)


def kill_one(practice: RunningPractice, chance: random.Random) -> str:
    """Kill one process of the practice, as the machine's out-of-memory killer would."""
    what = chance.choice([*WHAT, "all"])
    if what == "all":
        victims = practice.processes()
    else:
        victims = practice.processes(WHAT[what])
        victims = victims[:1] if what == "database" else [chance.choice(victims)] if victims else []
    for victim in victims:
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return what


def settle(practice: RunningPractice, seconds: float = 240.0) -> None:
    """Wait until nothing waits any more."""
    waiting = (
        "select (select count(*) from events_inbound where state = 'waiting')"
        " + (select count(*) from events_delivery where state = 'waiting')"
    )
    until = time.monotonic() + seconds
    while rows(practice, waiting)[0][0]:
        assert time.monotonic() < until, "work still waits long after the last kill"
        time.sleep(0.5)


def test_nothing_is_lost_or_doubled(capsys: pytest.CaptureFixture[str]) -> None:
    practice = RunningPractice(size=0.02).start()
    try:
        facts, done, stopping = known(practice), Acknowledged(), threading.Event()
        before = rows(practice, "select count(*) from scheduling_appointment")[0][0]
        browsers = [Browser(practice) for _ in range(2)]
        for browser, name in zip(browsers, ("dana", "ruth"), strict=True):
            browser.sign_in(name)
        work = [threading.Thread(target=book, args=(b, facts, done, stopping, n), daemon=True)
                for n, b in enumerate(browsers, start=1)]  # fmt: skip
        work.append(threading.Thread(target=deliver, args=(practice, facts, done, stopping, 7), daemon=True))
        for thread in work:
            thread.start()
        killed = storm(practice, random.Random(20261102))
        stopping.set()
        for thread in work:
            thread.join(180)
            assert not thread.is_alive(), "the load did not end"
        settle(practice)
        check(practice, done, before)
        with capsys.disabled():
            print(f"\n{KILLS} kills {killed}: {len(done.booked)} bookings, {len(done.paid)} payments, "
                  f"{len(done.results)} messages answered; nothing lost or doubled")  # fmt: skip
    finally:
        practice.remove()


def storm(practice: RunningPractice, chance: random.Random) -> dict[str, int]:
    """Kill, wait until it stands again, let it work a moment; as often as was asked."""
    killed: dict[str, int] = {}
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.2, 1.5))
        what = kill_one(practice, chance)
        killed[what] = killed.get(what, 0) + 1
        if practice.process is None or what == "all" or practice.process.poll() is not None:
            if practice.process is not None:
                practice.process.wait()
            practice.start()
        else:
            practice.wait_until_ready()
    return killed


def check(practice: RunningPractice, done: Acknowledged, before: int) -> None:
    """Everything acknowledged is there once."""
    assert done.wrong == []
    ids = list(done.booked.values())
    assert len(set(ids)) == len(ids)
    assert rows(practice, "select count(*) from scheduling_appointment where id = any(%s)", ids)[0][0] == len(
        ids
    )
    made = rows(practice, "select count(*) from scheduling_appointment")[0][0] - before
    assert made == len(ids), f"{made} visits were made and {len(ids)} acknowledged"
    paid = list(done.paid.values())
    assert len(set(paid)) == len(paid) == rows(practice, "select count(*) from billing_payment")[0][0]
    kept = {key for one in done.results if one.code == "AA" for key in [one.item.control_id]}
    stored = rows(practice, "select key, state from events_inbound where source = 'lab'")
    for control_id in kept:
        found = [state for key, state in stored if f"|{control_id}|" in key]
        assert found, f"{control_id} was acknowledged and is not there"
        assert set(found) <= {"handled", "dead"}
    odd = rows(practice, "select i.id, i.state, count(m.id) from events_inbound i left join results_labmessage m"
               " on m.inbound_id = i.id group by i.id having (count(m.id) > 0) <> (i.state = 'handled')")  # fmt: skip
    assert odd == [], "every handled message is filed exactly once, and no other is"
    assert rows(practice, "select id from events_delivery where state = 'dead'") == []
    practice.run("ledger", "verify")
