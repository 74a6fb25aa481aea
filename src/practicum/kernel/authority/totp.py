"""Codes that change every 30 seconds (RFC 6238). A step is good once."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
import segno

from practicum.kernel.authority.models import Account
from practicum.kernel.authority.secrets_kept import seal, unseal

STEP_SECONDS = 30
_SLACK = (0, -1, 1)  # telephones' clocks are a little off
_PURPOSE = "totp"


def new_secret() -> str:
    """A fresh secret in base 32."""
    return pyotp.random_base32()


def setup_address(secret: str, *, username: str, issuer: str) -> str:
    """The otpauth address an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def picture(address: str) -> str:
    """The address as a QR code, for the src of an image."""
    return segno.make(address, error="m").svg_data_uri(scale=4, border=2, dark="#1b1f24", light="#ffffff")


def step_of(secret: str, code: str, *, now: datetime, after: int = 0) -> int | None:
    """The time step a code belongs to, or None. Steps up to `after` have been used already."""
    digits = "".join(character for character in code if character in "0123456789")
    current = int(now.timestamp()) // STEP_SECONDS
    found = None
    for slack in _SLACK:
        expected = pyotp.TOTP(secret).generate_otp(current + slack)
        if hmac.compare_digest(expected, digits) and current + slack > after and found is None:
            found = current + slack
    return found


def seal_secret(secret: str) -> str:
    """The secret as it is stored."""
    return seal(secret, purpose=_PURPOSE)


def use_code(account: Account, code: str, *, now: datetime) -> bool:
    """True when the code is right and has not been used; it is used then, once among all who race."""
    secret = unseal(account.totp_sealed, purpose=_PURPOSE) if account.totp_confirmed_at else None
    if not isinstance(secret, str):
        return False
    step = step_of(secret, code, now=now, after=account.totp_last_step)
    if step is None:
        return False
    mine = Account.objects.filter(id=account.id, totp_last_step__lt=step)
    return mine.update(totp_last_step=step) == 1


def code_now(account: Account, *, now: datetime) -> str:
    """The next code that would be accepted; only the demo shows it."""
    secret = unseal(account.totp_sealed, purpose=_PURPOSE)
    if not isinstance(secret, str):
        return ""
    current = int(now.timestamp()) // STEP_SECONDS
    step = max(current, min(account.totp_last_step + 1, current + 1))
    return pyotp.TOTP(secret).generate_otp(step)
