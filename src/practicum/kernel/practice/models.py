"""The practice itself: its sites and their hours, places, the people who work there."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower

from practicum.kernel.base import Health, Record, Retention


class MinuteRange(Func):
    """A pair of times of day as a range of minutes, for constraints on overlaps."""

    template = (
        "int4range((extract(hour from %(opens)s) * 60 + extract(minute from %(opens)s))::int, "
        "(extract(hour from %(closes)s) * 60 + extract(minute from %(closes)s))::int)"
    )

    def __init__(self, opens: str = "opens", closes: str = "closes") -> None:
        super().__init__(opens=opens, closes=closes)


class TimeSpan(Func):
    """A pair of instants as a range, its end open."""

    function = "tstzrange"


class Address(Record):
    """Where post arrives and where calls reach."""

    address_line = models.CharField(max_length=120, blank=True, default="")
    address_line2 = models.CharField(max_length=120, blank=True, default="")
    city = models.CharField(max_length=80, blank=True, default="")
    state = models.CharField(max_length=2, blank=True, default="")
    postal_code = models.CharField(max_length=10, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    fax = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        abstract = True


class Practice(Address):
    """The practice: exactly one row in each database schema."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.FOREVER

    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64, default="America/New_York")
    is_demo = models.BooleanField(default=False)
    npi = models.CharField(max_length=10, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    website = models.URLField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(only=True), name="practice_is_one_row"),
        ]

    def __str__(self) -> str:
        return self.name


class Site(Address):
    """One address where patients are seen, with its own clock."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.FOREVER

    name = models.CharField(max_length=80)
    zone = models.CharField(max_length=64)
    active = models.BooleanField(default=True)
    place_of_service = models.CharField(max_length=2, default="11")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="practice_site_name_once",
                violation_error_message="There is a site of that name already. Give this one another name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SiteHours(Record):
    """One span of a weekday in which a site is open; a lunch break makes two."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.WHILE_USED

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["site_id", "weekday", "opens"]
        verbose_name_plural = "site hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="practice_hours_forward",
                violation_error_message="Closing has to come after opening.",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="practice_hours_weekday"),
            ExclusionConstraint(
                name="practice_hours_apart",
                expressions=[
                    (F("site"), RangeOperators.EQUAL),
                    (F("weekday"), RangeOperators.EQUAL),
                    (MinuteRange(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Two spans of one day overlap. Make them one, or part them.",
            ),
        ]


class Holiday(Record):
    """A day on which the practice, or one site, is closed or keeps special hours."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.CASCADE, related_name="holidays")
    date = models.DateField()
    name = models.CharField(max_length=80)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "date"],
                nulls_distinct=False,
                name="practice_holiday_once",
                violation_error_message="That day is a holiday here already. Remove it first to change it.",
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(closes__gt=F("opens")),
                name="practice_holiday_hours",
                violation_error_message="Give both an opening and a later closing time, or neither.",
            ),
        ]


class PlaceKind(models.TextChoices):
    """What a place is good for."""

    ROOM = "room", "Room"
    EQUIPMENT = "equipment", "Equipment"
    DESK = "desk", "Desk"


class Place(Record):
    """A room, a piece of equipment or a desk that only one visit can use at a time."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.FOREVER

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="places")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=PlaceKind, default=PlaceKind.ROOM)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["site_id", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                F("site"),
                Lower("name"),
                name="practice_place_name_once",
                violation_error_message="That site has a place of this name. Give this one another name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StaffKind(models.TextChoices):
    """Who stands behind a staff row."""

    HUMAN = "human", "Person"
    ASSISTANT = "assistant", "Software assistant"
    SYSTEM = "system", "Practicum itself"


class Role(models.TextChoices):
    """What somebody is at the practice; work items are addressed to roles."""

    FRONT_DESK = "front_desk", "Front desk"
    SCHEDULER = "scheduler", "Scheduler"
    BILLER = "biller", "Biller"
    NURSE = "nurse", "Nurse"
    PHYSICIAN = "physician", "Physician"
    MANAGER = "manager", "Manager"
    PRIVACY_OFFICER = "privacy_officer", "Privacy officer"
    RECORDS_CLERK = "records_clerk", "Records clerk"


class Staff(Record):
    """A person or a software assistant who works here. Row 0 is Practicum itself.

    `access_version` rises whenever what the person may do changes; a sign-in made under an
    older one is over at that moment.
    """

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    kind = models.CharField(max_length=10, choices=StaffKind, default=StaffKind.HUMAN)
    prefix = models.CharField(max_length=20, blank=True, default="")
    given_name = models.CharField(max_length=80, blank=True, default="")
    family_name = models.CharField(max_length=80)
    suffix = models.CharField(max_length=20, blank=True, default="")
    name = models.CharField(max_length=200)  # as shown everywhere: Dr. Ana Ruiz, MD
    job_title = models.CharField(max_length=80, blank=True, default="")
    roles = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    active = models.BooleanField(default=True)
    home_site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    started_date = models.DateField(null=True, blank=True)
    ended_date = models.DateField(null=True, blank=True)
    access_version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "staff"
        ordering = ["family_name", "given_name", "id"]
        indexes = [
            models.Index(fields=["family_name", "given_name"], name="practice_staff_by_name"),
            GinIndex(OpClass(Lower("name"), name="gin_trgm_ops"), name="practice_staff_search"),
            GinIndex(fields=["roles"], name="practice_staff_roles"),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email="") & Q(active=True),
                name="practice_staff_email_once",
                violation_error_message="Somebody else here has this e-mail address. Each person has their own.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=StaffKind.SYSTEM) | Q(id=0), name="practice_one_system_staff"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Provider(Record):
    """Somebody whose visits are booked and billed: a staff member with a national number."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    staff = models.OneToOneField(Staff, on_delete=models.PROTECT, related_name="provider")
    npi = models.CharField(max_length=10, null=True, blank=True)
    specialty = models.CharField(max_length=80, blank=True, default="")
    taxonomy = models.CharField(max_length=10, blank=True, default="")
    color = models.CharField(max_length=7, default="#4b6ea8")
    sites = models.ManyToManyField(Site, through="ProviderSite", related_name="providers")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["npi"],
                name="practice_provider_npi_once",
                violation_error_message="Another provider has this NPI. Check the number on the NPI registry.",
            ),
            models.CheckConstraint(
                condition=Q(npi__isnull=True) | Q(npi__regex=r"^[12][0-9]{9}$"),
                name="practice_provider_npi_form",
                violation_error_message="An NPI has ten digits and starts with 1 or 2.",
            ),
        ]

    def __str__(self) -> str:
        return self.staff.name


class ProviderSite(Record):
    """A site at which a provider sees patients."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "site"], name="practice_provider_site_once"),
        ]


class AbsenceKind(models.TextChoices):
    """Why somebody is away."""

    LEAVE = "leave", "Leave"
    SICK = "sick", "Sick"
    TRAINING = "training", "Training"
    OTHER = "other", "Other"


class Absence(Record):
    """A span of time in which somebody is away; whoever covers is in Cover."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=10, choices=AbsenceKind, default=AbsenceKind.LEAVE)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True, default="")
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="practice_absence_forward",
                violation_error_message="An absence has to end after it starts.",
            ),
            ExclusionConstraint(
                name="practice_absence_apart",
                expressions=[
                    (F("staff"), RangeOperators.EQUAL),
                    (TimeSpan("starts_at", "ends_at", Value("[)")), RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled_at__isnull=True),
                violation_error_message="That person is recorded as away in this time already.",
            ),
        ]


class Cover(Record):
    """Who takes another's work for a span of time; no streams named means all of them."""

    health: ClassVar[Health] = Health.NONE
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    absent = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="covered_by")
    covering = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="covers")
    absence = models.ForeignKey(
        Absence, null=True, blank=True, on_delete=models.CASCADE, related_name="cover"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    streams = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["absent", "starts_at", "ends_at"], name="practice_cover_when")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="practice_cover_forward",
                violation_error_message="Cover has to end after it starts.",
            ),
            models.CheckConstraint(
                condition=~Q(absent=F("covering")),
                name="practice_cover_other",
                violation_error_message="Nobody covers for themselves. Choose a colleague.",
            ),
        ]
