"""Who has a reason to open a patient's chart, as visits tell it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from practicum.kernel.practice.models import Role, Staff
from practicum.kernel.zone import practice_zone
from practicum.rooms.scheduling.lifecycle import Status
from practicum.rooms.scheduling.models import Appointment

# They receive whoever comes today, whoever it is that they come to.
_RECEIVE = frozenset({Role.FRONT_DESK.value, Role.NURSE.value})


def has_visits_with(*, staff_id: int, patient_ids: Sequence[int], now: datetime) -> set[int]:
    """Patients who have or had a visit with this provider."""
    rows = _visits(patient_ids).filter(provider__staff_id=staff_id)
    return set(rows.values_list("patient_id", flat=True).distinct())


def comes_today(*, staff_id: int, patient_ids: Sequence[int], now: datetime) -> set[int]:
    """Patients who come today, for those who receive them."""
    roles = Staff.objects.filter(pk=staff_id, active=True).values_list("roles", flat=True).first()
    if _RECEIVE.isdisjoint(roles or ()):
        return set()
    midnight = now.astimezone(practice_zone()).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = _visits(patient_ids).filter(starts_at__gte=midnight, starts_at__lt=midnight + timedelta(days=1))
    return set(rows.values_list("patient_id", flat=True).distinct())


def _visits(patient_ids: Sequence[int]) -> QuerySet[Appointment]:
    return Appointment.objects.filter(patient_id__in=list(patient_ids)).exclude(status=Status.CANCELLED)
