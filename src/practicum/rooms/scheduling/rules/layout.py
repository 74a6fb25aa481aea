"""Standing side by side: visits that overlap share the width of their column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from practicum.rooms.scheduling.rules.spans import overlaps


def lanes(spans: Sequence[tuple[Any, Any]]) -> list[tuple[int, int]]:
    """For each span, sorted by start, its lane and how many lanes its cluster has."""
    placed: list[tuple[int, int]] = []
    cluster: list[int] = []
    for index, span in enumerate(spans):
        if cluster and not any(overlaps(spans[other], span) for other in cluster):
            _close(placed, cluster)
            cluster = []
        used = {placed[other][0] for other in cluster if overlaps(spans[other], span)}
        placed.append((next(lane for lane in range(len(used) + 1) if lane not in used), 1))
        cluster.append(index)
    _close(placed, cluster)
    return placed


def _close(placed: list[tuple[int, int]], cluster: Sequence[int]) -> None:
    width = max((placed[index][0] for index in cluster), default=0) + 1
    for index in cluster:
        placed[index] = (placed[index][0], width)
