"""How a patient is reached, and by which ways they agreed to be."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from practicum.kernel.base import Health, Record, Retention
from practicum.kernel.patients.models.person import Patient


class ContactKind(models.TextChoices):
    """What a contact is."""

    PHONE = "phone", "Phone"
    EMAIL = "email", "E-mail"


class ContactUse(models.TextChoices):
    """Where a contact or address leads, FHIR R4 ContactPointUse."""

    MOBILE = "mobile", "Mobile"
    HOME = "home", "Home"
    WORK = "work", "Work"
    OTHER = "other", "Other"


class Channel(models.TextChoices):
    """The ways the practice writes or speaks to a patient."""

    SMS = "sms", "Text message"
    EMAIL = "email", "E-mail"
    VOICE = "voice", "Phone call"
    LETTER = "letter", "Letter"


class ConsentPurpose(models.TextChoices):
    """What a channel may be used for: 47 CFR 64.1200(a)(9)(iv) keeps health and billing apart."""

    HEALTH = "health", "Appointments and care"
    BILLING = "billing", "Bills and payments"
    OTHER = "other", "Surveys and news"


class PatientContact(Record):
    """A phone number (E.164) or e-mail address, lowest rank first."""

    health: ClassVar[Health] = Health.DEMOGRAPHIC
    retention: ClassVar[Retention] = Retention.FOREVER

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=5, choices=ContactKind.choices)
    value = models.CharField(max_length=254)
    use = models.CharField(max_length=6, choices=ContactUse.choices, default=ContactUse.MOBILE)
    rank = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(max_length=120, blank=True, default="")
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["value"], name="patients_contact_value")]


class PatientAddress(Record):
    """A postal address, current while it has no end."""

    health: ClassVar[Health] = Health.DEMOGRAPHIC
    retention: ClassVar[Retention] = Retention.FOREVER

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="addresses")
    use = models.CharField(max_length=6, choices=ContactUse.choices, default=ContactUse.HOME)
    line1 = models.CharField(max_length=120)
    line2 = models.CharField(max_length=120, blank=True, default="")
    city = models.CharField(max_length=80)
    state = models.CharField(max_length=30, blank=True, default="")
    postal_code = models.CharField(max_length=12, blank=True, default="")
    country = models.CharField(max_length=2, default="US")
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)

    @property
    def one_line(self) -> str:
        """The address on one line."""
        region = " ".join(part for part in (self.state, self.postal_code) if part)
        return ", ".join(part for part in (self.line1, self.line2, self.city, region) if part)


class Consent(Record):
    """A patient's agreement to be reached by one channel for one purpose, until revoked."""

    health: ClassVar[Health] = Health.DEMOGRAPHIC
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    purpose = models.CharField(max_length=8, choices=ConsentPurpose.choices, default=ConsentPurpose.HEALTH)
    source = models.CharField(max_length=120)
    since_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_source = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "channel", "purpose"],
                condition=models.Q(revoked_at__isnull=True),
                name="patients_one_consent_a_channel",
                violation_error_message="This consent is already on record.",
            ),
        ]
