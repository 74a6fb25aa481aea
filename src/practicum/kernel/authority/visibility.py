"""Visibility: what may this person see? A restricted chart is open to few, and to whoever breaks the glass.

May this person act is authority's question (gate.py), how it proceeds the standard's (standard.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from practicum.kernel.actions import RuleBroken
from practicum.kernel.authority.models import BreakGlass
from practicum.kernel.base import Actor
from practicum.kernel.practice.models import Role

ALWAYS = frozenset({Role.PRIVACY_OFFICER.value})


class Relation(Protocol):
    """Says for which of the patients a person has a reason to see the chart: treats them, is booked with them."""

    def __call__(self, *, staff_id: int, patient_ids: Sequence[int], now: datetime) -> set[int]:
        """Those of the patients the person is related to by their work."""


class NotVisible(RuleBroken):
    """The chart is restricted and not open to this person."""

    def __init__(self, patient_id: int) -> None:
        super().__init__(
            "This chart is restricted. Ask whoever treats the patient, or open it in need by giving a reason."
        )
        self.patient_id = patient_id


_relations: list[Relation] = []


def install_relation(relation: Relation) -> None:
    """Add a source of relations; rooms that know who treats whom have the wiring install theirs."""
    if relation not in _relations:
        _relations.append(relation)


def hidden_among(*, by: Actor, restricted_ids: Iterable[int], now: datetime) -> set[int]:
    """Those of the restricted patients whose chart is closed to this person."""
    closed = set(restricted_ids)
    if not closed or by.is_system or by.has_role(*ALWAYS):
        return set()
    for relation in _relations:
        closed -= relation(staff_id=by.staff_id, patient_ids=sorted(closed), now=now)
        if not closed:
            return set()
    return closed - glass_open_for(by=by, patient_ids=closed, now=now)


def glass_open_for(*, by: Actor, patient_ids: Iterable[int], now: datetime) -> set[int]:
    """The patients whose glass this person has broken and whose time has not run out."""
    rows = BreakGlass.objects.filter(
        staff_id=by.staff_id,
        patient_id__in=list(patient_ids),
        opened_at__lte=now,
        until_at__gt=now,
        closed_at=None,
    )
    return set(rows.values_list("patient_id", flat=True))


def can_see(*, by: Actor, patient_id: int, restricted: bool, now: datetime) -> bool:
    """True when the chart is open to this person."""
    return not restricted or not hidden_among(by=by, restricted_ids=[patient_id], now=now)


def check_can_see(*, by: Actor, patient_id: int, restricted: bool, now: datetime) -> None:
    """Raise NotVisible unless the chart is open to this person."""
    if not can_see(by=by, patient_id=patient_id, restricted=restricted, now=now):
        raise NotVisible(patient_id)
