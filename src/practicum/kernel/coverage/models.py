"""Who pays: payers, their plans, and each patient's coverage over time."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value

from practicum.kernel.base import Health, Record, Retention
from practicum.kernel.patients.models import Patient


def _period(start: str, end: str) -> Func:
    return Func(F(start), F(end), Value("[]"), function="daterange", output_field=DateRangeField())


class PayerKind(models.TextChoices):
    """The kind of payer, which decides filing clocks and forms."""

    COMMERCIAL = "commercial", "Commercial"
    MEDICARE = "medicare", "Medicare"
    MEDICARE_ADVANTAGE = "medicare_advantage", "Medicare Advantage"
    MEDICAID = "medicaid", "Medicaid"
    TRICARE = "tricare", "Tricare"
    WORKERS_COMP = "workers_comp", "Workers' compensation"
    OTHER = "other", "Other"


class Relation(models.TextChoices):
    """The patient's relation to the subscriber, X12 data element 1069."""

    SELF = "self", "Self"
    SPOUSE = "spouse", "Spouse"
    CHILD = "child", "Child"
    OTHER = "other", "Other"


class Payer(Record):
    """An insurance company or programme."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=PayerKind.choices, default=PayerKind.COMMERCIAL)
    phone = models.CharField(max_length=20, blank=True, default="")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="coverage_payer_name_once",
                violation_error_message="There is a payer of this name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PayerNumber(Record):
    """A payer's id at one clearinghouse for one transaction: they differ by both."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="numbers")
    clearinghouse = models.CharField(max_length=60)
    transaction = models.CharField(max_length=8, help_text="837P, 837I, 270, 276, 278, 835")
    value = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payer", "clearinghouse", "transaction"],
                name="coverage_payer_number_once",
                violation_error_message="This payer has an id there for this transaction already.",
            ),
        ]


class Plan(Record):
    """A product of a payer."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="plans")
    name = models.CharField(max_length=120)
    needs_referral = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payer", "name"],
                name="coverage_plan_name_once",
                violation_error_message="This payer has a plan of this name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Coverage(Record):
    """One patient's coverage by one plan, for a period, in an order of benefits.

    No two coverages of a patient hold the same rank on the same day: the database sees to it.
    """

    health: ClassVar[Health] = Health.FINANCIAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="coverages")
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="coverages")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="coverages")
    rank = models.PositiveSmallIntegerField(default=1)
    member_id = models.CharField(max_length=80)
    group_number = models.CharField(max_length=60, blank=True, default="")
    relation = models.CharField(max_length=8, choices=Relation.choices, default=Relation.SELF)
    subscriber = models.ForeignKey(
        Patient, on_delete=models.PROTECT, null=True, blank=True, related_name="subscribed_coverages"
    )
    subscriber_name = models.CharField(max_length=200, blank=True, default="")
    subscriber_birth_date = models.DateField(null=True, blank=True)
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date__isnull=True)
                | Q(start_date__isnull=True)
                | Q(end_date__gte=F("start_date")),
                name="coverage_period_forward",
                violation_error_message="Coverage cannot end before it starts.",
            ),
            models.CheckConstraint(
                condition=Q(rank__gte=1, rank__lte=9),
                name="coverage_rank_1_to_9",
                violation_error_message="The order of benefits runs from 1 (primary) to 9.",
            ),
            ExclusionConstraint(
                name="coverage_one_of_a_rank",
                expressions=[
                    (F("patient"), RangeOperators.EQUAL),
                    (F("rank"), RangeOperators.EQUAL),
                    (_period("start_date", "end_date"), RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="Another coverage holds this place in the order of benefits in "
                "that time. End it, or choose another place.",
            ),
        ]
        indexes = [models.Index(fields=["member_id"], name="coverage_member_id")]


class Copay(Record):
    """What the patient owes at the desk, by kind of visit: of a plan, or of one coverage."""

    health: ClassVar[Health] = Health.FINANCIAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="copays")
    coverage = models.ForeignKey(
        Coverage, on_delete=models.PROTECT, null=True, blank=True, related_name="copays"
    )
    visit_kind = models.CharField(max_length=20, default="primary")
    amount_cents = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(plan__isnull=True, coverage__isnull=False)
                | Q(plan__isnull=False, coverage__isnull=True),
                name="coverage_copay_of_one",
                violation_error_message="A co-pay belongs to a plan or to one patient's coverage.",
            ),
            models.UniqueConstraint(
                fields=["plan", "visit_kind"],
                condition=Q(plan__isnull=False),
                name="coverage_copay_plan_once",
                violation_error_message="This plan has a co-pay for this kind of visit already.",
            ),
            models.UniqueConstraint(
                fields=["coverage", "visit_kind"],
                condition=Q(coverage__isnull=False),
                name="coverage_copay_coverage_once",
                violation_error_message="This coverage has a co-pay for this kind of visit already.",
            ),
        ]
