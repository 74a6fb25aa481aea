"""Imports as references, and the column that points at patients."""

from __future__ import annotations

from practicum.kernel.actions import register_ref
from practicum.kernel.patients.references import register_patient_reference
from practicum.rooms.intake.models import ImportBatch, ImportRow

register_ref(
    "importbatch",
    label=lambda ids: dict(ImportBatch.objects.filter(pk__in=ids).values_list("id", "file_name")),
)
register_patient_reference(ImportRow, says="rows of imports")
