"""What has happened to coverages: ids only."""

from __future__ import annotations

from dataclasses import dataclass

from practicum.kernel.events import Event


@dataclass(frozen=True, slots=True)
class CoverageChanged(Event):
    """A coverage was added, changed, ended or put in another order."""

    patient_id: int
    coverage_id: int
