"""A small clinic to send results to, and messages as a laboratory writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from practicum.kernel.actions import Done, perform
from practicum.kernel.authority.models import LevelGrant
from practicum.kernel.base import SYSTEM, Actor, Level, Stream
from practicum.kernel.events import delivery, inbox, outbox
from practicum.kernel.patients.models import Patient, PatientName
from practicum.kernel.patients.search_keys import rebuild_keys
from practicum.kernel.practice.models import Practice, Provider, Staff
from practicum.kernel.worklist import engine
from practicum.kernel.worklist.models import WorkItem
from practicum.rooms.results.actions import AdoptStartingLimits, adopt_starting_limits

NOW = datetime(2026, 11, 2, 14, tzinfo=UTC)  # nine in the morning in New York
DRAWN = "20261102080000-0500"

Value = tuple[str, str, str, str, str, str]  # code, name, value, unit, range, flag
SODIUM: Value = ("2951-2", "Sodium", "140", "mmol/L", "136-145", "N")
POTASSIUM: Value = ("2823-3", "Potassium", "4.4", "mmol/L", "3.5-5.1", "N")
HIGH: Value = ("2823-3", "Potassium", "5.6", "mmol/L", "3.5-5.1", "H")
PANIC: Value = ("2823-3", "Potassium", "7.1", "mmol/L", "3.5-5.1", "HH")


@dataclass(frozen=True)
class Sent:
    """One result message of one order; change what a test is about."""

    control_id: str = "C1"
    mrn: str = "1000017"
    family: str = "Moreau"
    given: str = "Jane"
    birth: str = "19800412"
    sex: str = "F"
    npi: str = "1234567893"
    filler: str = "F100"
    service: str = "24323-8^Metabolic panel^LN"
    status: str = "F"
    drawn: str = DRAWN
    reported: str = ""
    sent_at: str = "20261102090000-0500"
    values: Sequence[Value] = (SODIUM, POTASSIUM)

    def but(self, **changes: object) -> Sent:
        """The same with something different."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def raw(self) -> bytes:
        """The message as bytes."""
        pid = f"PID|1||{self.mrn}^^^PRACTICE^MR||{self.family}^{self.given}||{self.birth}|{self.sex}"
        obr = (
            f"OBR|1|P-{self.filler}|{self.filler}^LAB|{self.service}|||{self.drawn}|||||||||"
            f"{self.npi}^Okafor^Ada^^^^^^NPI^L^^^NPI||||||{self.reported}|||{self.status}"
        )
        lines = [
            f"MSH|^~\\&|LIS|Northside Laboratory|PRACTICUM|PRACTICE|{self.sent_at}||ORU^R01^ORU_R01|"
            f"{self.control_id}|P|2.5.1",
            pid, "ORC|RE", obr,
        ]  # fmt: skip
        for number, (code, name, value, unit, usual, flag) in enumerate(self.values, start=1):
            kind = "NM" if value.replace(".", "").isdigit() else "ST"
            lines.append(
                f"OBX|{number}|{kind}|{code}^{name}^LN||{value}|{unit}|{usual}|{flag}|||{self.status or 'F'}"
            )
        return ("\r".join(lines) + "\r").encode()


@dataclass
class Clinic:
    """Who is there."""

    patient: Patient
    physician: Actor
    other_physician: Actor
    nurse: Actor
    desk: Actor
    manager: Actor
    trainee: Actor
    outsider: Actor

    def receive(self, sent: Sent | bytes, *, at: datetime = NOW, key: str = "") -> int:
        """Keep a message as the listener does, and let the tick handle it; returns its inbound id."""
        raw = sent if isinstance(sent, bytes) else sent.raw
        name = key or (sent.control_id if isinstance(sent, Sent) else raw.hex()[:60])
        receipt = inbox.receive(source="lab", key=name, raw=raw, now=at)
        inbox.tick(now=at)
        return receipt.id

    def climb(self, *, at: datetime) -> None:
        """Let the ladders climb as the job does, and the room hear of it."""
        due = WorkItem.objects.filter(next_climb_at__lte=at).order_by("id")
        for item in due:
            with outbox.collecting() as box:
                engine.climb(item, now=at)
                box.flush(now=at)
        self.react(at=at)

    def react(self, *, at: datetime = NOW) -> None:
        """Let every owed reaction run."""
        while delivery.tick(now=at):
            pass


def actor_for(staff: Staff, level: Level | None, *, streams: Sequence[Stream] = (Stream.RESULTS,)) -> Actor:
    """The acting account of a staff member, with the level granted."""
    levels = {}
    if level is not None:
        for stream in streams:
            LevelGrant.objects.create(
                staff=staff, stream=stream, level=level, given_at=NOW, effective_at=NOW - timedelta(days=400)
            )
            levels[stream] = level
    return Actor(staff.pk, staff.name, "human", frozenset(staff.roles), MappingProxyType(levels))


def make_staff(name: str, *roles: str, npi: str = "", level: Level | None = Level.PROFICIENT) -> Actor:
    """Somebody who works here."""
    given, _, family = name.partition(" ")
    staff = Staff.objects.create(given_name=given, family_name=family, name=name, roles=list(roles))
    if npi:
        Provider.objects.create(staff=staff, npi=npi)
    return actor_for(staff, level)


def make_patient(
    number: str, family: str, given: str, birth: date = date(1980, 4, 12), sex: str = "female"
) -> Patient:
    """Somebody invented, findable."""
    patient = Patient.objects.create(
        record_number=number, family_name=family, given_name=given, birth_date=birth, sex=sex,
        registered_at=NOW, changed_at=NOW,
    )  # fmt: skip
    PatientName.objects.create(patient=patient, family=family, given=given)
    rebuild_keys([patient.pk])
    return patient


def make_clinic() -> Clinic:
    """A clinic with one patient and its people, and the starting table of critical limits."""
    Practice.objects.get_or_create(defaults={"name": "Elm Street Practice", "zone": "America/New_York"})
    Staff.objects.get_or_create(
        id=0, defaults={"kind": "system", "family_name": "Practicum", "name": "Practicum"}
    )
    made = perform(adopt_starting_limits, AdoptStartingLimits(), by=SYSTEM, now=NOW - timedelta(days=30))
    assert isinstance(made, Done), made
    return Clinic(
        patient=make_patient("1000017", "Moreau", "Jane"),
        physician=make_staff("Ada Okafor", "physician", npi="1234567893"),
        other_physician=make_staff("Ben Lindqvist", "physician", npi="1558597798"),
        nurse=make_staff("Nora Quist", "nurse"),
        desk=make_staff("Dee Park", "front_desk"),
        manager=make_staff("Max Roth", "manager", level=Level.ADVANCED),
        trainee=make_staff("Tia Lopes", "front_desk", level=Level.EMERGING),
        outsider=make_staff("Olga Out", "biller", level=None),
    )
