"""How somebody proves who they are: password, second factors, invitations, lockout."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from practicum.kernel.base import Health, Record, Retention
from practicum.kernel.practice.models import Staff


class Account(Record):
    """The sign-in of one named person. It works once it has a password and a second factor."""

    health: ClassVar[Health] = Health.CREDENTIAL
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    staff = models.OneToOneField(Staff, on_delete=models.PROTECT, related_name="account")
    username = models.CharField(max_length=64)
    password_hash = models.CharField(max_length=200, blank=True, default="")
    password_set_at = models.DateTimeField(null=True, blank=True)
    totp_sealed = models.CharField(max_length=200, blank=True, default="")  # encrypted, never the bare secret
    totp_confirmed_at = models.DateTimeField(null=True, blank=True)
    totp_last_step = models.BigIntegerField(default=0)  # a code's time step is accepted once
    handle = models.BinaryField(max_length=64, unique=True)  # what passkeys call this account
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="authority_username_once",
                violation_error_message="That sign-in name is taken. Choose another.",
            ),
        ]

    def __str__(self) -> str:
        return self.username


class Passkey(Record):
    """A public key held by somebody's device, telephone or security key."""

    health: ClassVar[Health] = Health.CREDENTIAL
    retention: ClassVar[Retention] = Retention.WHILE_USED

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(max_length=1024, unique=True)
    public_key = models.BinaryField(max_length=4096)
    sign_count = models.BigIntegerField(default=0)
    transports = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]


class RecoveryCode(Record):
    """A one-time code for the day the telephone is lost; only its hash is kept."""

    health: ClassVar[Health] = Health.CREDENTIAL
    retention: ClassVar[Retention] = Retention.WHILE_USED

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "code_hash"], name="authority_recovery_once"),
        ]


class Invitation(Record):
    """A one-time link with which a named person sets up, or sets up anew, their own sign-in."""

    health: ClassVar[Health] = Health.CREDENTIAL
    retention: ClassVar[Retention] = Retention.SIX_YEARS

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(used_at__isnull=True, cancelled_at__isnull=True),
                name="authority_one_open_invitation",
            ),
        ]


class Challenge(Record):
    """A step of a sign-in or of a passkey ceremony that waits for the browser's answer; used once."""

    health: ClassVar[Health] = Health.CREDENTIAL
    retention: ClassVar[Retention] = Retention.DAYS_90

    class Purpose(models.TextChoices):
        """What the answer will be good for."""

        SECOND_FACTOR = "second_factor", "Second factor of a sign-in"
        PASSKEY_SIGN_IN = "passkey_sign_in", "Sign-in with a passkey alone"
        PASSKEY_REGISTER = "passkey_register", "Registering a passkey"
        PASSKEY_ONCE = "passkey_once", "Signing in for one act"

    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=20, choices=Purpose)
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    challenge = models.BinaryField(max_length=64, default=b"")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="authority_challenge_expiry")]


class Throttle(Record):
    """Wrong answers counted by sign-in name and by address, whether or not the name exists."""

    health: ClassVar[Health] = Health.CREDENTIAL
    retention: ClassVar[Retention] = Retention.DAYS_90

    key = models.CharField(max_length=80, unique=True)  # "name:" or "address:" and a keyed hash
    failures = models.PositiveIntegerField(default=0)
    window_started_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)
    locks = models.PositiveIntegerField(default=0)  # each further lock lasts longer
