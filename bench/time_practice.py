"""A practice for the scheduling benchmarks: providers who are there around the clock, patients, one action to book."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from practicum.kernel import clock

SLOTS_A_DAY = 280
FIRST = datetime.combine(clock.now().date() + timedelta(days=2), time(), tzinfo=UTC)


@contextlib.contextmanager
def practice(*, providers: int, patients: int, connections: int = 100) -> Iterator[None]:
    """A durable embedded server with a practice of these many; everything goes afterwards."""
    home = Path(os.environ.get("PRACTICUM_BENCH", tempfile.gettempdir())) / f"practicum-bench-{os.getpid()}"
    os.environ["PRACTICUM_DATA"] = str(home)
    subprocess.run(
        [sys.executable, "-m", "practicum.site.cli", "migrate"], check=True, stdout=subprocess.DEVNULL
    )
    from practicum.site import begin, places
    from practicum.site.server.postgres import EmbeddedPostgres

    try:
        with EmbeddedPostgres(places.database_folder(), connections=connections + 20):
            begin.django_ready()
            _widen(connections)
            _populate(providers, patients)
            yield
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _widen(connections: int) -> None:
    """As many connections in the pool as clients, or they would queue in Python instead of racing."""
    from django.db import connections as django_connections

    pool = django_connections["default"].settings_dict["OPTIONS"].get("pool")
    if isinstance(pool, dict):
        pool.update(max_size=connections, timeout=120)


def _populate(providers: int, patients: int) -> None:
    from practicum.kernel.authority.models import LevelGrant
    from practicum.kernel.patients.models import Patient
    from practicum.kernel.practice.models import Practice, Provider, ProviderSite, Site, SiteHours, Staff
    from practicum.rooms.scheduling.models import Availability, VisitType

    now = clock.now()
    Practice.objects.get_or_create(defaults={"name": "Bench", "zone": "UTC"})
    Staff.objects.get_or_create(
        id=0, defaults={"kind": "system", "family_name": "Practicum", "name": "Practicum"}
    )
    site = Site.objects.create(name="Bench", zone="UTC")
    VisitType.objects.create(name="Short", minutes=5, step_minutes=5)
    days = [SiteHours(site=site, weekday=day, opens=time(0), closes=time(23, 59)) for day in range(7)]
    SiteHours.objects.bulk_create(days)
    for number in range(providers):
        staff = Staff.objects.create(
            family_name=f"D{number:03}", name=f"Dr. D{number:03}", roles=["physician"]
        )
        provider = Provider.objects.create(staff=staff)
        ProviderSite.objects.create(provider=provider, site=site)
        Availability.objects.bulk_create(
            Availability(provider=provider, site=site, weekday=day, opens=time(0), closes=time(23, 59),
                         valid_from=date(2020, 1, 1)) for day in range(7)
        )  # fmt: skip
    desk = Staff.objects.create(family_name="Desk", name="Desk", roles=["front_desk"])
    LevelGrant.objects.create(staff=desk, stream="scheduling", level=3, given_at=now - timedelta(days=9),
                              effective_at=now - timedelta(days=9), evidence="Bench")  # fmt: skip
    Patient.objects.bulk_create(
        Patient(record_number=f"B{n:06}", family_name=f"P{n:06}", given_name="A", birth_date=date(1980, 1, 1),
                registered_at=now, changed_at=now) for n in range(patients)
    )  # fmt: skip


def command(*, provider: int, patient: int, slot: int) -> object:
    """The booking of the n-th slot of a provider."""
    from practicum.rooms.scheduling.actions import BookAppointment

    return BookAppointment(
        patient=patient, visit_type=1, provider=provider, site=1, starts_at=slot_time(slot), reason="Bench"
    )


def slot_time(slot: int) -> datetime:
    """When the n-th slot begins."""
    return FIRST + timedelta(days=slot // SLOTS_A_DAY, minutes=5 * (slot % SLOTS_A_DAY))


def desk() -> object:
    """Somebody who books alone."""
    from practicum.kernel.base import Actor
    from practicum.kernel.practice.models import Staff

    return Actor(staff_id=Staff.objects.get(name="Desk").pk, name="Desk")


def ids() -> tuple[list[int], list[int]]:
    """Providers and patients."""
    from practicum.kernel.patients.models import Patient
    from practicum.kernel.practice.models import Provider

    return list(Provider.objects.order_by("id").values_list("id", flat=True)), list(
        Patient.objects.order_by("id").values_list("id", flat=True)
    )
