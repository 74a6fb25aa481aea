"""Everything that changes levels, the standard, sign-ins of others, tokens and emergency openings.

What concerns passwords and second factors is in credentials.py and setup.py: the gate stores its
inputs, and those are secrets.
"""

from practicum.kernel.authority.actions.access import (
    EndSession,
    InviteStaff,
    IssueToken,
    RevokeToken,
    UnlockAccount,
    end_session,
    invite_staff,
    issue_token,
    revoke_token,
    unlock_account,
)
from practicum.kernel.authority.actions.demo import FillDemoAccounts, fill_demo_accounts
from practicum.kernel.authority.actions.glass import (
    BreakGlassOpen,
    CloseGlass,
    ReviewGlass,
    break_glass,
    close_glass,
    review_glass,
)
from practicum.kernel.authority.actions.levels import GiveLevel, TakeBackLevel, give_level, take_back_level
from practicum.kernel.authority.actions.standards import (
    PublishStandard,
    WithdrawStandard,
    publish_standard,
    withdraw_standard,
)

__all__ = [
    "BreakGlassOpen", "CloseGlass", "EndSession", "FillDemoAccounts", "GiveLevel", "InviteStaff", "IssueToken", "PublishStandard",
    "ReviewGlass", "RevokeToken", "TakeBackLevel", "UnlockAccount", "WithdrawStandard", "break_glass",
    "close_glass", "end_session", "fill_demo_accounts", "give_level", "invite_staff", "issue_token", "publish_standard",
    "review_glass", "revoke_token", "take_back_level", "unlock_account", "withdraw_standard",
]  # fmt: skip
