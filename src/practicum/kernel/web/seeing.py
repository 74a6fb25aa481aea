"""Who may be shown which patient: decided here for every page that names one, and entered in the ledger.

Only people who work in some stream are shown patients (`who.with_patients`). Some charts are closed to
most of them; which, the package that keeps charts says (`install_closed`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Protocol

from django.http import HttpRequest

from practicum.kernel import clock
from practicum.kernel.actions.command import Choice, Command, ref_kind, refs_in
from practicum.kernel.actions.declare import AnyAction
from practicum.kernel.base import Actor
from practicum.kernel.ledger.write import look
from practicum.kernel.web.request import Turned, me
from practicum.kernel.web.who import with_patients

_LONGEST_ID = 18  # figures; longer numbers are no ids


class ClosedAmong(Protocol):
    """Says which of the patients have charts that are closed to this person now."""

    def __call__(self, *, by: Actor, patient_ids: Collection[int], now: datetime) -> set[int]:
        """Those whose chart is closed."""


class ClosedChart(Turned):
    """The chart is restricted and not open to this person; they may open it in need."""

    def __init__(self, patient_id: int) -> None:
        super().__init__("This chart is restricted. Ask whoever treats the patient, or open it in need.")
        self.patient_id = patient_id


_closed: list[ClosedAmong] = []


def install_closed(closed: ClosedAmong) -> None:
    """Say who knows which charts are closed."""
    _closed[:] = [closed]


def closed_among(*, by: Actor, patient_ids: Collection[int], now: datetime) -> set[int]:
    """Those of the patients whose chart is closed to this person."""
    return _closed[0](by=by, patient_ids=patient_ids, now=now) if _closed and patient_ids else set()


def check_open(request: HttpRequest, *patient_ids: int) -> None:
    """Raise unless this person may be shown each of these patients."""
    by, now = me(request), _now(request)
    if not patient_ids:
        return
    if not with_patients.admits(by):
        raise Turned(f"This is for {with_patients.words}.")
    closed = closed_among(by=by, patient_ids=set(patient_ids), now=now)
    if closed:
        first = min(closed)
        look(by=by, page="closed chart", now=now, patient_id=first)
        raise ClosedChart(first)


def check_open_of(request: HttpRequest, kind: str, number: int) -> None:
    """The same for the patient a thing belongs to: asked before something is done to it."""
    declared = ref_kind(kind)
    patient_id = declared.patient_of(number) if declared and declared.patient_of and number < 2**63 else None
    if patient_id is not None:
        check_open(request, patient_id)


def see(
    request: HttpRequest,
    patient_id: int,
    *,
    page: str,
    also: Collection[int] = (),
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Enter that this person is shown the patient on a page; raise unless they may be."""
    check_open(request, patient_id, *also)
    look(
        by=me(request),
        page=page,
        now=_now(request),
        patient_id=patient_id,
        also=sorted(also) or None,
        detail=detail,
    )


def see_named(request: HttpRequest, action: AnyAction, values: Mapping[str, Any]) -> None:
    """The same for every patient that the values of an action name, directly or through what belongs to them."""
    named = sorted(patients_named(action.command, values))
    if named:
        first, *others = named
        see(request, first, page="form", also=others, detail={"action": action.name})


def patients_named(command: type[Command], values: Mapping[str, Any]) -> set[int]:
    """The patients that values posted or asked for refer to."""
    found: set[int] = set()
    for name, kind in refs_in(command).items():
        declared = ref_kind(kind)
        if declared is None or declared.patient_of is None:
            continue
        given = values.get(name)
        for one in given if isinstance(given, list | tuple) else [given]:
            text = str(one)
            if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID:
                patient_id = declared.patient_of(int(text))
                found |= {patient_id} if patient_id is not None else set()
    return found


def choices(request: HttpRequest, kind: str, text: str, *, page: str) -> list[Choice] | None:
    """What a picker offers; None for a kind that cannot be searched. Patients are shown to those who may see them."""
    declared = ref_kind(kind)
    if declared is None or declared.search is None:
        return None
    if declared.patient_of is None:
        return list(declared.search(text, me(request)))
    if not with_patients.admits(me(request)):
        return []
    found = list(declared.search(text, me(request)))
    patients = {declared.patient_of(choice.id) for choice in found} - {None}
    if patients:
        look(by=me(request), page=page, now=_now(request), also=sorted(p for p in patients if p))
    return found


def _now(request: HttpRequest) -> datetime:
    return getattr(request, "now", None) or clock.now()
