"""Filling an empty database with the invented practice, through the same actions as everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from practicum.kernel import clock
from practicum.kernel.actions import Command, Done, perform
from practicum.kernel.actions.declare import Action
from practicum.kernel.authority.actions.demo import FillDemoAccounts, fill_demo_accounts
from practicum.kernel.base import SYSTEM, Stream
from practicum.kernel.coverage import bulk as coverage_bulk
from practicum.kernel.coverage.directory import (
    AddPayer,
    AddPlan,
    SetCopay,
    SetPayerNumber,
    add_payer,
    add_plan,
    set_copay,
    set_payer_number,
)
from practicum.kernel.ledger import seal
from practicum.kernel.patients.actions import loading as patients_loading
from practicum.kernel.practice import actions as practice
from practicum.rooms.results.public import AdoptStartingLimits, adopt_starting_limits
from practicum.rooms.scheduling import public as scheduling
from practicum.rooms.scheduling.public import LoadedAppointment
from practicum.sandbox import insured, staffing
from practicum.sandbox.history import Calendar, PlannedVisit, history
from practicum.sandbox.population import Person, households
from practicum.sandbox.this_morning import bring_results

PATIENTS = 21_000
SOURCE = "the demonstration's invented practice"
C = TypeVar("C", bound=Command)
T = TypeVar("T")
Progress = Callable[..., None]


@dataclass(slots=True)
class _Filling:
    """What is known so far of the practice being filled."""

    size: float
    seed: int
    now: datetime
    tell: Progress
    sites: list[int] = field(default_factory=list)
    providers: list[int] = field(default_factory=list)
    provider_sites: list[int] = field(default_factory=list)
    visits: list[int] = field(default_factory=list)
    patients: list[int] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    payers: list[insured.KnownPayer] = field(default_factory=list)
    holidays: frozenset[date] = frozenset()

    @property
    def zone(self) -> ZoneInfo:
        """The practice's clock."""
        return ZoneInfo(staffing.ZONE)

    @property
    def today(self) -> date:
        """The day the practice begins to be looked at."""
        return self.now.astimezone(self.zone).date()


def fill(*, size: float = 1.0, seed: int = 1, progress: Progress, now: datetime | None = None) -> None:
    """Fill the database at hand. The same size, seed and day give the same practice.

    progress: called with words, and at times a share of one, while it goes on.
    """
    filling = _Filling(size, seed, now or clock.now(), progress)
    for words, step in (
        ("Sites, rooms and hours", _places),
        ("Kinds of visits and payers", _directories),
        ("Staff, levels and sign-ins", _staff),
        ("Patients and households", _patients),
        ("Coverage", _coverage),
        ("Two years of visits and three months ahead", _visits),
        ("The night's results", _results),
        ("Sealing the ledger", _seal),
    ):
        progress(words)
        step(filling)
    progress(f"Filled: {len(filling.patients):,} patients, {len(filling.providers)} providers.")


def _do(filling: _Filling, action: Action[C, T], command: C) -> Done[T]:
    result = perform(action, command, by=SYSTEM, now=filling.now)
    if not isinstance(result, Done):
        raise RuntimeError(f"{action.title}: {getattr(result, 'reason', 'not done')}")
    return result


def _id(done: Done[Any]) -> int:
    if done.id is None:
        raise RuntimeError(f"{done.action} made nothing")
    return done.id


def _places(filling: _Filling) -> None:
    _do(filling, practice.found_practice, practice.FoundPractice(
        name=staffing.PRACTICE, zone=staffing.ZONE, is_demo=True))  # fmt: skip
    _do(filling, practice.change_practice, practice.ChangePractice(
        name=staffing.PRACTICE, zone=staffing.ZONE, address_line="14 Mill Pond Road", city="Alder Falls", state="NY",
        postal_code="12999", phone="+15185550140", email="desk@alderfalls.example",
    ))  # fmt: skip
    for number in range(staffing.sites_for(filling.size)):
        name, line, city, code, phone = staffing.SITES[number % len(staffing.SITES)]
        turn = number // len(staffing.SITES)
        site = _id(_do(filling, practice.add_site, practice.AddSite(
            name=f"{name} {turn + 1}" if turn else name, zone=staffing.ZONE, address_line=line, city=city, state="NY",
            postal_code=code, phone=phone,
        )))  # fmt: skip
        filling.sites.append(site)
        _do(filling, practice.set_hours, practice.SetHours(site=site, **staffing.HOURS))
        for room in range(1, 6):
            _do(filling, practice.add_place, practice.AddPlace(site=site, name=f"Room {room}"))
        _do(filling, practice.add_place, practice.AddPlace(site=site, name="ECG", kind="equipment"))
        _do(filling, practice.add_place, practice.AddPlace(site=site, name="Front desk", kind="desk"))
    for year in range(filling.today.year, filling.today.year + 2):
        _do(filling, practice.add_federal_holidays, practice.AddFederalHolidays(year=year))
    filling.holidays = practice_holidays()


def practice_holidays() -> frozenset[date]:
    """The days off entered so far."""
    from practicum.kernel.practice.models import Holiday

    return frozenset(Holiday.objects.values_list("date", flat=True))


def _directories(filling: _Filling) -> None:
    for visit in staffing.VISITS:
        command = scheduling.AddVisitType(
            name=visit.name, minutes=visit.minutes, step_minutes=5, color=visit.color,
            instructions=visit.instructions, copay_kind=visit.copay_kind,
        )  # fmt: skip
        filling.visits.append(_id(_do(filling, scheduling.add_visit_type, command)))
    for sketch in staffing.PAYERS:
        payer = _id(_do(filling, add_payer, AddPayer(name=sketch.name, kind=sketch.kind)))
        for transaction in ("837P", "270", "276", "835"):
            _do(filling, set_payer_number, SetPayerNumber(
                payer=payer, clearinghouse="Sandbox", transaction=transaction, value=sketch.number))  # fmt: skip
        plans = []
        for name, copay in sketch.plans:
            plan = _id(_do(filling, add_plan, AddPlan(payer=payer, name=name)))
            _do(filling, set_copay, SetCopay(plan=plan, visit_kind="primary", amount=copay))
            _do(filling, set_copay, SetCopay(plan=plan, visit_kind="preventive", amount=0))
            plans.append(plan)
        filling.payers.append(insured.KnownPayer(sketch, payer, tuple(plans)))


def _staff(filling: _Filling) -> None:
    workers = staffing.workers_for(seed=filling.seed, size=filling.size)
    accounts: list[tuple[int, str]] = []
    levels: list[tuple[int, Stream, int]] = []
    for place, worker in enumerate(workers):
        site = filling.sites[worker.site % len(filling.sites)]
        staff = _id(_do(filling, practice.add_staff, practice.AddStaff(
            given_name=worker.given, family_name=worker.family, prefix=worker.prefix, suffix=worker.suffix,
            job_title=worker.job, roles=list(worker.roles), kind=worker.kind, home_site=site,
        )))  # fmt: skip
        levels += [(staff, stream, int(level)) for stream, level in worker.levels.items()]
        if worker.kind == "human":
            accounts.append((staff, worker.username))
        if worker.npi:
            _provider(filling, staff, worker, site)
        if place % 200 == 0:
            filling.tell("Staff, levels and sign-ins", place / len(workers))
    _do(filling, fill_demo_accounts, FillDemoAccounts(accounts=accounts, levels=levels))


def _provider(filling: _Filling, staff: int, worker: staffing.Worker, site: int) -> None:
    provider = _id(_do(filling, practice.make_provider, practice.MakeProvider(
        staff=staff, npi=worker.npi, specialty=worker.specialty, color=worker.color, sites=[site])))  # fmt: skip
    filling.providers.append(provider)
    filling.provider_sites.append(site)
    for weekday in range(5):
        for opens, closes in ((time(8), time(12)), (time(13), time(17))):
            _do(filling, scheduling.add_availability, scheduling.AddAvailability(
                provider=provider, site=site, weekday=weekday, opens=opens, closes=closes,
                valid_from=filling.today - timedelta(days=760), overbookable=1,
            ))  # fmt: skip


def _patients(filling: _Filling) -> None:
    count = round(PATIENTS * filling.size)

    def people() -> Iterator[Any]:
        for person in households(seed=filling.seed, count=count, today=filling.today):
            filling.people.append(person)
            yield person.patient

    def told(done: int) -> None:
        filling.tell("Patients and households", done / count)

    loaded = patients_loading.load(people(), source=SOURCE, by=SYSTEM, now=filling.now, progress=told)
    filling.patients = loaded.ids


def _coverage(filling: _Filling) -> None:
    random = Random(f"{filling.seed}:coverage")
    rows = insured.coverages(random, filling.people, filling.patients, filling.payers, today=filling.today)
    coverage_bulk.load(rows, source=SOURCE, by=SYSTEM, now=filling.now)


def _visits(filling: _Filling) -> None:
    calendar = Calendar(filling.zone, filling.holidays)
    planned = history(
        seed=filling.seed,
        people=filling.people,
        providers=len(filling.providers),
        calendar=calendar,
        now=filling.now,
    )
    with scheduling.loading(_loaded(filling, planned)):
        _do(filling, scheduling.load_appointments, scheduling.LoadAppointments(source=SOURCE))


def _loaded(filling: _Filling, planned: Iterator[PlannedVisit]) -> Iterator[Any]:
    expected = 8_900 * len(filling.providers)
    for number, visit in enumerate(planned):
        if number % 20_000 == 0:
            filling.tell("Two years of visits and three months ahead", min(number / expected, 1.0))
        yield LoadedAppointment(
            patient_id=filling.patients[visit.patient], visit_type_id=filling.visits[visit.visit],
            provider_id=filling.providers[visit.provider], site_id=filling.provider_sites[visit.provider],
            place_id=None, starts_at=visit.starts_at, ends_at=visit.ends_at, status=visit.status,
            status_at=visit.status_at, booked_at=visit.booked_at, reason=visit.reason,
        )  # fmt: skip


def _results(filling: _Filling) -> None:
    _do(filling, adopt_starting_limits, AdoptStartingLimits())
    bring_results(seed=filling.seed, now=filling.now)


def _seal(filling: _Filling) -> None:
    while seal.tick(now=clock.now()):
        pass


__all__: Sequence[str] = ("PATIENTS", "fill")
