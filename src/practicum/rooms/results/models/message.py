"""What arrived: one row for each patient of a message, and every decision on whose it is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from practicum.kernel.base import Health, Record, Retention


class LabMessage(Record):
    """One patient's part of one message, with the patient as the sender wrote them.

    The raw message stays in the inbox under `inbound`. `odd` holds sentences about what was
    strange in it; a message that only repeats what is known has no reports and says so there.
    """

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    inbound = models.ForeignKey("events.Inbound", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)
    sender = models.CharField(max_length=120)
    control_id = models.CharField(max_length=199, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    family_sent = models.CharField(max_length=200, blank=True, default="")
    given_sent = models.CharField(max_length=200, blank=True, default="")
    birth_date_sent = models.DateField(null=True, blank=True)
    sex_sent = models.CharField(max_length=10, blank=True, default="")
    phone_sent = models.CharField(max_length=40, blank=True, default="")
    identifiers_sent = models.JSONField(default=list, blank=True)
    patient = models.ForeignKey(
        "patients.Patient", null=True, blank=True, on_delete=models.PROTECT, related_name="lab_messages"
    )
    waits_because = models.CharField(max_length=300, blank=True, default="")
    odd = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = "laboratory message"
        constraints = [
            models.UniqueConstraint(
                fields=["inbound", "position"],
                name="results_message_filed_once",
                violation_error_message="This message has been filed already.",
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], name="results_unmatched", condition=Q(patient__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.control_id}"

    @property
    def name_sent(self) -> str:
        """The name as the laboratory wrote it, family first."""
        return ", ".join(part for part in (self.family_sent, self.given_sent) if part) or "no name sent"


class MatchDecision(Record):
    """That a message belongs to a patient: who or what decided, on which grounds, and whether undone."""

    health: ClassVar[Health] = Health.CLINICAL
    retention: ClassVar[Retention] = Retention.TEN_YEARS

    class How(models.TextChoices):
        """What the decision rests on."""

        SCORE = "score", "Matched by score"
        EARLIER = "earlier", "As an earlier version was matched"
        PERSON = "person", "Decided by a person"

    message = models.ForeignKey(LabMessage, on_delete=models.PROTECT, related_name="decisions")
    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=How.choices)
    score = models.SmallIntegerField(null=True, blank=True)
    reasons = models.TextField(blank=True, default="")
    decided_by = models.ForeignKey(
        "practice.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        "practice.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message"],
                condition=Q(undone_at__isnull=True),
                name="results_one_match_stands",
                violation_error_message="This result has just been matched by somebody else. Look again.",
            ),
        ]
