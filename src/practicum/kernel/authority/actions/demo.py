"""Sign-ins for the invented people of a demonstration, and nowhere else."""

from __future__ import annotations

from datetime import datetime
from secrets import token_bytes

from practicum.kernel.actions import Command, Risk, RuleBroken, Stream, action
from practicum.kernel.authority import passwords, totp
from practicum.kernel.authority.demonstration import DEMO_PASSWORD
from practicum.kernel.authority.models import Account, LevelGrant
from practicum.kernel.authority.permissions import check_is_practicum
from practicum.kernel.base import Actor
from practicum.kernel.practice.models import Practice


class FillDemoAccounts(Command):
    """Sign-ins and levels for the invented people of a demonstration."""

    accounts: list[tuple[int, str]]
    levels: list[tuple[int, Stream, int]]


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.CRITICAL,
    says="Fill in the accounts of the demonstration",
    allowed=check_is_practicum,
    in_palette=False,
)
def fill_demo_accounts(command: FillDemoAccounts, *, by: Actor, now: datetime) -> int:
    """Make them all in one go; refused anywhere but in a demonstration."""
    if not Practice.objects.filter(is_demo=True).exists():
        raise RuleBroken("This is not a demonstration practice.")
    hashed = passwords.hash_password(DEMO_PASSWORD)
    Account.objects.bulk_create(
        Account(
            staff_id=staff_id, username=username.lower(), password_hash=hashed, password_set_at=now,
            totp_sealed=totp.seal_secret(totp.new_secret()), totp_confirmed_at=now, handle=token_bytes(32),
            created_at=now,
        )
        for staff_id, username in command.accounts
    )  # fmt: skip
    LevelGrant.objects.bulk_create(
        LevelGrant(
            staff_id=staff_id, stream=stream.value, level=level, given_by_id=by.staff_id, given_at=now,
            effective_at=now, evidence="Part of the demonstration.",
        )
        for staff_id, stream, level in command.levels
    )  # fmt: skip
    return len(command.accounts)
