"""The house as it stands passes every gate."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.urls import get_resolver

from practicum.kernel.base import Record
from practicum.site import discovery
from tests.architecture import gates
from tests.architecture.writers import NEVER, WRITERS


def our_models() -> list[type[models.Model]]:
    ours = {*discovery.packages(), "practicum.site"}
    return [model for model in apps.get_models() if model._meta.app_config.name in ours]


def test_every_model_is_a_record() -> None:
    assert [m._meta.label for m in our_models() if not issubclass(m, Record)] == []


def test_every_model_declares_its_data_and_retention() -> None:
    assert gates.models_without_declarations(our_models()) == []


def test_foreign_keys_point_down() -> None:
    assert gates.foreign_keys_that_point_up(our_models()) == []


def test_every_route_declares_who_may_use_it() -> None:
    patterns = get_resolver().url_patterns
    assert patterns, "no routes at all: the walk would prove nothing"
    assert gates.routes_open_to_nobody_knows(patterns) == []


@pytest.mark.parametrize(
    "gate",
    [gates.past_the_door, gates.clocks_read, gates.too_long, gates.undocumented],
    ids=lambda gate: gate.__name__,
)
def test_every_source_file_passes(gate: object) -> None:
    assert callable(gate)
    assert [violation for file in gates.sources() for violation in gate(file)] == []


def test_models_are_written_in_actions_only() -> None:
    found = [v for file in gates.sources() for v in gates.writes_outside_actions(file, WRITERS)]
    assert found == []


def test_nothing_that_reads_or_decides_is_excused() -> None:
    assert [
        module for module in WRITERS if module.rpartition(".")[2] in NEVER and module.count(".") > 1
    ] == []


def test_every_excuse_is_still_needed() -> None:
    modules = {gates.module_of(file) for file in gates.sources()}
    gone = [w for w in WRITERS if not any(m == w or m.startswith(f"{w}.") for m in modules)]
    assert gone == []
