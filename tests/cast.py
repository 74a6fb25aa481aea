"""The standing cast: the people all tests speak with.

    def test_a_trainee_books(cast):
        perform(book_appointment, command, by=cast.trainee, now=cast.now)

Each is an Actor with an active account of its own. `cast.client(cast.desk)` is a browser in which
that person is signed in, `cast.patient` somebody to care for, `cast.now` a Monday morning at nine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any

import pytest
from django.test import Client

from practicum.kernel.actions import Command, Done, perform
from practicum.kernel.actions.declare import Action
from practicum.kernel.base import SYSTEM, Actor, Level, Stream

NOW = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)  # Monday, nine in the morning in New York
ZONE = "America/New_York"
LONG_AGO = NOW - timedelta(days=400)
EVERYWHERE = tuple(Stream)


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody in the cast is."""

    given_name: str
    family_name: str
    roles: tuple[str, ...] = ()
    level: Level | None = None
    streams: tuple[Stream, ...] = EVERYWHERE
    kind: str = "human"
    prefix: str = ""
    suffix: str = ""
    job_title: str = ""


_CLINIC = (Stream.RESULTS, Stream.COORDINATION, Stream.SCHEDULING, Stream.CORRESPONDENCE, Stream.RECORDS)
PARTS = {
    "trainee": Part("Tess", "Nakamura", ("front_desk",), Level.EMERGING, job_title="Receptionist in training"),
    "desk": Part("Dalia", "Okonkwo", ("front_desk",), Level.PROFICIENT, job_title="Receptionist"),
    "biller": Part("Boris", "Lindqvist", ("biller",), Level.PROFICIENT,
                   (Stream.BILLING, Stream.CLAIMS, Stream.CORRESPONDENCE), job_title="Biller"),
    "manager": Part("Marta", "Reyes", ("manager", "privacy_officer"), Level.ADVANCED, job_title="Practice manager"),
    "clinician": Part("Amara", "Osei", ("physician",), Level.PROFICIENT, _CLINIC, prefix="Dr.", suffix="MD",
                      job_title="Physician"),
    "nurse": Part("Noor", "Haddad", ("nurse",), Level.PROFICIENT, _CLINIC, suffix="RN", job_title="Nurse"),
    "outsider": Part("Otis", "Vale", job_title="Contractor"),
    "assistant": Part("", "Desk assistant", ("front_desk",), Level.EMERGING, kind="assistant"),
}  # fmt: skip


class Cast:
    """The people, made when first asked for."""

    now = NOW

    @cached_property
    def site(self) -> Any:
        """The practice's one site."""
        from practicum.kernel.practice.actions import AddSite, ChangePractice, add_site, change_practice

        self.does(change_practice, ChangePractice(name="Riverside Family Practice", zone=ZONE))
        return self.does(add_site, AddSite(name="Riverside", zone=ZONE)).outcome

    @cached_property
    def trainee(self) -> Actor:
        """Front desk, at level emerging everywhere: consequential actions are held."""
        return self.person("trainee")

    @cached_property
    def desk(self) -> Actor:
        """Front desk, proficient everywhere."""
        return self.person("desk")

    @cached_property
    def biller(self) -> Actor:
        """Proficient in what concerns money."""
        return self.person("biller")

    @cached_property
    def manager(self) -> Actor:
        """Advanced everywhere, manager and privacy officer: supervises everybody else."""
        return self.person("manager")

    @cached_property
    def clinician(self) -> Actor:
        """A physician, and a provider whose visits are booked."""
        from practicum.kernel.practice.actions import MakeProvider, make_provider

        actor = self.person("clinician")
        self.does(make_provider, MakeProvider(staff=actor.staff_id, npi="1234567893", sites=[self.site.pk]))
        return actor

    @cached_property
    def nurse(self) -> Actor:
        """A nurse."""
        return self.person("nurse")

    @cached_property
    def outsider(self) -> Actor:
        """An active account that works in no stream and has no role: always refused."""
        return self.person("outsider")

    @cached_property
    def assistant(self) -> Actor:
        """Software, with an account and a level of its own."""
        return self.person("assistant")

    @cached_property
    def patient(self) -> Any:
        """Ada Quist, born 4 March 1985, reached by text message."""
        return self.another_patient()

    def another_patient(self, **values: Any) -> Any:
        """A further patient; `values` are fields of RegisterPatient."""
        from practicum.kernel.patients.actions import RegisterPatient, register_patient

        given = {
            "given_name": "Ada", "family_name": "Quist", "birth_date": "1985-03-04", "phone": "212 555 0142",
            "preferred_channel": "sms", "may_text": True, "is_somebody_else": True,
        } | values  # fmt: skip
        return self.does(register_patient, RegisterPatient.model_validate(given)).outcome

    def person(self, part: str | Part, *, levels: dict[Stream, Level] | None = None) -> Actor:
        """Somebody new with an account; `levels` besides or instead of the part's own."""
        from practicum.kernel.practice.actions import AddStaff, add_staff

        plays = PARTS[part] if isinstance(part, str) else part
        command = AddStaff.model_validate({
            "given_name": plays.given_name, "family_name": plays.family_name, "prefix": plays.prefix,
            "suffix": plays.suffix, "kind": plays.kind, "roles": list(plays.roles), "job_title": plays.job_title,
            "home_site": self.site.pk,
        })  # fmt: skip
        staff: Any = self.does(add_staff, command).outcome
        held = {stream: plays.level for stream in plays.streams if plays.level is not None} | (levels or {})
        _give_levels(staff.pk, held)
        return Actor(
            staff_id=staff.pk, name=staff.name, kind=staff.kind, roles=frozenset(staff.roles),
            levels=MappingProxyType(held), site_id=self.site.pk,
        )  # fmt: skip

    def staff(self, actor: Actor) -> Any:
        """The staff row of somebody."""
        from practicum.kernel.practice.models import Staff

        return Staff.objects.get(pk=actor.staff_id)

    def does(
        self, action: Action[Any, Any], command: Command, *, by: Actor = SYSTEM, at: datetime = NOW
    ) -> Done[Any]:
        """Perform an action that must succeed."""
        result = perform(action, command, by=by, now=at)
        assert isinstance(result, Done), result
        return result

    def client(self, actor: Actor, *, at: datetime | None = None, **options: Any) -> Client:
        """A browser in which this person is signed in, now by the clock of the machine unless told."""
        from practicum.kernel import clock
        from practicum.kernel.authority.middleware import cookie_name
        from practicum.kernel.authority.sessions import open_session

        token, _ = open_session(
            staff=self.staff(actor),
            factor="totp",
            address="127.0.0.1",
            browser="tests",
            now=at or clock.now(),
        )
        client = Client(**options)
        client.cookies[cookie_name()] = token
        return client

    def signed_in(self, actor: Actor, *, at: datetime | None = None) -> Actor:
        """The same person with a session of their own, as pages see them."""
        from practicum.kernel import clock
        from practicum.kernel.authority.sessions import open_session

        _, session = open_session(
            staff=self.staff(actor),
            factor="totp",
            address="127.0.0.1",
            browser="tests",
            now=at or clock.now(),
        )
        return replace(actor, session_id=session.pk)


def _give_levels(staff_id: int, levels: dict[Stream, Level]) -> None:
    """Levels as if held for long, so that tests may choose their own now."""
    from practicum.kernel.authority.models import LevelGrant

    LevelGrant.objects.bulk_create(
        LevelGrant(staff_id=staff_id, stream=stream, level=level, given_at=LONG_AGO, effective_at=LONG_AGO,
                   evidence="The cast")
        for stream, level in levels.items()
    )  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, in this test's transaction."""
    return Cast()


@pytest.fixture
def cast_live(fresh_database: Any) -> Cast:
    """The cast in a database of the test's own, where commits are real and threads see each other's."""
    return Cast()
