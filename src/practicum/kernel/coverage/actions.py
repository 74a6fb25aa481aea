"""Every change of coverages; payers and plans are in directory.py."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from pydantic import Field

from practicum.kernel.actions import (
    Command,
    PatientRef,
    Risk,
    RuleBroken,
    Stream,
    Undo,
    action,
    record,
    ref_type,
)
from practicum.kernel.actions.fields import Cents, RequiredText, ShortText
from practicum.kernel.base import Actor
from practicum.kernel.coverage import bulk as bulk  # declares its action
from practicum.kernel.coverage import covering
from practicum.kernel.coverage import directory as directory  # declares its actions
from practicum.kernel.coverage.covering import Card
from practicum.kernel.coverage.events import CoverageChanged
from practicum.kernel.coverage.models import Copay, Coverage, Relation
from practicum.kernel.patients.charts import open_chart
from practicum.kernel.patients.fields import BirthDate, Day, OptionalName

PayerRef, PlanRef, CoverageRef = ref_type("payer"), ref_type("plan"), ref_type("coverage")


class RemoveCoverage(Command):
    """Take back a coverage entered by mistake, while nothing was done with it."""

    coverage: CoverageRef = Field(title="Coverage")  # type: ignore[valid-type]


@action(stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Remove {coverage}", in_palette=False)
def remove_coverage(command: RemoveCoverage, *, by: Actor, now: datetime) -> int:
    """Remove it; the database refuses when something refers to it."""
    coverage = _coverage(command.coverage)
    coverage.copays.all().delete()
    coverage.delete()
    _tell(coverage, now=now)
    return command.coverage


class AddCoverage(Command):
    """Add an insurance as the card says."""

    patient: PatientRef = Field(title="Patient")
    payer: PayerRef = Field(title="Insurance")  # type: ignore[valid-type]
    plan: PlanRef | None = Field(None, title="Plan")  # type: ignore[valid-type]
    member_id: RequiredText = Field(title="Member number", max_length=80)
    group_number: ShortText = Field("", title="Group", max_length=60)
    relation: Relation = Field(Relation.SELF, title="The patient is the subscriber's")
    subscriber_name: OptionalName = Field("", title="Subscriber")
    subscriber_birth_date: BirthDate | None = Field(None, title="Subscriber's birth date")
    start_date: Day | None = Field(None, title="From")
    end_date: Day | None = Field(None, title="Until")
    rank: int | None = Field(None, ge=1, le=9, title="Place in the order of benefits")
    copay: Cents | None = Field(None, ge=0, title="Co-pay")


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Add {payer} {member_id} to {patient}",
    undo=Undo(remove_coverage, lambda _command, coverage_id: RemoveCoverage(coverage=coverage_id)),
)  # fmt: skip
def add_coverage(command: AddCoverage, *, by: Actor, now: datetime) -> Coverage:
    """Add it behind those in force, or at the place given."""
    patient = open_chart(command.patient)
    values = command.model_dump(exclude={"patient", "copay", "relation"})
    card = Card(**values, relation=command.relation.value, copay_cents=command.copay)
    coverage = covering.add(patient.pk, card)
    _tell(coverage, now=now)
    return coverage


class ChangeCoverage(Command):
    """Correct a coverage."""

    coverage: CoverageRef = Field(title="Coverage")  # type: ignore[valid-type]
    member_id: RequiredText | None = Field(None, title="Member number", max_length=80)
    group_number: ShortText | None = Field(None, title="Group", max_length=60)
    plan: PlanRef | None = Field(None, title="Plan")  # type: ignore[valid-type]
    relation: Relation | None = Field(None, title="The patient is the subscriber's")
    subscriber_name: OptionalName | None = Field(None, title="Subscriber")
    subscriber_birth_date: BirthDate | None = Field(None, title="Subscriber's birth date")
    start_date: Day | None = Field(None, title="From")
    end_date: Day | None = Field(None, title="Until")
    copay: Cents | None = Field(None, ge=0, title="Co-pay")


@action(stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Change {coverage}", in_palette=False)
def change_coverage(command: ChangeCoverage, *, by: Actor, now: datetime) -> Coverage:
    """Correct what was given; what is left out stays."""
    coverage = _coverage(command.coverage)
    values = command.model_dump(exclude={"coverage", "copay", "plan"}, exclude_none=True)
    if command.member_id is not None:
        values["member_id"] = covering.checked_number(command.member_id, coverage.payer)
    for name, value in values.items():
        setattr(coverage, name, getattr(value, "value", value))
    if command.plan is not None:
        if not coverage.payer.plans.filter(pk=command.plan).exists():
            raise RuleBroken(
                f"This is not a plan of {coverage.payer.name}. Choose one of theirs.", field="plan"
            )
        coverage.plan_id = command.plan
    coverage.save()
    if command.copay is not None:
        Copay.objects.update_or_create(
            coverage=coverage, visit_kind="primary", defaults={"amount_cents": command.copay}
        )
    _tell(coverage, now=now)
    return coverage


class EndCoverage(Command):
    """Note that a coverage ends."""

    coverage: CoverageRef = Field(title="Coverage")  # type: ignore[valid-type]
    end_date: Day | None = Field(None, title="Last day", description="Yesterday when empty.")


class ReopenCoverage(Command):
    """Note that a coverage did not end after all."""

    coverage: CoverageRef = Field(title="Coverage")  # type: ignore[valid-type]


@action(stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Continue {coverage}", in_palette=False)
def reopen_coverage(command: ReopenCoverage, *, by: Actor, now: datetime) -> Coverage:
    """Take the end away; the database refuses when another has its place by now."""
    coverage = _coverage(command.coverage)
    coverage.end_date = None
    coverage.save(update_fields=["end_date"])
    _tell(coverage, now=now)
    return coverage


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, says="End {coverage}", in_palette=False,
    undo=Undo(reopen_coverage, lambda _command, coverage_id: ReopenCoverage(coverage=coverage_id)),
)  # fmt: skip
def end_coverage(command: EndCoverage, *, by: Actor, now: datetime) -> Coverage:
    """Give it its last day."""
    coverage = _coverage(command.coverage)
    coverage.end_date = command.end_date or now.date() - timedelta(days=1)
    coverage.save(update_fields=["end_date"])
    _tell(coverage, now=now)
    return coverage


class SetOrderOfBenefits(Command):
    """Say in which order a patient's coverages pay."""

    patient: PatientRef = Field(title="Patient")
    order: list[CoverageRef] = Field(min_length=1, max_length=9, title="First to last")  # type: ignore[valid-type]


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Set the order of benefits of {patient}: {order}",
    in_palette=False,
)  # fmt: skip
def set_order_of_benefits(command: SetOrderOfBenefits, *, by: Actor, now: datetime) -> Coverage:
    """Number them anew in one go."""
    patient = open_chart(command.patient)
    coverages = {coverage.pk: coverage for coverage in patient.coverages.all()}
    if len(set(command.order)) != len(command.order) or not set(command.order) <= set(coverages):
        raise RuleBroken("Name each of the patient's own coverages once.", field="order")
    with connection.cursor() as cursor:
        cursor.execute("set constraints coverage_one_of_a_rank deferred")
    for rank, coverage_id in enumerate(command.order, start=1):
        coverages[coverage_id].rank = rank
        coverages[coverage_id].save(update_fields=["rank"])
    with connection.cursor() as cursor:
        cursor.execute("set constraints coverage_one_of_a_rank immediate")
    first = coverages[command.order[0]]
    _tell(first, now=now)
    return first


class ConfirmCoverage(Command):
    """The card has been seen, and what is on record is right."""

    coverage: CoverageRef = Field(title="Coverage")  # type: ignore[valid-type]


@action(stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Confirm {coverage}", in_palette=False)
def confirm_coverage(command: ConfirmCoverage, *, by: Actor, now: datetime) -> Coverage:
    """Note when it was last confirmed and by whom."""
    return confirm(command.coverage, by=by, now=now)


def confirm(coverage_id: int, *, by: Actor, now: datetime) -> Coverage:
    """Note the confirmation; for actions that do so on the way, such as a check-in."""
    coverage = _coverage(coverage_id)
    coverage.confirmed_at, coverage.confirmed_by_id = now, by.staff_id
    coverage.save(update_fields=["confirmed_at", "confirmed_by_id"])
    return coverage


def _coverage(coverage_id: int) -> Coverage:
    coverage = Coverage.objects.select_related("payer").filter(pk=coverage_id).first()
    if coverage is None:
        raise RuleBroken("This coverage is not on record. Look at the chart again.")
    open_chart(coverage.patient_id)
    return coverage


def _tell(coverage: Coverage, *, now: datetime) -> None:
    record(CoverageChanged(patient_id=coverage.patient_id, coverage_id=coverage.pk or 0, occurred_at=now))
