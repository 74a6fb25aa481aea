"""Work that is acknowledged or not: bookings and co-pays by the endpoint, results by MLLP."""

from __future__ import annotations

import asyncio
import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from practicum.kernel.authority.demonstration import DEMO_PASSWORD
from practicum.sandbox.lab.people import Clinic
from practicum.sandbox.lab.sender import Answered, send
from practicum.sandbox.lab.stream import stream
from tests.running import RunningPractice

PATIENCE = 120.0


@dataclass
class Browser:
    """A very small browser: cookies, forms, JSON."""

    practice: RunningPractice
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, str, dict[str, str]]:
        """One request; raises OSError or HTTPException when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.practice.port, timeout=20)
        sent = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Host": f"127.0.0.1:{self.practice.port}",
        }
        if "csrftoken" in self.cookies:
            sent["X-CSRFToken"] = self.cookies["csrftoken"]
        connection.request(
            method, path, body=body, headers=sent | {k.replace("_", "-"): v for k, v in headers.items()}
        )
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        found = dict(answer.headers)
        connection.close()
        return answer.status, text, found

    def form(self, path: str, **fields: str) -> tuple[int, str, dict[str, str]]:
        """Post a form."""
        body = urlencode(fields | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}).encode()
        return self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded")

    def sign_in(self, username: str) -> None:
        """Sign in as a person does, with the code the demonstration shows."""
        import re

        self.ask("GET", "/sign-in/")
        _, _, headers = self.form("/sign-in/", username=username, password=DEMO_PASSWORD, next="/")
        _, page, _ = self.ask("GET", headers.get("Location", "/sign-in/second/"))
        code = re.search(r"code is (\d{3}) (\d{3})", page)
        assert code, page[:2000]
        status, text, _ = self.form("/sign-in/second/", code=code[1] + code[2], next="/")
        assert status in {302, 303}, text[:2000]

    def act(self, name: str, command: dict[str, Any], key: str) -> dict[str, Any]:
        """Perform an action until it is answered, under one key. Raises TimeoutError."""
        until = time.monotonic() + PATIENCE
        body = json.dumps(command).encode()
        while time.monotonic() < until:
            try:
                status, text, _ = self.ask(
                    "POST",
                    f"/api/actions/{name}/",
                    body,
                    Content_Type="application/json",
                    Idempotency_Key=key,
                )
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
                continue
            if status < 500:
                answer: dict[str, Any] = json.loads(text)
                return answer
            time.sleep(0.1)
        raise TimeoutError(name)


@dataclass
class Acknowledged:
    """What the practice said it has."""

    booked: dict[str, int] = field(default_factory=dict)
    paid: dict[str, int] = field(default_factory=dict)
    results: list[Answered] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """Ids the load needs."""

    patients: list[int]
    visit_type: int
    provider: int
    site: int
    clinic: Clinic


def book(browser: Browser, known: Known, done: Acknowledged, stopping: threading.Event, seed: int) -> None:
    """Book visits far ahead, and take co-pays, until told to stop."""
    chance = random.Random(seed)
    day = datetime(2027, 1, 25, 13, tzinfo=UTC)
    number = 0
    while not stopping.is_set():
        number += 1
        key = f"soak-{seed}-{number}"
        slot = (number * 7 + seed) % 48
        starts = day + timedelta(days=7 * (number // 48), minutes=10 * slot)
        command = {
            "patient": chance.choice(known.patients), "visit_type": known.visit_type, "provider": known.provider,
            "site": known.site, "starts_at": starts.isoformat(),
        }  # fmt: skip
        answer = browser.act("scheduling.book_appointment", command, key)
        if answer["status"] == "done":
            done.booked[key] = answer["id"]
        elif answer["status"] != "refused":
            done.wrong.append(f"{key}: {answer}")
        pay = {"patient": chance.choice(known.patients), "cash": 1000 + number, "site": known.site}
        answer = browser.act("billing.take_copay", pay, f"{key}-pay")
        if answer["status"] == "done":
            done.paid[f"{key}-pay"] = answer["id"]
        else:
            done.wrong.append(f"{key}-pay: {answer}")


def deliver(
    practice: RunningPractice, known: Known, done: Acknowledged, stopping: threading.Event, seed: int
) -> None:
    """Send results, a share of them trouble, until told to stop; each until it is answered."""

    async def run() -> None:
        first = 1
        while not stopping.is_set():
            items = stream(
                known.clinic, seed=seed, count=50, start=datetime(2026, 11, 2, 14, tzinfo=UTC), first=first
            )
            report = await send(items, host="127.0.0.1", port=practice.lab_port, rate=25, patience=PATIENCE)
            done.results.extend(report.answered)
            first += 50

    asyncio.run(run())
