"""Who may see patients' pages, and what is covered up on them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from practicum.kernel.authority import visibility
from practicum.kernel.base import Actor
from practicum.kernel.patients.hits import Hit
from practicum.kernel.patients.models import Patient
from practicum.kernel.web import who
from practicum.kernel.zone import practice_zone

# Whoever works in any stream may look patients up; the ledger notes each look.
SEES_PATIENTS = who.with_patients


def closed_among(*, by: Actor, patient_ids: Collection[int], now: datetime) -> set[int]:
    """Those of the patients whose chart is restricted and closed to this person."""
    restricted = list(
        Patient.objects.filter(pk__in=patient_ids, restricted=True).values_list("id", flat=True)
    )
    return visibility.hidden_among(by=by, restricted_ids=restricted, now=now) if restricted else set()


def today_of(now: datetime) -> date:
    """The day it is at the practice."""
    return now.astimezone(practice_zone()).date()


def covered(hits: Sequence[Hit], *, by: Actor, now: datetime) -> list[Hit]:
    """The list with the details of charts closed to this person left out: the name stays, with a lock."""
    restricted = [hit.patient_id for hit in hits if hit.restricted]
    hidden = visibility.hidden_among(by=by, restricted_ids=restricted, now=now) if restricted else set()
    return [
        replace(hit, phones=(), other_names=(), birth_date=date.min, why="restricted chart")
        if hit.patient_id in hidden
        else hit
        for hit in hits
    ]
