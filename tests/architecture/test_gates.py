"""Each gate is shown to fail when something is broken, and to pass the like of it that is right."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps.registry import Apps
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from practicum.kernel.base import Health, Retention
from practicum.kernel.web import who
from tests.architecture import gates

registry = Apps()


class Bare(models.Model):
    """A model that declares nothing."""

    class Meta:
        app_label = "patients"
        apps = registry


class Declared(models.Model):
    """A model that declares what it should."""

    health = Health.NONE
    retention = Retention.FOREVER

    class Meta:
        app_label = "patients"
        apps = registry


class Upper(models.Model):
    """A room's model that points down, as it may."""

    patient = models.ForeignKey(Bare, on_delete=models.CASCADE, related_name="+")

    class Meta:
        app_label = "scheduling"
        apps = registry


class Lower(models.Model):
    """A kernel model that points up at a room."""

    visit = models.ForeignKey(Upper, on_delete=models.CASCADE, related_name="+")

    class Meta:
        app_label = "worklist"
        apps = registry


class Sibling(models.Model):
    """A room's model that points at a room of its own tier."""

    visit = models.ForeignKey(Upper, on_delete=models.CASCADE, related_name="+")

    class Meta:
        app_label = "billing"
        apps = registry


def view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def guarded(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


guarded.who = who.signed_in  # type: ignore[attr-defined]


def house(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True)
    file.write_text(text)
    return file


def test_a_model_that_declares_nothing_is_found() -> None:
    assert gates.models_without_declarations([Declared]) == []
    assert gates.models_without_declarations([Bare]) == [
        "patients.Bare does not declare health",
        "patients.Bare does not declare retention",
    ]


def test_a_foreign_key_that_points_up_is_found() -> None:
    assert gates.foreign_keys_that_point_up([Upper]) == []
    assert gates.foreign_keys_that_point_up([Lower]) == ["worklist.Lower.visit points up at scheduling.Upper"]


def test_a_foreign_key_between_siblings_is_found() -> None:
    assert gates.foreign_keys_that_point_up([Sibling]) == [
        "billing.Sibling.visit points up at scheduling.Upper"
    ]


def test_a_route_that_says_nothing_about_its_users_is_found_however_deep() -> None:
    inner: list[URLPattern] = [path("open/", view), path("shut/", guarded)]
    patterns: list[URLPattern | URLResolver] = [
        path("room/", include((inner, "room"))),
        path("shut/", guarded),
    ]
    assert gates.routes_open_to_nobody_knows(patterns) == ["/room/open/ does not declare who may use it"]


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("from practicum.rooms.scheduling.public import book\n", False),
        ("from practicum.rooms.scheduling import public\n", False),
        ("from practicum.rooms.billing.posting import post\n", False),  # its own
        ("from practicum.kernel.patients.models import Patient\n", False),
        ("from practicum.rooms.scheduling.actions import book\n", True),
        ("import practicum.rooms.scheduling.queries\n", True),
        ("from practicum.rooms.scheduling.models import Appointment\n", True),
    ],
)
def test_a_room_entered_past_its_door_is_found(tmp_path: Path, text: str, caught: bool) -> None:
    file = house(tmp_path, "rooms/billing/desk.py", text)
    assert bool(gates.past_the_door(file, tmp_path)) is caught


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("from practicum.kernel import clock\nnow = clock.now()\n", False),
        ("from datetime import datetime\nnow = datetime.now()\n", True),
        ("import datetime\nnow = datetime.datetime.now()\n", True),
        ("from datetime import date\ntoday = date.today()\n", True),
        ("from django.utils import timezone\nnow = timezone.now()\n", True),
        ("from django.utils import timezone\ndefault = timezone.now\n", True),
        ("import time\nnow = time.time()\n", True),
        ("import time\nstart = time.monotonic()\n", False),
    ],
)
def test_a_clock_read_is_found(tmp_path: Path, text: str, caught: bool) -> None:
    file = house(tmp_path, "rooms/billing/rules.py", text)
    assert bool(gates.clocks_read(file, tmp_path)) is caught


def test_the_clock_itself_may_look(tmp_path: Path) -> None:
    file = house(tmp_path, "kernel/clock.py", "from datetime import datetime\nnow = datetime.now()\n")
    assert gates.clocks_read(file, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("patient.save()\n", True),
        ("Patient.objects.create(name='x')\n", True),
        ("Patient.objects.bulk_create(rows)\n", True),
        ("Patient.objects.filter(id=1).update(name='x')\n", True),
        ("patient.delete()\n", True),
        ("Patient.objects.filter(id=1).delete()\n", True),
        ("patient.visits.get_or_create(a=1)\n", False),  # best effort: through managers called objects
        ("values = {}\nvalues.update(name='x')\n", False),
        ("values: dict[str, int] = read()\nvalues.update(name=1)\n", False),
        ("digest.update(b'x')\n", False),
        ("values.update(other)\n", False),
        ("Engine.create(1)\n", False),
    ],
)
def test_a_write_outside_an_action_is_found(tmp_path: Path, text: str, caught: bool) -> None:
    page = house(tmp_path, "rooms/billing/pages.py", text)
    assert bool(gates.writes_outside_actions(page, {}, tmp_path)) is caught
    assert gates.writes_outside_actions(page, {"rooms.billing.pages": "a reason"}, tmp_path) == []


@pytest.mark.parametrize("name", ["rooms/billing/actions.py", "rooms/billing/actions/post.py"])
def test_an_action_may_write(tmp_path: Path, name: str) -> None:
    file = house(tmp_path, name, "payment.save()\n")
    assert gates.writes_outside_actions(file, {}, tmp_path) == []


def test_a_file_and_a_function_too_long_are_found(tmp_path: Path) -> None:
    long_file = house(tmp_path, "rooms/a/long.py", "x = 1\n" * 401)
    long_function = house(tmp_path, "rooms/b/long.py", "def f():\n" + "    x = 1\n" * 60)
    fine = house(tmp_path, "rooms/c/fine.py", "def f():\n" + "    x = 1\n" * 59)
    assert gates.too_long(long_file, tmp_path) == ["rooms/a/long.py has 401 lines; 400 is the most"]
    assert gates.too_long(long_function, tmp_path) == ["rooms/b/long.py:1 f has 61 lines; 60 is the most"]
    assert gates.too_long(fine, tmp_path) == []


def test_a_module_that_does_not_say_what_it_is_for_is_found(tmp_path: Path) -> None:
    assert gates.undocumented(house(tmp_path, "rooms/a/x.py", "x = 1\n"), tmp_path)
    assert not gates.undocumented(house(tmp_path, "rooms/b/x.py", '"""Says."""\nx = 1\n'), tmp_path)
    assert not gates.undocumented(house(tmp_path, "rooms/c/__init__.py", ""), tmp_path)
