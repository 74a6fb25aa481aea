"""The search table: one narrow row for each part of each patient's names."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from practicum.kernel.base import Health, Record, Retention


class PatientKey(Record):
    """One part of a patient's names, folded, with the other parts beside it.

    Derived from PatientName by kernel.patients.search_keys, never the source of anything. The
    birth date is repeated so that a part and a date are answered by one index, and the other
    parts so that a second word is checked without leaving the index.
    """

    health: ClassVar[Health] = Health.DEMOGRAPHIC
    retention: ClassVar[Retention] = Retention.WHILE_USED

    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.CASCADE, db_constraint=False, db_index=True, related_name="+"
    )
    part = models.CharField(max_length=60, db_collation="C")
    rest = models.CharField(max_length=400, db_collation="C")
    sound = models.CharField(max_length=8, db_collation="C")
    other_sounds = models.CharField(max_length=120, db_collation="C")
    birth_date = models.DateField()

    class Meta:
        indexes = [
            models.Index(
                fields=["part", "birth_date"], include=["rest", "patient"], name="patients_key_part"
            ),
            models.Index(fields=["birth_date", "part"], name="patients_key_birth"),
            models.Index(
                fields=["sound", "birth_date"],
                include=["other_sounds", "patient"],
                name="patients_key_sound",
            ),
        ]
