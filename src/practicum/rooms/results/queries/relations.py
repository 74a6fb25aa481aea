"""Who has a reason to open a patient's chart, as results tell it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from practicum.rooms.results.models import Delivery


def has_results_of(*, staff_id: int, patient_ids: Sequence[int], now: datetime) -> set[int]:
    """Patients with a result in this person's inbox, now or before."""
    rows = Delivery.objects.filter(to_id=staff_id, report__patient_id__in=list(patient_ids))
    return set(rows.values_list("report__patient_id", flat=True).distinct())
