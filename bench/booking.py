"""Booking through the gate, beside the bare statements that write the same rows.

    python -m bench.booking [seconds] [rounds]

A durable embedded PostgreSQL; every booking is a commit of its own. Through the gate means authority, rules, advisory
locks, the idempotency key, ledger and event. The yardstick inserts the very same rows (visit, booked time,
status change, ledger entry, event, delivery, live topics, remembered request) from Python with psycopg and checks
nothing. With 1 and with 16 writers, each a process; rounds are interleaved, the median counts.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from datetime import timedelta
from statistics import median
from typing import Any

from bench import time_practice
from bench.figures import figure
from practicum.kernel import clock

WRITERS = (1, 16)


def main(seconds: float = 4, rounds: int = 3) -> None:
    """Make a practice, measure, print."""
    with time_practice.practice(providers=64, patients=64):
        providers, patients = time_practice.ids()
        start = 0
        for writers in WRITERS:
            found: dict[str, list[float]] = {"gate": [], "bare": []}
            for _ in range(rounds):
                for way in found:
                    who = [(providers[n], patients[n]) for n in range(writers)]
                    found[way].append(_measure(way, who, start=start, seconds=seconds))
                    start += 10_000
            name = f"booking: through the gate, {writers} writer{'s' * (writers > 1)}, beside bare SQL"
            figure(name, median(found["gate"]), median(found["bare"]), "bookings/s")


def _measure(way: str, who: list[tuple[int, int]], *, start: int, seconds: float) -> float:
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("spawn")
    ready, results = context.Barrier(len(who) + 1), context.Queue()
    workers = [
        context.Process(target=_work, args=(way, provider, patient, start, seconds, ready, results))
        for provider, patient in who
    ]
    for worker in workers:
        worker.start()
    ready.wait(400)
    counts = [results.get(timeout=seconds + 120) for _ in workers]
    for worker in workers:
        worker.join()
    return sum(counts) / seconds


def _work(
    way: str, provider: int, patient: int, start: int, seconds: float, ready: Any, results: Any
) -> None:
    from practicum.site import begin

    begin.django_ready()
    once = _through_gate(provider, patient) if way == "gate" else _bare(provider, patient)
    for slot in range(start, start + 5):
        once(slot)  # everything imported, plans made
    ready.wait(400)
    count, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        once(start + 5 + count)
        count += 1
    results.put(count)


def _through_gate(provider: int, patient: int) -> Any:
    from practicum.kernel.actions import Done, perform
    from practicum.rooms.scheduling.actions import book_appointment

    by: Any = time_practice.desk()

    def once(slot: int) -> None:
        command: Any = time_practice.command(provider=provider, patient=patient, slot=slot % 200_000)
        result = perform(book_appointment, command, by=by, key=f"{provider}-{slot}")
        if not isinstance(result, Done):
            raise SystemExit(f"A booking failed, the figure would be false: {result}")

    return once


_STATEMENTS = (
    """insert into scheduling_appointment (patient_id, visit_type_id, provider_id, site_id, starts_at, ends_at, status,
     status_at, reason, confirm_by, overbooked_reason, cancelled_reason, moves, booked_at)
     values (%(patient)s, 1, %(provider)s, 1, %(start)s, %(end)s, 'booked', %(now)s, 'Bench', '', '', '', 0, %(now)s)
     returning id""",
    """insert into scheduling_bookedtime (period, provider_id, lane, patient_id, appointment_id)
     values (tstzrange(%(start)s, %(end)s), %(provider)s, 0, %(patient)s, %(id)s)""",
    """insert into scheduling_statuschange (appointment_id, was, now, at, by_id, reason, taken_back)
     values (%(id)s, '', 'booked', %(now)s, 0, '', false)""",
    """insert into ledger_ledgerentry (at, kind, name, outcome, staff_id, staff_name, second_staff_name, stream, risk,
     level, patient_id, subject_kind, subject_id, detail) values (%(now)s, 'action', 'scheduling.book_appointment',
     'done', 1, 'Desk', '', 'scheduling', 'consequential', 3, %(patient)s, 'appointment', %(id)s, %(detail)s)
     returning id""",
    """insert into events_event (name, payload, occurred_at)
     values ('scheduling.AppointmentBooked', %(payload)s, %(now)s) returning id""",
    """insert into events_delivery (event_id, reaction, state, attempts, next_at, last_error)
     values (%(event)s, 'outreach.queue_confirmation', 'waiting', 0, %(now)s, '')""",
    "insert into events_pulse (topic, at) values ('schedule', %(now)s)",
    """insert into actions_request (staff_id, key, action, digest, outcome, result_id, entry_id, reviewed, says, at)
     values (1, %(key)s, 'scheduling.book_appointment', %(digest)s, 'done', %(id)s, %(entry)s, false, '', %(now)s)""",
)


def _bare(provider: int, patient: int) -> Any:
    from django.db import connection

    connection.ensure_connection()
    raw: Any = connection.connection
    raw.autocommit = False

    def once(slot: int) -> None:
        start, now = time_practice.slot_time(slot % 200_000), clock.now()
        values: dict[str, Any] = {
            "patient": patient, "provider": provider, "start": start, "end": start + timedelta(minutes=5), "now": now,
            "key": f"{provider}-{slot}", "digest": b"0" * 16,
            "detail": json.dumps({"command": {"patient": patient, "provider": provider, "starts_at": start.isoformat()}}),
        }  # fmt: skip
        with raw.cursor() as cursor:
            for number, statement in enumerate(_STATEMENTS):
                if number == 4:
                    values["payload"] = json.dumps(
                        {"appointment_id": values["id"], "occurred_at": now.isoformat()}
                    )
                cursor.execute(statement, values)
                if number in (0, 3, 4):
                    values[{0: "id", 3: "entry", 4: "event"}[number]] = cursor.fetchone()[0]
        raw.commit()

    return once


if __name__ == "__main__":
    main(
        *(float(one) for one in sys.argv[1:2]), **({"rounds": int(sys.argv[2])} if len(sys.argv) > 2 else {})
    )
