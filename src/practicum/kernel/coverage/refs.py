"""Payers, plans and coverages as references, and how coverages fit after a merge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from practicum.kernel.actions import Choice, RuleBroken, register_ref
from practicum.kernel.base import Actor
from practicum.kernel.coverage.models import Coverage, Payer, Plan
from practicum.kernel.coverage.rules import Period, free_rank
from practicum.kernel.patients.references import CellChange, register_patient_reference


def _payers(ids: Sequence[int]) -> Mapping[int, str]:
    return dict(Payer.objects.filter(pk__in=ids).values_list("id", "name"))


def _find_payers(text: str, by: Actor) -> Sequence[Choice]:
    rows = Payer.objects.filter(active=True, name__icontains=text).order_by("name")[:12]
    return [Choice(payer.pk, payer.name, payer.get_kind_display()) for payer in rows]


def _plans(ids: Sequence[int]) -> Mapping[int, str]:
    return {
        plan.pk: f"{plan.payer.name}, {plan.name}"
        for plan in Plan.objects.filter(pk__in=ids).select_related("payer")
    }


def _find_plans(text: str, by: Actor) -> Sequence[Choice]:
    rows = Plan.objects.filter(active=True)
    for word in text.split()[:5]:
        rows = rows.filter(name__icontains=word) | rows.filter(payer__name__icontains=word)
    found = rows.select_related("payer").order_by("payer__name", "name")[:12]
    return [Choice(plan.pk, f"{plan.payer.name}, {plan.name}") for plan in found]


def _coverages(ids: Sequence[int]) -> Mapping[int, str]:
    rows = Coverage.objects.filter(pk__in=ids).select_related("payer")
    return {coverage.pk: f"{coverage.payer.name} {coverage.member_id}" for coverage in rows}


def _coverages_fit(survivor_id: int, merged_id: int, today: date) -> list[CellChange]:
    """The other chart's coverages come behind the survivor's wherever both hold a place."""
    columns = ("rank", "start_date", "end_date")
    held = [Period(*row) for row in Coverage.objects.filter(patient_id=survivor_id).values_list(*columns)]
    changes = []
    for coverage in Coverage.objects.filter(patient_id=merged_id).order_by("rank", "id"):
        wanted = Period(coverage.rank, coverage.start_date, coverage.end_date)
        rank = free_rank(wanted, held)
        if rank is None:
            raise RuleBroken("Together they would have more than nine coverages at a time. End some first.")
        held.append(Period(rank, coverage.start_date, coverage.end_date))
        if rank != coverage.rank:
            changes.append(CellChange(coverage.pk, "rank", rank))
    return changes


register_ref("payer", label=_payers, search=_find_payers)
register_ref("plan", label=_plans, search=_find_plans)
register_ref(
    "coverage", label=_coverages,
    patient_of=lambda i: Coverage.objects.filter(pk=i).values_list("patient_id", flat=True).first(),
)  # fmt: skip
register_patient_reference(Coverage, says="coverages", owned=True, adapt=_coverages_fit)
register_patient_reference(Coverage, "subscriber", says="coverages they subscribe to")
