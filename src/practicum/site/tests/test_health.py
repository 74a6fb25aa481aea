"""The health address: ready, or why not, for monitors that know neither name nor account."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from practicum.kernel import clock
from practicum.site import health, heartbeat

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/health", "/health/"])
def test_a_working_practice_is_ready(client: Client, address: str) -> None:
    heartbeat.beat(now=clock.now())
    reply = client.get(address, headers={"host": "10.1.2.3:8000"})
    assert reply.status_code == 200
    assert reply.json() == {"status": "ok"}


def test_without_job_processes_it_says_so(client: Client) -> None:
    reply = client.get("/health/")
    assert reply.status_code == 503
    assert "practicum jobs" in reply.json()["why"]


def test_without_a_database_it_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(**_: Any) -> bool:
        raise OperationalError("server at 10.0.0.1 closed the connection")

    monkeypatch.setattr(heartbeat, "seen_lately", gone)
    reply = client.get("/health/")
    assert reply.status_code == 503
    assert reply.json() == {"status": "unavailable", "why": "The database does not answer."}


def test_before_migrations_it_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Behind:
        """An executor with something left to do."""

        def __init__(self, connection: Any) -> None:
            self.loader = self
            self.graph = self

        def leaf_nodes(self) -> list[Any]:
            return []

        def migration_plan(self, targets: list[Any]) -> list[str]:
            return ["0002_more"]

    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(health, "MigrationExecutor", Behind)
    reply = client.get("/health/")
    assert reply.status_code == 503
    assert "practicum migrate" in reply.json()["why"]
