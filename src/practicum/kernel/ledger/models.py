"""What was done and who looked, one row each, never changed afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from practicum.kernel.base import Health, Record, Retention


class LedgerEntry(Record):
    """One action, look or other notable fact, as of the moment it happened.

    Staff and patients are plain numbers and not foreign keys: an entry outlives what it names.
    The database refuses to change or delete a row; the sealer chains rows by hash.
    """

    health = Health.CLINICAL
    retention = Retention.FOREVER
    append_only = True

    class Kind(models.TextChoices):
        """What sort of fact the row records."""

        ACTION = "action"
        LOOK = "look"
        SIGN_IN = "sign_in"
        NOTE = "note"

    class Outcome(models.TextChoices):
        """What became of it."""

        DONE = "done"
        REVIEWED = "reviewed"
        HELD = "held"
        REFUSED = "refused"
        COUNTERSIGNED = "countersigned"
        VOIDED = "voided"
        LOOKED = "looked"

    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=120, help_text="The action, the page or the fact.")
    outcome = models.CharField(max_length=16, choices=Outcome)
    staff_id = models.BigIntegerField(help_text="0 is Practicum itself.")
    staff_name = models.CharField(max_length=200)
    second_staff_id = models.BigIntegerField(null=True, help_text="Whoever countersigned.")
    second_staff_name = models.CharField(max_length=200, default="")
    session_id = models.BigIntegerField(null=True)
    stream = models.CharField(max_length=20, default="")
    risk = models.CharField(max_length=16, default="")
    level = models.SmallIntegerField(null=True)
    patient_id = models.BigIntegerField(null=True)
    also_patient_ids: ClassVar[ArrayField[list[int] | None, list[int] | None]] = ArrayField(
        models.BigIntegerField(),
        null=True,
        help_text="Further patients shown on the same list.",
    )
    subject_kind = models.CharField(max_length=60, default="")
    subject_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["patient_id", "-id"],
                name="ledger_by_patient",
                condition=models.Q(patient_id__isnull=False),
            ),
            models.Index(fields=["staff_id", "-id"], name="ledger_by_staff"),
            models.Index(
                fields=["second_staff_id", "-id"],
                name="ledger_by_second",
                condition=models.Q(second_staff_id__isnull=False),
            ),
            models.Index(fields=["-at"], name="ledger_by_time"),
            GinIndex(
                fields=["also_patient_ids"],
                name="ledger_also",
                condition=models.Q(also_patient_ids__isnull=False),
            ),
        ]


class LedgerSeal(Record):
    """One link of the chain over one entry. Only the database's own sealing function writes it."""

    health = Health.NONE
    retention = Retention.FOREVER
    owner_only = True

    seq = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    sealed_at = models.DateTimeField()
    form = models.SmallIntegerField(help_text="What the hash covers, and how.")
    hash = models.BinaryField()

    class Meta:
        managed = False  # made with its guards, in 0002
        db_table = "ledger_seal"


class LedgerPending(Record):
    """An entry that waits to be sealed; noted by a trigger, taken by the sealing function."""

    health = Health.NONE
    retention = Retention.WHILE_USED
    owner_only = True

    entry_id = models.BigIntegerField(primary_key=True)

    class Meta:
        managed = False  # made with its guards, in 0002; a plain heap without an index
        db_table = "ledger_pending"
