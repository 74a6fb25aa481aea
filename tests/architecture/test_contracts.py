"""The import contracts hold, and each is shown broken by a small house that breaks it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.gates import ROOT, TIERS


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    program = (
        "import sys; from importlinter.cli import lint_imports_command; lint_imports_command(sys.argv[1:])"
    )
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def settings() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return dict(tomllib.load(file)["tool"]["importlinter"])


def test_the_contracts_hold() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout[-5000:]


def test_the_tiers_of_the_tables_are_the_tiers_of_the_imports() -> None:
    contracts = {contract["id"]: contract for contract in settings()["contracts"]}
    ordered = [
        frozenset(name.strip(" ()") for name in layer.split("|"))
        for which in ("rooms", "kernel")
        for layer in contracts[which]["layers"]
    ]
    assert [frozenset(tier) for tier in TIERS[:-1]] == ordered[::-1]


# A house like ours, in which one import breaks one contract.
BROKEN = {
    "house": ("practicum/lib/money.py", "import practicum.kernel.base\n"),
    "house-sandbox": ("practicum/site/urls.py", "import practicum.sandbox\n"),
    "house-stranger": ("practicum/attic/__init__.py", ""),
    "rooms": ("practicum/rooms/billing/posting.py", "import practicum.rooms.results\n"),
    "rooms-siblings": ("practicum/rooms/billing/posting.py", "import practicum.rooms.scheduling\n"),
    "rooms-stranger": ("practicum/rooms/cellar/__init__.py", ""),
    "kernel": ("practicum/kernel/events/outbox.py", "import practicum.kernel.worklist\n"),
    "cycles": ("practicum/rooms/billing/a.py", "import practicum.rooms.billing.b\n"),
    "pure": ("practicum/formats/x12.py", "import socket\n"),
    "rules": ("practicum/rooms/billing/rules.py", "import django.db\n"),
}


def small_house(folder: Path) -> None:
    packages = [
        "site",
        "sandbox",
        "adapters",
        "rooms",
        "kernel",
        "formats",
        "lib",
        "rooms/a_package_with/rules",
    ]
    packages += [f"rooms/{room}" for tier in TIERS[10:14] for room in tier]
    packages += [f"kernel/{name}" for tier in TIERS[:10] for name in tier]
    packages.remove("rooms/a_package_with/rules")
    for package in packages:
        (folder / "practicum" / package).mkdir(parents=True)
        (folder / "practicum" / package / "__init__.py").write_text("")
    (folder / "practicum" / "__init__.py").write_text("")
    (folder / "practicum/rooms/billing/rules.py").write_text("")
    (folder / "practicum/rooms/billing/b.py").write_text("import practicum.rooms.billing.a\n")
    (folder / "practicum/rooms/billing/a.py").write_text("")
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())


def test_the_small_house_stands(tmp_path: Path) -> None:
    small_house(tmp_path)
    done = lint(tmp_path)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("which", BROKEN)
def test_a_contract_fails_when_it_is_broken(which: str, tmp_path: Path) -> None:
    small_house(tmp_path)
    file, text = BROKEN[which]
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(text)
    done = lint(tmp_path, "--contract", which.partition("-")[0])
    assert done.returncode != 0
    assert "BROKEN" in done.stdout or "Missing layer" in done.stdout + done.stderr, done.stdout + done.stderr
