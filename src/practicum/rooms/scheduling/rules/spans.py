"""Arithmetic on half-open spans kept as plain ``(start, end)`` pairs.

``lib.periods`` has the same ideas with open ends and a type of its own; the finder goes through tens of
thousands of spans for one question, so here they stay pairs of anything ordered.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Protocol, TypeVar


class Ordered(Protocol):
    """Whatever can be compared with ``<``."""

    def __lt__(self, other: Any, /) -> bool: ...


T = TypeVar("T", bound=Ordered)

Period = tuple[datetime, datetime]


def union(spans: Iterable[tuple[T, T]]) -> list[tuple[T, T]]:
    """The same time as few, sorted spans that neither touch nor overlap; empty ones vanish."""
    merged: list[tuple[T, T]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and not merged[-1][1] < start:
            if merged[-1][1] < end:
                merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def intersect(left: Iterable[tuple[T, T]], right: Iterable[tuple[T, T]]) -> list[tuple[T, T]]:
    """What lies in both."""
    one, two = union(left), union(right)
    shared: list[tuple[T, T]] = []
    i = j = 0
    while i < len(one) and j < len(two):
        start = two[j][0] if one[i][0] < two[j][0] else one[i][0]
        end = one[i][1] if one[i][1] < two[j][1] else two[j][1]
        if start < end:
            shared.append((start, end))
        if one[i][1] < two[j][1]:
            i += 1
        else:
            j += 1
    return shared


def subtract(spans: Iterable[tuple[T, T]], taken: Iterable[tuple[T, T]]) -> list[tuple[T, T]]:
    """What is left of ``spans`` without ``taken``."""
    return list(_left_over(union(spans), union(taken)))


def _left_over(spans: list[tuple[T, T]], taken: list[tuple[T, T]]) -> Iterator[tuple[T, T]]:
    first = 0
    for start, end in spans:
        while first < len(taken) and not start < taken[first][1]:
            first += 1
        at = first
        while at < len(taken) and taken[at][0] < end:
            if start < taken[at][0]:
                yield (start, taken[at][0])
            start = taken[at][1]
            at += 1
        if start < end:
            yield (start, end)


def overlaps(one: tuple[T, T], other: tuple[T, T]) -> bool:
    """Whether two spans share any time; touching ends do not."""
    return one[0] < other[1] and other[0] < one[1]


def covers(spans: Iterable[tuple[T, T]], wanted: tuple[T, T]) -> bool:
    """Whether ``wanted`` lies wholly within one of ``spans``, which must be a union."""
    return any(not wanted[0] < start and not end < wanted[1] for start, end in spans)
