"""Imports: the file as it came, each of its rows, and what became of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from practicum.kernel.base import Health, Record, Retention
from practicum.kernel.patients.models import Patient


class BatchStatus(models.TextChoices):
    """Where an import stands."""

    READING = "reading", "Being read"
    PREVIEWED = "previewed", "Read, not imported"
    COMMITTED = "committed", "Imported"
    UNDONE = "undone", "Taken back"


class RowStatus(models.TextChoices):
    """What became of one row of an import."""

    NEW = "new", "New patient"
    DUPLICATE = "duplicate", "Probable duplicate"
    ERROR = "error", "Error"
    SKIPPED = "skipped", "Left out"
    WRITTEN = "written", "Imported"
    UNDONE = "undone", "Taken back"


class ImportBatch(Record):
    """One file brought in, under the SHA-256 of its bytes.

    It is read a thousand rows at a time, so that a long one shows how far it is: `read_rows` of
    `total_rows`. `mapping` says which of the file's headings gives which field.
    """

    health: ClassVar[Health] = Health.DEMOGRAPHIC
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    kind = models.CharField(max_length=20, default="patients")
    file_name = models.CharField(max_length=200)
    file_format = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    raw = models.BinaryField()
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    odd = models.JSONField(default=list)
    status = models.CharField(max_length=10, choices=BatchStatus.choices, default=BatchStatus.READING)
    read_rows = models.PositiveIntegerField(default=0)
    total_rows = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    by_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, blank=True, default="")


class ImportRow(Record):
    """One row or entry of the file: what it says, what is wrong with it, whom it became.

    `line` counts the rows, `place` is where the row stands for whoever mends the file. `values` is what the
    patient would be, `fingerprint` what was written, to tell later whether somebody touched it.
    """

    health: ClassVar[Health] = Health.DEMOGRAPHIC
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    place = models.CharField(max_length=120)
    status = models.CharField(max_length=10, choices=RowStatus.choices)
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    matches = models.JSONField(default=list)
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, null=True, blank=True, related_name="import_rows"
    )
    fingerprint = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="intake_row_once")]
        indexes = [models.Index(fields=["batch", "status"], name="intake_row_status")]
