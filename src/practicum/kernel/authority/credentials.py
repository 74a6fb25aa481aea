"""Changing one's own password and second factors. Each first proves the person again.

Not actions: the gate stores its inputs, and these are secrets. Each enters the ledger, and each that
could have been a stranger's at an open screen asks for the password once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from practicum.kernel.authority import lockout, passkeys, passwords, recovery, totp
from practicum.kernel.authority.models import Account, Challenge, Session
from practicum.kernel.authority.passkeys import Party
from practicum.kernel.authority.secrets_kept import seal, unseal
from practicum.kernel.authority.sessions import end_all_of
from practicum.kernel.authority.signin import Place, locked_sentence, new_challenge, take, waiting
from practicum.kernel.base import SYSTEM, Actor
from practicum.kernel.ledger.write import enter

_PURPOSE = "new totp"
_OFFER_SECONDS = 1800
_NOT_YOURS = "That is not your password. Try again."


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong, field by field."""

    errors: dict[str, str]


@dataclass(frozen=True, slots=True)
class Changed:
    """What was done, in a sentence, and codes that are shown this once."""

    sentence: str
    codes: tuple[str, ...] = ()


def account_of(by: Actor) -> Account | None:
    """The actor's own account."""
    return Account.objects.select_related("staff").filter(staff_id=by.staff_id).first()


def prove(account: Account, password: str, *, by: Actor, place: Place, now: datetime) -> Wrong | None:
    """None when the password is right; wrong ones count towards the lock."""
    attempt = lockout.begin(username=account.username, address=place.address, now=now)
    if isinstance(attempt, lockout.Locked):
        return Wrong({"current": locked_sentence(attempt.until, now=now)})
    if passwords.check_password(password, account.password_hash):
        lockout.was_right(attempt, signed_in=False)
        return None
    until = lockout.was_wrong(attempt, now=now)
    detail = {"what": "password again", "address": place.address}
    enter("sign_in_failed", by=SYSTEM, now=now, kind="sign_in", outcome="refused",
          subject=("staff", account.staff_id), detail=detail)  # fmt: skip
    if until:
        end_all_of(account.staff_id, Session.End.ENDED_ELSEWHERE, by=SYSTEM, now=now)
    return Wrong({"current": locked_sentence(until, now=now) if until else _NOT_YOURS})


def _entered(what: str, *, by: Actor, now: datetime, **detail: object) -> None:
    enter(what, by=by, now=now, kind="credential", subject=("staff", by.staff_id), detail=detail)


def change_password(
    account: Account, *, current: str, password: str, again: str, by: Actor, place: Place, now: datetime
) -> Changed | Wrong:
    """A new password; every other sign-in of the account ends."""
    wrong = prove(account, current, by=by, place=place, now=now)
    if wrong:
        return wrong
    staff = account.staff
    problem = passwords.password_problem(
        password, names=[staff.given_name, staff.family_name, account.username]
    )
    if problem:
        return Wrong({"password": problem})
    if passwords.normal(password) != passwords.normal(again):
        return Wrong({"again": "The two passwords differ. Type the same one twice."})
    if passwords.normal(password) == passwords.normal(current):
        return Wrong({"password": "That is the password you have. Choose a new one."})
    with transaction.atomic():
        hashed = passwords.hash_password(password)
        Account.objects.filter(id=account.id).update(password_hash=hashed, password_set_at=now)
        ended = end_all_of(account.staff_id, Session.End.PASSWORD_CHANGED, by=by, now=now, but=by.session_id)
        _entered("password_changed", by=by, now=now, sessions_ended=ended)
    return Changed("Your password is changed, and you are signed out everywhere else.")


def offer_totp() -> tuple[str, str]:
    """A new secret, and the same sealed for the form."""
    secret = totp.new_secret()
    return secret, seal(secret, purpose=_PURPOSE)


def secret_in(sealed: str) -> str | None:
    """The secret an earlier offer sealed, if it is fresh."""
    found = unseal(sealed, purpose=_PURPOSE, seconds=_OFFER_SECONDS) if sealed else None
    return found if isinstance(found, str) else None


def replace_totp(
    account: Account, *, current: str, sealed: str, code: str, by: Actor, place: Place, now: datetime
) -> Changed | Wrong:
    """Another authenticator app; codes of the one before stop working."""
    wrong = prove(account, current, by=by, place=place, now=now)
    if wrong:
        return wrong
    secret = secret_in(sealed)
    step = totp.step_of(secret, code, now=now) if secret else None
    if secret is None or step is None:
        return Wrong(
            {"code": "That code does not fit the picture. Scan it and type the six figures it shows now."}
        )
    with transaction.atomic():
        Account.objects.filter(id=account.id).update(
            totp_sealed=totp.seal_secret(secret), totp_confirmed_at=now, totp_last_step=step
        )
        end_all_of(account.staff_id, Session.End.PASSWORD_CHANGED, by=by, now=now, but=by.session_id)
        _entered("authenticator_changed", by=by, now=now)
    return Changed("Your authenticator app is set. Codes of an earlier one no longer work.")


def offer_passkey(account: Account, *, party: Party, now: datetime) -> tuple[str, str]:
    """The token of a challenge and the options for the browser, to register one more passkey."""
    token, challenge = new_challenge(Challenge.Purpose.PASSKEY_REGISTER, account=account, now=now)
    known = [bytes(key.credential_id) for key in account.passkeys.all()]
    options = passkeys.registration_options(
        party=party, handle=bytes(account.handle), username=account.username, shown=account.staff.name,
        challenge=challenge, known=known,
    )  # fmt: skip
    return token, options


def add_passkey(
    account: Account, *, current: str, step: str, answer: str, name: str, party: Party, by: Actor, place: Place,
    now: datetime,
) -> Changed | Wrong:  # fmt: skip
    """Register a passkey with the answer of the browser."""
    wrong = prove(account, current, by=by, place=place, now=now)
    if wrong:
        return wrong
    challenge = waiting(step, Challenge.Purpose.PASSKEY_REGISTER, now=now)
    if challenge is None or challenge.account_id != account.id or not take(challenge, now=now):
        return Wrong({"": "That took too long. Start again."})
    key = passkeys.read_registration(answer, party=party, challenge=bytes(challenge.challenge))
    if key is None:
        return Wrong({"": "The passkey did not prove itself. Try again, or use another device."})
    with transaction.atomic():
        kept = passkeys.keep(
            account, key, name="".join(filter(str.isprintable, name)).strip() or "Passkey", now=now
        )
        _entered("passkey_added", by=by, now=now, passkey=kept.id)
    return Changed(f"“{kept.name}” can sign you in from now on.")


def remove_passkey(
    account: Account, *, passkey_id: int, current: str, by: Actor, place: Place, now: datetime
) -> Changed | Wrong:
    """Take a passkey away; a second factor always remains."""
    wrong = prove(account, current, by=by, place=place, now=now)
    if wrong:
        return wrong
    with transaction.atomic():
        locked = Account.objects.select_for_update().get(id=account.id)
        key = locked.passkeys.filter(id=passkey_id).first()
        if key is None:
            return Wrong({"": "There is no such passkey of yours."})
        if locked.totp_confirmed_at is None and locked.passkeys.count() == 1:
            return Wrong({"": "This is your only second factor. Set up an authenticator app first."})
        name = key.name
        key.delete()
        _entered("passkey_removed", by=by, now=now, passkey=passkey_id)
    return Changed(f"“{name}” no longer signs you in.")


def new_recovery_codes(
    account: Account, *, current: str, by: Actor, place: Place, now: datetime
) -> Changed | Wrong:
    """Fresh recovery codes; the ones before stop working."""
    wrong = prove(account, current, by=by, place=place, now=now)
    if wrong:
        return wrong
    with transaction.atomic():
        codes = recovery.make_codes(account, now=now)
        _entered("recovery_codes_made", by=by, now=now)
    return Changed("Keep these where only you find them. The ones before no longer work.", tuple(codes))
