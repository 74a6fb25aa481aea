"""What is known of coverages, as pages and other rooms see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from practicum.kernel.coverage.models import Copay, Coverage

_PLACES = {1: "primary", 2: "secondary", 3: "tertiary"}


@dataclass(frozen=True, slots=True)
class CoverageView:
    """One coverage."""

    id: int
    patient_id: int
    payer_id: int
    payer: str
    payer_kind: str
    plan_id: int | None
    plan: str
    rank: int
    member_id: str
    group_number: str
    relation: str
    subscriber: str
    start_date: date | None
    end_date: date | None
    confirmed_at: datetime | None
    copay_cents: int | None
    needs_referral: bool

    @property
    def place(self) -> str:
        """The place in the order of benefits as people say it."""
        return _PLACES.get(self.rank, f"number {self.rank}")

    @property
    def name(self) -> str:
        """Payer and plan."""
        return f"{self.payer}, {self.plan}" if self.plan else self.payer

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return (self.start_date is None or self.start_date <= on) and (
            self.end_date is None or on <= self.end_date
        )


def active_coverage(patient_id: int, on_date: date) -> list[CoverageView]:
    """A patient's coverages in force on a day, primary first."""
    in_force = (Q(start_date=None) | Q(start_date__lte=on_date)) & (
        Q(end_date=None) | Q(end_date__gte=on_date)
    )
    return _views(Coverage.objects.filter(in_force, patient_id=patient_id))


def all_coverage(patient_id: int) -> list[CoverageView]:
    """Every coverage a patient has or had."""
    return _views(Coverage.objects.filter(patient_id=patient_id))


def active_coverage_of(patient_ids: Sequence[int], on_date: date) -> dict[int, list[CoverageView]]:
    """The coverages in force of many patients, in two queries however many."""
    in_force = (Q(start_date=None) | Q(start_date__lte=on_date)) & (
        Q(end_date=None) | Q(end_date__gte=on_date)
    )
    found: dict[int, list[CoverageView]] = {patient_id: [] for patient_id in patient_ids}
    for view in _views(Coverage.objects.filter(in_force, patient_id__in=list(patient_ids))):
        found[view.patient_id].append(view)
    return found


def copay_due(patient_id: int, on_date: date, *, visit_kind: str = "primary") -> int | None:
    """The co-pay in cents that the primary coverage asks for a kind of visit; None when not known.

    What is written on the patient's own coverage goes before what the plan says.
    """
    active = active_coverage(patient_id, on_date)
    if not active:
        return None
    first = active[0]
    kinds = [visit_kind, "primary"]
    rows = Copay.objects.filter(Q(coverage=first.id) | Q(plan=first.plan_id, plan__isnull=False))
    owed = {
        (coverage_id is not None, kind): amount
        for coverage_id, kind, amount in rows.filter(visit_kind__in=kinds).values_list(
            "coverage_id", "visit_kind", "amount_cents"
        )
    }
    order = [(own, kind) for kind in kinds for own in (True, False)]
    return next((owed[key] for key in order if key in owed), None)


def _views(rows: QuerySet[Coverage]) -> list[CoverageView]:
    coverages = list(
        rows.select_related("payer", "plan", "subscriber").order_by("patient_id", "rank", "-start_date")
    )
    copays = _copays(coverages)
    return [
        CoverageView(
            id=c.pk, patient_id=c.patient_id, payer_id=c.payer_id, payer=c.payer.name, payer_kind=c.payer.kind,
            plan_id=c.plan_id, plan=c.plan.name if c.plan else "", rank=c.rank, member_id=c.member_id,
            group_number=c.group_number, relation=c.relation,
            subscriber=str(c.subscriber) if c.subscriber else c.subscriber_name,
            start_date=c.start_date, end_date=c.end_date, confirmed_at=c.confirmed_at,
            copay_cents=copays.get(("c", c.pk), copays.get(("p", c.plan_id or 0))),
            needs_referral=bool(c.plan and c.plan.needs_referral),
        )
        for c in coverages
    ]  # fmt: skip


def _copays(coverages: Sequence[Coverage]) -> dict[tuple[str, int], int]:
    plans = {c.plan_id for c in coverages if c.plan_id}
    rows = Copay.objects.filter(
        Q(coverage__in=[c.pk for c in coverages]) | Q(plan__in=plans), visit_kind="primary"
    ).values_list("coverage_id", "plan_id", "amount_cents")
    return {("c", c) if c else ("p", p or 0): amount for c, p, amount in rows}
