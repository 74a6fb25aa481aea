"""Accounts and sign-ins, levels and the standard, break-glass."""

from practicum.kernel.authority.models.accounts import (
    Account,
    Challenge,
    Invitation,
    Passkey,
    RecoveryCode,
    Throttle,
)
from practicum.kernel.authority.models.glass import BreakGlass
from practicum.kernel.authority.models.levels import LevelGrant, Standard, StandardCell
from practicum.kernel.authority.models.sessions import ApiToken, Session

__all__ = [
    "Account",
    "ApiToken",
    "BreakGlass",
    "Challenge",
    "Invitation",
    "LevelGrant",
    "Passkey",
    "RecoveryCode",
    "Session",
    "Standard",
    "StandardCell",
    "Throttle",
]
