"""A small practice to book in: one site in New York, two providers on weekday mornings, two patients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from practicum.kernel.actions import Done, perform
from practicum.kernel.base import SYSTEM
from practicum.kernel.patients.models import Patient
from practicum.kernel.practice.models import Place, Practice, Provider, ProviderSite, Site, SiteHours, Staff
from practicum.rooms.scheduling.actions import (
    AddAvailability,
    AddVisitType,
    BookAppointment,
    add_availability,
    add_visit_type,
    book_appointment,
)

ZONE = ZoneInfo("America/New_York")
MONDAY = date(2027, 3, 1)
NOW = datetime(2027, 3, 1, 11, tzinfo=UTC)  # six in the morning


def local(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    """A time on the site's wall."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE).astimezone(UTC)


@dataclass
class Office:
    """What the tests book with."""

    site: int
    providers: list[int]
    place: int
    patients: list[int]
    visit_type: int
    long_visit: int

    def command(self, hour: int, minute: int = 0, **changes: object) -> BookAppointment:
        """A booking of the first patient with the first provider."""
        values: dict[str, object] = {
            "patient": self.patients[0], "visit_type": self.visit_type, "provider": self.providers[0],
            "site": self.site, "starts_at": local(hour, minute),
        }  # fmt: skip
        return BookAppointment.model_validate(values | changes)

    def book(self, hour: int, minute: int = 0, **changes: object) -> int:
        """A booked visit's id."""
        result = perform(book_appointment, self.command(hour, minute, **changes), by=SYSTEM, now=NOW)
        assert isinstance(result, Done), result
        assert result.id
        return result.id


def make_patient(number: int) -> int:
    """Somebody invented."""
    return Patient.objects.create(
        record_number=f"T{number:05}", family_name=f"Testa{number}", given_name="Ada", birth_date=date(1980, 1, 2),
        registered_at=NOW, changed_at=NOW,
    ).pk  # fmt: skip


def make_office(*, patients: int = 2, providers: int = 2) -> Office:
    """Makes it."""
    Practice.objects.get_or_create(
        defaults={"name": "Elm Street Practice", "zone": ZONE.key, "phone": "+15550100199"}
    )
    Staff.objects.get_or_create(
        id=0, defaults={"kind": "system", "family_name": "Practicum", "name": "Practicum"}
    )
    site = Site.objects.create(name="Elm Street", zone=ZONE.key, phone="+15550100199")
    for weekday in range(5):
        SiteHours.objects.create(site=site, weekday=weekday, opens=time(8), closes=time(17))
    ids = []
    for number in range(providers):
        staff = Staff.objects.create(
            family_name=f"Berg{number}", name=f"Dr. Berg{number}", roles=["physician"]
        )
        provider = Provider.objects.create(staff=staff)
        ProviderSite.objects.create(provider=provider, site=site)
        ids.append(provider.pk)
        for weekday in range(5):
            line = AddAvailability(
                provider=provider.pk, site=site.pk, weekday=weekday, opens=time(8), closes=time(12),
                valid_from=date(2027, 1, 1), overbookable=1,
            )  # fmt: skip
            assert isinstance(perform(add_availability, line, by=SYSTEM, now=NOW), Done)
    kinds = []
    for name, minutes in (("Office visit", 20), ("Annual physical", 60)):
        made = perform(add_visit_type, AddVisitType(name=name, minutes=minutes), by=SYSTEM, now=NOW)
        assert isinstance(made, Done) and made.id
        kinds.append(made.id)
    room = Place.objects.create(site=site, name="Room 1")
    people = [make_patient(number) for number in range(patients)]
    return Office(site.pk, ids, room.pk, people, kinds[0], kinds[1])


@pytest.fixture
def office(db: None) -> Office:
    """A practice at six on a Monday morning."""
    return make_office()


def later(**changes: int) -> datetime:
    """Some time after NOW."""
    return NOW + timedelta(**changes)
