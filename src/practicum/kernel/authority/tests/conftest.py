"""Somebody with a sign-in, and the time to use it at."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pyotp
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from practicum.kernel.actions import Done
from practicum.kernel.authority import passwords, totp
from practicum.kernel.authority.actions import GiveLevel, give_level
from practicum.kernel.authority.models import Account
from practicum.kernel.authority.signin import Place, actor_for
from practicum.kernel.authority.tests.plainly import perform
from practicum.kernel.base import SYSTEM
from practicum.kernel.practice.actions import AddStaff, FoundPractice, add_staff, found_practice
from practicum.kernel.practice.models import Staff

NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
PASSWORD = "kettle drums over Lisbon"
HERE = Place(address="203.0.113.7", browser="Firefox/140 Linux")
_hashed: list[str] = []


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch, request):
    """Hash cheaply, except where the cost itself is the matter."""
    if "real_cost" not in request.fixturenames:
        monkeypatch.setattr(Argon2PasswordHasher, "time_cost", 1)
        monkeypatch.setattr(Argon2PasswordHasher, "memory_cost", 64)
        monkeypatch.setattr(Argon2PasswordHasher, "parallelism", 1)
    passwords._decoy.cache_clear()
    _hashed.clear()


@pytest.fixture
def real_cost():
    """Marks a test that measures the real cost of hashing."""


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def practice(db, now):
    made = perform(
        found_practice, FoundPractice(name="Riverside", zone="America/New_York"), by=SYSTEM, now=now
    )
    assert isinstance(made, Done)
    return made.outcome


@pytest.fixture
def person(practice, now):
    """Make somebody who works here; with a `username` somebody who can sign in."""

    def make(family_name="Okafor", *, username="", levels=None, **values):
        command = AddStaff(**({"given_name": "Ngozi", "family_name": family_name} | values))
        staff = perform(add_staff, command, by=SYSTEM, now=now).outcome
        for stream, level in (levels or {}).items():
            given = GiveLevel(staff=staff.id, stream=stream, level=level, evidence="for the test")
            assert isinstance(perform(give_level, given, by=SYSTEM, now=now), Done)
        secret = pyotp.random_base32()
        account = _account(staff, username, secret, now) if username else None
        return SimpleNamespace(
            staff=staff, id=staff.id, actor=actor_for(staff), account=account, username=username,
            code=lambda at=now: pyotp.TOTP(secret).at(at),
        )  # fmt: skip

    return make


def _account(staff: Staff, username: str, secret: str, now: datetime) -> Account:
    if not _hashed:
        _hashed.append(passwords.hash_password(PASSWORD))
    return Account.objects.create(
        staff=staff, username=username, password_hash=_hashed[0], password_set_at=now,
        totp_sealed=totp.seal_secret(secret), totp_confirmed_at=now, handle=username.encode().ljust(32, b"."),
        created_at=now,
    )  # fmt: skip


@pytest.fixture
def manager(person):
    return person("Vance", username="vance", roles=["manager"], levels={"operations": "advanced"})
