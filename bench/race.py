"""Clients racing for one slot: exactly one wins, and the others are told in a sentence.

    python -m bench.race [rounds] [clients]

Every client is a connection of its own; in each round all of them book the same slot of the same provider, each
for a patient of their own, at the same moment. Ten thousand rounds of two hundred are the full proof; a few
are the default. Anything but one winner a round ends the run.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from typing import Any

from bench import time_practice
from bench.figures import figure


def main(rounds: int = 20, clients: int = 200) -> None:
    """Make a practice, race, print."""
    with time_practice.practice(providers=4, patients=clients, connections=clients + 10):
        race = Race(clients)
        began = time.perf_counter()
        for number in range(rounds):
            race.run(number)
        spent = time.perf_counter() - began
        race.end()
        figure(
            f"race: {clients} clients for one slot, rounds with exactly one winner",
            race.clean,
            rounds,
            "rounds",
        )
        figure(
            f"race: {clients} clients for one slot, attempts", rounds * clients / spent, None, "attempts/s"
        )


class Race:
    """The clients, waiting for the start of each round."""

    def __init__(self, clients: int) -> None:
        self.providers, self.patients = time_practice.ids()
        self.clients = clients
        self.clean = 0
        self.slot = 0
        self.outcomes: list[Any] = [None] * clients
        self.start = threading.Barrier(clients + 1)
        self.finish = threading.Barrier(clients + 1)
        self.over = False
        self.threads = [threading.Thread(target=self.client, args=(n,), daemon=True) for n in range(clients)]
        for thread in self.threads:
            thread.start()

    def run(self, number: int) -> None:
        """One round; its winner is also looked up in the database."""
        from practicum.kernel.actions import Done, Refused
        from practicum.rooms.scheduling.models import Appointment, BookedTime

        self.slot = number
        self.start.wait(120)
        self.finish.wait(300)
        kinds = Counter(type(one) for one in self.outcomes)
        at, provider = time_practice.slot_time(number), self.provider
        booked = Appointment.objects.filter(provider_id=provider, starts_at=at).count()
        kept = BookedTime.objects.filter(provider_id=provider, period__startswith=at).count()
        if kinds != {Done: 1, Refused: self.clients - 1} or (booked, kept) != (1, 1):
            raise SystemExit(
                f"Round {number}: {dict(kinds)}, {booked} visits, {kept} kept: {self.outcomes[:5]}"
            )
        wrong = [
            one.reason for one in self.outcomes if isinstance(one, Refused) and "taken" not in one.reason
        ]
        if wrong:
            raise SystemExit(f"Round {number}: refused for another reason: {wrong[0]}")
        self.clean += 1

    @property
    def provider(self) -> int:
        """Whose slot it is."""
        return self.providers[self.slot % len(self.providers)]

    def client(self, number: int) -> None:
        """One client: waits, books, waits."""
        from django.db import connection

        from practicum.kernel.actions import perform
        from practicum.rooms.scheduling.actions import book_appointment

        by: Any = time_practice.desk()
        while True:
            self.start.wait(600)
            if self.over:
                connection.close()
                return
            command: Any = time_practice.command(
                provider=self.provider, patient=self.patients[number], slot=self.slot
            )
            try:
                self.outcomes[number] = perform(book_appointment, command, by=by)
            except Exception as fault:  # noqa: BLE001  any fault is an outcome that fails the round
                self.outcomes[number] = fault
            self.finish.wait(300)

    def end(self) -> None:
        """Send the clients home."""
        self.over = True
        self.start.wait(120)
        for thread in self.threads:
            thread.join(30)


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:3]))
