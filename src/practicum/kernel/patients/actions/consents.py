"""What a patient agreed to be reached by."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from practicum.kernel.actions import (
    Command,
    PatientRef,
    Risk,
    RuleBroken,
    Stream,
    Undo,
    action,
    record,
    ref_type,
)
from practicum.kernel.actions.fields import RequiredText
from practicum.kernel.base import Actor
from practicum.kernel.patients.charts import open_chart
from practicum.kernel.patients.events import ConsentRevoked
from practicum.kernel.patients.models import Channel, Consent, ConsentPurpose

ConsentRef = ref_type("consent")


class RevokeConsent(Command):
    """A patient does not want to be reached this way any more. It holds at once."""

    consent: ConsentRef = Field(title="Consent")  # type: ignore[valid-type]
    source: RequiredText = Field("said at the desk", title="How they said so")


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Revoke the consent to {consent}",
    in_palette=False,
)  # fmt: skip
def revoke_consent(command: RevokeConsent, *, by: Actor, now: datetime) -> Consent:
    """Revoke; 47 CFR 64.1200(a)(10) takes any reasonable wording, so the source is kept as said."""
    consent = Consent.objects.filter(pk=command.consent, revoked_at=None).first()
    if consent is None:
        raise RuleBroken("This consent is not there, or was revoked already.")
    return revoke(consent, source=command.source, now=now)


def revoke(consent: Consent, *, source: str, now: datetime) -> Consent:
    """Revoke a consent; for the reaction that understands a reply of STOP."""
    open_chart(consent.patient_id)
    consent.revoked_at, consent.revoked_source = now, source[:120]
    consent.save(update_fields=["revoked_at", "revoked_source"])
    record(ConsentRevoked(patient_id=consent.patient_id, consent_id=consent.pk, occurred_at=now))
    return consent


class RecordConsent(Command):
    """A patient agrees to be reached by a channel for a purpose."""

    patient: PatientRef = Field(title="Patient")
    channel: Channel = Field(title="By")
    purpose: ConsentPurpose = Field(ConsentPurpose.HEALTH, title="For")
    source: RequiredText = Field("said at the desk", title="How they said so")


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE,
    says="Record that {patient} agrees to {channel} for {purpose}",
    undo=Undo(revoke_consent, lambda _c, i: RevokeConsent(consent=i, source="recorded by mistake")),
)  # fmt: skip
def record_consent(command: RecordConsent, *, by: Actor, now: datetime) -> Consent:
    """Record it from now on."""
    patient = open_chart(command.patient)
    kind = {Channel.SMS: "phone", Channel.VOICE: "phone", Channel.EMAIL: "email"}.get(command.channel)
    if kind and not patient.contacts.filter(kind=kind, end_date=None).exists():
        raise RuleBroken(
            f"Add {'a phone number' if kind == 'phone' else 'an e-mail address'} first.", field="channel"
        )
    return Consent.objects.create(
        patient=patient, channel=command.channel, purpose=command.purpose, source=command.source, since_at=now
    )
