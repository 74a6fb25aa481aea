"""Whatever is sent to any door gets a sentence: no fault, no trace, nothing half done."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client

from practicum.kernel.actions.declare import all_actions
from practicum.kernel.web.routes import Page, all_pages
from tests.attacks.nasty import (
    DATES,
    JSON_VALUES,
    MIXED,
    NUMBERS,
    TEXTS,
    TYPED,
    addresses,
    names_asked,
    schemas_of,
    sensible,
)

pytestmark = pytest.mark.django_db
ACTIONS = [action.name for action in all_actions()]
PAGES = {page.name: page for page in all_pages()}
_SLOW = {"live", "sign-out"}  # a stream that does not end; and it would end the session
IDS = ("1", "0", str(2**63 - 1), str(2**63), "9" * 31, "9" * 400)


class Door:
    """A browser that remembers what went wrong behind the door."""

    def __init__(self, client: Client) -> None:
        self.client = client
        client.raise_request_exception = False
        self.faults: dict[str, str] = {}
        self._last = ""
        got_request_exception.connect(self._note)

    def close(self) -> None:
        got_request_exception.disconnect(self._note)

    def _note(self, **_: Any) -> None:
        self._last = traceback.format_exc(limit=-4)

    def send(self, what: str, method: str, address: str, *args: Any, **kwargs: Any) -> Any:
        """Send it, and note a fault once for each kind."""
        self._last = ""
        answer = getattr(self.client, method)(address, *args, **kwargs)
        if answer.status_code >= 500:
            self.faults.setdefault(
                self._last or f"status {answer.status_code}", f"{what} {method} {address[:120]}"
            )
            text = answer.content.decode(errors="replace")
            assert "Traceback" not in text, what
        return answer

    def settle(self) -> None:
        """Fail with every fault that was met."""
        self.close()
        assert not self.faults, "\n\n".join(f"{where}\n{trace}" for trace, where in self.faults.items())


@pytest.fixture
def door(cast: Any) -> Iterator[Door]:
    """The manager's browser: nothing is turned away for want of a level."""
    made = Door(cast.client(cast.manager))
    yield made
    made.close()


@contextmanager
def _taken_back() -> Iterator[None]:
    """What the block did is undone: the next door finds the practice as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _refs(cast: Any) -> dict[str, int]:
    return {
        "patient": cast.patient.pk, "staff": cast.desk.staff_id, "site": cast.site.pk, "provider": cast.clinician.staff_id,
    }  # fmt: skip


@pytest.mark.parametrize("who", ["manager", "trainee"])
def test_the_json_endpoint_of_every_action(cast: Any, who: str) -> None:
    door = Door(cast.client(getattr(cast, who)))
    refs = _refs(cast)
    for action in all_actions():
        address = f"/api/actions/{action.name}/"
        fields = list(schemas_of(action)[0])
        bodies = [dict.fromkeys(fields, value) for value in JSON_VALUES]
        if who == "trainee":  # what cannot be read is the same for everybody; what can is held
            bodies = []
        bodies += [sensible(action, choice, refs) for choice in MIXED]
        with _taken_back():
            for number, body in enumerate(bodies):
                sent = json.dumps(body)
                what = f"{action.name} {number} {sent[:200]!r}"
                answer = door.send(what, "post", address, sent, content_type="application/json")
                assert answer.status_code >= 500 or answer["Content-Type"] == "application/json", what
    door.settle()


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"\xff\xfe", b"{", b"[" * 100_000, b'{"a":' * 50_000, b'"' + b"x" * 2_000_000 + b'"',
     b'{"patient": 1' + b"0" * 6_000 + b"}", b'{"a": 1, "a": 2}', b"NaN", b"\x00", b"patient=1&q=2"],
)  # fmt: skip
def test_a_body_that_is_no_command(door: Door, body: bytes) -> None:
    for kind in (
        "application/json",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "",
        "a" * 300,
    ):
        for name in ("patients.register_patient", "no.such", "x" * 3000, "..%2f..", "%00"):
            answer = door.send(kind, "post", f"/api/actions/{name}/", body, content_type=kind)
            assert answer.status_code in {400, 404, 409, 422}, (
                name,
                kind,
                answer.status_code,
                answer.content[:200],
            )
    door.settle()


def _gets() -> list[Page]:
    return [page for name, page in sorted(PAGES.items()) if "GET" in page.methods and name not in _SLOW]


def test_every_page_and_whatever_is_asked_of_it(cast: Any, door: Door) -> None:
    names = names_asked()
    assert len(names) > 40
    patient = str(cast.patient.pk)
    for page in _gets():
        for address in addresses(page.route, IDS):
            door.send(page.name, "get", address)
        here = next(addresses(page.route, (patient,)))
        for value in (*TYPED, patient):
            if "\ud800" in value:
                continue  # an address cannot say it
            door.send(f"{page.name} {value[:40]!r}", "get", here, dict.fromkeys(names, value[:3000]))
    door.settle()


def test_every_page_that_takes_a_form(cast: Any, door: Door) -> None:
    names = [*names_asked(), *{n for action in all_actions() for n in schemas_of(action)[0]}]
    patient = str(cast.patient.pk)
    posts = [
        page
        for name, page in sorted(PAGES.items())
        if "POST" in page.methods and name not in _SLOW and not page.route.startswith("api/")
    ]
    values = [*TEXTS, *NUMBERS[:6], *DATES[:8]]
    for page in posts:
        with _taken_back():
            for address in addresses(page.route, (patient, *IDS)):
                door.send(page.name, "post", address)
            here = next(addresses(page.route, (patient,)))
            for value in values:
                if "\ud800" in value:
                    continue
                for head in ({}, {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "aside"}):
                    door.send(
                        f"{page.name} {value[:40]!r}", "post", here, dict.fromkeys(names, value), **head
                    )
    door.settle()


def test_wrong_methods_and_hosts(door: Door) -> None:
    for page in PAGES.values():
        here = next(addresses(page.route, ("1",)))
        for method in ("put", "delete", "patch", "options", "trace"):
            assert door.send(page.name, method, here).status_code in {404, 405}, (page.name, method)
    for host in (
        "evil.example",
        "local host",
        "localhost@evil",
        "[::1",
        "localhost:port",
        "\u0130",
        "a" * 300,
    ):
        assert door.send(host, "get", "/sign-in/", HTTP_HOST=host).status_code == 400
    door.settle()
