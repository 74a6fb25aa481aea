"""Files the practice keeps: content once by its hash, and what it belongs to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from practicum.kernel.base import Health, Record, Retention
from practicum.kernel.patients.models import Patient


class FileContent(Record):
    """The bytes themselves, kept once under their SHA-256 and apart from what lists read."""

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()


class StoredFile(Record):
    """A file with a name and a kind; its bytes are FileContent."""

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    content = models.ForeignKey(FileContent, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, null=True, blank=True, related_name="stored_files"
    )
    stored_at = models.DateTimeField()
    by_id = models.BigIntegerField()


class PatientPhoto(Record):
    """A picture of the patient for the chart's header; the newest that was not removed is shown."""

    health: ClassVar[Health] = Health.DEMOGRAPHIC
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
