"""Sign-ins of a demonstration practice: one published password, and codes its own page shows."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import lru_cache

from pydantic import Field

from practicum.kernel.actions import Command, Risk, RuleBroken, StaffRef, Stream, about, action
from practicum.kernel.actions.fields import RequiredText
from practicum.kernel.authority import totp
from practicum.kernel.authority.demonstration import DEMO_PASSWORD
from practicum.kernel.authority.models import Account
from practicum.kernel.authority.passwords import hash_password
from practicum.kernel.authority.permissions import check_is_practicum
from practicum.kernel.base import Actor
from practicum.kernel.practice.models import Practice


class SetUpDemoSignIn(Command):
    """Give one of a demonstration's invented people their sign-in."""

    staff: StaffRef
    username: RequiredText = Field(title="Sign-in name", max_length=64)


@lru_cache(maxsize=1)
def _hash() -> str:
    return hash_password(DEMO_PASSWORD)


@action(
    stream=Stream.OPERATIONS, risk=Risk.CRITICAL, says="Set up the demonstration sign-in of {staff}",
    allowed=check_is_practicum, in_palette=False,
)  # fmt: skip
def set_up_demo_sign_in(command: SetUpDemoSignIn, *, by: Actor, now: datetime) -> Account:
    """Make the account. Refused in a real practice, whose people set up their own."""
    if not Practice.objects.filter(is_demo=True).exists():
        raise RuleBroken("Only a demonstration practice has such sign-ins. Invite the person instead.")
    about(subject=("staff", command.staff))
    return Account.objects.create(
        staff_id=command.staff, username=command.username, password_hash=_hash(), password_set_at=now,
        totp_sealed=totp.seal_secret(totp.new_secret()), totp_confirmed_at=now, handle=secrets.token_bytes(32),
        created_at=now,
    )  # fmt: skip
