"""Passkeys (WebAuthn): registering one, and answering a challenge with one."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from practicum.kernel.authority.models import Account, Passkey

_MOST = 20_000  # characters of an answer; the largest real ones are a tenth of it


@dataclass(frozen=True, slots=True)
class Party:
    """Who asks for the passkey: the host name and origin the browser sees."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that has proven itself and is not stored yet."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]


def new_challenge() -> bytes:
    """What the authenticator has to sign."""
    return secrets.token_bytes(32)


def registration_options(
    *, party: Party, handle: bytes, username: str, shown: str, challenge: bytes, known: list[bytes]
) -> str:
    """The JSON for navigator.credentials.create(): a key that asks for finger, face or PIN."""
    options = generate_registration_options(
        rp_id=party.host,
        rp_name="Practicum",
        user_id=handle,
        user_name=username,
        user_display_name=shown,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options_to_json(options)


def read_registration(answer: str, *, party: Party, challenge: bytes) -> NewKey | None:
    """The key behind the browser's answer, or None when the answer proves nothing."""
    if not answer or len(answer) > _MOST:
        return None
    try:
        proven = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
        transports = json.loads(answer).get("response", {}).get("transports") or []
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError):
        return None
    named = [str(one)[:20] for one in transports if isinstance(one, str)][:8]
    return NewKey(proven.credential_id, proven.credential_public_key, proven.sign_count, named)


def keep(account: Account, key: NewKey, *, name: str, now: datetime) -> Passkey:
    """Store a proven key."""
    return Passkey.objects.create(
        account=account, name=name[:60] or "Passkey", credential_id=key.credential_id, public_key=key.public_key,
        sign_count=key.sign_count, transports=key.transports, created_at=now,
    )  # fmt: skip


def authentication_options(*, party: Party, challenge: bytes, account: Account | None = None) -> str:
    """The JSON for navigator.credentials.get(); without an account any passkey of this house will do."""
    keys = Passkey.objects.filter(account=account) if account else Passkey.objects.none()
    allowed = [PublicKeyCredentialDescriptor(id=bytes(key.credential_id)) for key in keys]
    return options_to_json(
        generate_authentication_options(
            rp_id=party.host,
            challenge=challenge,
            allow_credentials=allowed or None,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def credential_in(answer: str) -> bytes | None:
    """Which credential an answer says it comes from; unproven."""
    try:
        found = json.loads(answer) if len(answer) <= _MOST else None
        return base64url_to_bytes(str(found["rawId"])) if isinstance(found, dict) else None
    except (ValueError, KeyError):
        return None


def use_passkey(
    answer: str, *, party: Party, challenge: bytes, now: datetime, account: Account | None = None
) -> Passkey | None:
    """The passkey that answered the challenge, or None. A key whose counter went back was copied."""
    wanted = credential_in(answer)
    if wanted is None or not challenge:
        return None
    keys = Passkey.objects.select_related("account__staff").filter(credential_id=wanted)
    key = (keys.filter(account=account) if account else keys).first()
    if key is None:
        return None
    try:
        proven = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError):
        return None
    same = Passkey.objects.filter(id=key.id, sign_count=key.sign_count)
    if same.update(sign_count=proven.new_sign_count, last_used_at=now) != 1:
        return None
    return key
