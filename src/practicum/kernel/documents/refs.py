"""Stored files as references, and the columns that point at patients."""

from __future__ import annotations

from practicum.kernel.actions import register_ref
from practicum.kernel.documents.models import PatientPhoto, StoredFile
from practicum.kernel.patients.references import register_patient_reference

register_ref(
    "patientphoto",
    label=lambda ids: dict.fromkeys(ids, "photo"),
    patient_of=lambda i: PatientPhoto.objects.filter(pk=i).values_list("patient_id", flat=True).first(),
)
register_patient_reference(StoredFile, says="stored files")
register_patient_reference(PatientPhoto, says="photos")
