"""What packages above add to a patient's chart: panels, and the photo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest

Render = Callable[[HttpRequest, int], str]
Photos = Callable[[Sequence[int]], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class ChartPanel:
    """One panel: `render(request, patient_id)` gives its HTML, or "" to show nothing."""

    name: str
    order: int
    render: Render
    where: Literal["main", "side"]


_panels: dict[str, ChartPanel] = {}
_photos: list[Photos] = []


def register_chart_panel(
    name: str, *, order: int, render: Render, where: Literal["main", "side"] = "main"
) -> None:
    """Add a panel to every chart. The chart's own are at 10 to 90; lower orders come first."""
    _panels[name] = ChartPanel(name, order, render, where)


def chart_panels(where: str) -> list[ChartPanel]:
    """The panels of one column, in order."""
    return sorted(
        (panel for panel in _panels.values() if panel.where == where), key=lambda panel: panel.order
    )


def register_photos(source: Photos) -> None:
    """Say where photos are found: {patient id: address of the picture}."""
    _photos[:] = [source]


def photos_of(patient_ids: Sequence[int]) -> Mapping[int, str]:
    """The addresses of the photos of those who have one."""
    return _photos[0](patient_ids) if _photos and patient_ids else {}
