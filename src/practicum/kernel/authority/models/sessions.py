"""Who is signed in, where, since when; tokens of software assistants."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from practicum.kernel.base import Health, Record, Retention
from practicum.kernel.practice.models import Site, Staff


class Session(Record):
    """One sign-in at one browser. The cookie holds the token, the row only its hash."""

    health: ClassVar[Health] = Health.CREDENTIAL
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    class End(models.TextChoices):
        """Why a sign-in is over."""

        SIGNED_OUT = "signed_out", "Signed out"
        IDLE = "idle", "No activity"
        TOO_LONG = "too_long", "Signed in too long"
        ROLE_CHANGED = "role_changed", "Roles or access changed"
        PASSWORD_CHANGED = "password_changed", "Password or second factor changed"
        DEACTIVATED = "deactivated", "Account deactivated"
        ENDED_ELSEWHERE = "ended_elsewhere", "Ended from another session"
        ENDED_BY_MANAGER = "ended_by_manager", "Ended by a manager"

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="sessions")
    token_hash = models.CharField(max_length=64, unique=True)
    access_version = models.PositiveIntegerField()  # Staff.access_version at sign-in
    factor = models.CharField(max_length=20)  # totp, passkey, recovery
    site = models.ForeignKey(Site, null=True, on_delete=models.SET_NULL, related_name="+")
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()  # absolute, whatever the activity
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, choices=End, blank=True, default="")
    ended_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["staff"], condition=Q(ended_at__isnull=True), name="authority_session_open"),
        ]


class ApiToken(Record):
    """The bearer token of a software assistant; shown once, kept as a hash."""

    health: ClassVar[Health] = Health.CREDENTIAL
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    access_version = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
