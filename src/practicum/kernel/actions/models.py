"""Requests that were carried out, so that a second click or a retry acts once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from practicum.kernel.base import Health, Record, Retention


class Request(Record):
    """What one request did, under the key its sender gave it."""

    health = Health.NONE
    retention = Retention.DAYS_90

    staff_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    action = models.CharField(max_length=120)
    digest = models.BinaryField(max_length=16)
    outcome = models.CharField(max_length=8)
    result_id = models.BigIntegerField(null=True)
    entry_id = models.BigIntegerField()
    reviewed = models.BooleanField(default=False)
    says = models.CharField(max_length=400, default="")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["staff_id", "key"], name="request_once")]
