"""Codes on paper, for the day the telephone is lost. Each works once."""

from __future__ import annotations

import secrets
from datetime import datetime

from practicum.kernel.authority.models import Account, RecoveryCode
from practicum.kernel.authority.secrets_kept import keyed_hash

HOW_MANY = 10
_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # nothing that looks like something else
_GROUPS, _LENGTH = 3, 4  # 12 characters of 30: 58 bits


def _hash(code: str) -> str:
    bare = "".join(character for character in code.lower() if character.isalnum())
    return keyed_hash(bare, purpose="recovery code")


def make_codes(account: Account, *, now: datetime) -> list[str]:
    """Fresh codes, shown this once; older ones stop working."""
    RecoveryCode.objects.filter(account=account).delete()
    codes = [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(_GROUPS))
        for _ in range(HOW_MANY)
    ]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, code_hash=_hash(code), created_at=now) for code in codes
    )
    return codes


def use_recovery_code(account: Account, code: str, *, now: datetime) -> bool:
    """True when the code was one of the account's and unused; it is used then."""
    mine = RecoveryCode.objects.filter(account=account, code_hash=_hash(code), used_at=None)
    return mine.update(used_at=now) == 1


def codes_left(account: Account) -> int:
    """How many codes still work."""
    return RecoveryCode.objects.filter(account=account, used_at=None).count()
