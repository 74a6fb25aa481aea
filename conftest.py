"""What every test may use: a migrated database of its own process, and the cast."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec

import pytest

from tests.databases import TestDatabases, using

# The cast of people tests speak with, once it is there.
pytest_plugins = [name for name in ("tests.cast",) if find_spec(name) is not None]
os.environ.setdefault("PRACTICUM_SECRET", "a-key-for-tests-only-of-some-length-000000000000000")


@dataclass(frozen=True)
class FreshDatabase:
    """A clone for one test, in which commits are real."""

    name: str
    dsn: str
    owner_dsn: str


@pytest.fixture(scope="session")
def test_databases() -> TestDatabases:
    """The shared server, started if it does not run."""
    databases = TestDatabases()
    databases.sweep()
    return databases


@pytest.fixture(scope="session")
def django_db_setup(
    test_databases: TestDatabases, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """One clone for this process, reached as the runtime role; replaces pytest-django's own."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        template = test_databases.template()
        name = test_databases.clone(template)
        with using(test_databases.settings(name)):
            yield
        test_databases.drop(name)


@pytest.fixture
def fresh_database(
    django_db_setup: None, test_databases: TestDatabases, django_db_blocker: pytest.FixtureRequest
) -> Iterator[FreshDatabase]:
    """A clone for this test alone, for threads and processes that must see each other's commits."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        name = test_databases.clone(test_databases.template())
        with using(test_databases.settings(name)):
            yield FreshDatabase(
                name=name,
                dsn=test_databases.dsn(name),
                owner_dsn=test_databases.dsn(name, role="practicum_owner"),
            )
        test_databases.drop(name)
