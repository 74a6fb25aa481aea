"""What the desk notes of a visit: the check-in, and who is in which room. The status itself is the visit's."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from practicum.kernel.base import Health, Record, Retention
from practicum.kernel.practice.models import Place, Staff
from practicum.rooms.scheduling.public import Appointment


class CheckIn(Record):
    """How a patient was checked in: by which identifiers, and what was confirmed."""

    health: ClassVar[Health] = Health.DEMOGRAPHIC
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    identifiers = ArrayField(models.CharField(max_length=12))
    details_right = models.BooleanField()
    coverage_right = models.BooleanField()
    note = models.CharField(max_length=200, blank=True, default="")
    copay_due_cents = models.PositiveIntegerField(null=True, blank=True)
    no_copay_reason = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(undone_at__isnull=True),
                name="frontdesk_checked_in_once",
                violation_error_message="This patient is checked in already.",
            ),
            models.CheckConstraint(
                condition=Q(identifiers__len__gte=2),
                name="frontdesk_two_identifiers",
                violation_error_message="Check two identifiers.",
            ),
        ]


class RoomStay(Record):
    """A patient in a room, from when to when; nobody shares one."""

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(until_at__isnull=True),
                name="frontdesk_room_for_one",
                violation_error_message="There is somebody in that room. Choose another, or bring them out first.",
            ),
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(until_at__isnull=True),
                name="frontdesk_in_one_room",
                violation_error_message="This patient is in a room already.",
            ),
        ]
