"""Signing in: a password, then a second factor; or a passkey, which is both.

Not an action: the gate keeps its inputs, and these are secrets. Every outcome is entered in the
ledger instead. What is answered to a wrong password, an unknown name, a deactivated person and an
account not set up yet is the same sentence after the same work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from practicum.kernel.authority import lockout, passkeys, passwords, recovery, totp
from practicum.kernel.authority.models import Account, Challenge, Session
from practicum.kernel.authority.passkeys import Party
from practicum.kernel.authority.secrets_kept import hash_token, new_token
from practicum.kernel.authority.sessions import open_session
from practicum.kernel.base import SYSTEM, Actor
from practicum.kernel.ledger.write import enter
from practicum.kernel.practice.models import Staff

STEP_LASTS = timedelta(minutes=5)
WRONG = "That name and password do not go together. Try again, or ask your manager for a new set-up link."
WRONG_CODE = "That code is not right, or has been used. Wait for the next one and try again."
WRONG_PASSKEY = "That passkey did not answer. Try again, or sign in with your password."
TOO_LATE = "That took too long. Start again with your name and password."
Purpose = Challenge.Purpose


@dataclass(frozen=True, slots=True)
class Place:
    """Where an attempt comes from."""

    address: str | None = None
    browser: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Not signed in. The sentence gives nothing away."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Step:
    """The password was right: the browser holds `token` until the second factor comes."""

    token: str
    account_id: int


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Signed in: the browser holds `token` from now on."""

    token: str
    actor: Actor
    codes_left: int | None = None  # told after a recovery code was used


def locked_sentence(until: datetime, *, now: datetime) -> str:
    """What whoever is locked out reads; the same for names that do not exist."""
    minutes = max(1, -(-int((until - now).total_seconds()) // 60))
    return (
        f"Too many wrong attempts. Try again in {minutes} minute{'s' if minutes != 1 else ''}, "
        "or ask your manager to unlock the name."
    )


def account_named(username: str) -> Account | None:
    """The account of a sign-in name, if somebody active has one that is set up."""
    name = username.strip()
    if not name or len(name) > 200 or "\x00" in name:
        return None
    return Account.objects.select_related("staff").filter(username=name.lower(), staff__active=True).first()


def usable(account: Account) -> bool:
    """True when the account has a second factor: without one nobody signs in."""
    return account.totp_confirmed_at is not None or account.passkeys.exists()


def start(*, username: str, password: str, place: Place, now: datetime) -> Step | Refusal:
    """Check name and password; the answer is a step towards the second factor, never a session."""
    checked = _check_password(username=username, password=password, place=place, now=now)
    if isinstance(checked, Refusal):
        return checked
    account, attempt = checked
    lockout.was_right(attempt, signed_in=False)
    token, _ = new_challenge(Purpose.SECOND_FACTOR, account=account, now=now)
    return Step(token, account.id)


def _check_password(
    *, username: str, password: str, place: Place, now: datetime
) -> tuple[Account, lockout.Attempt] | Refusal:
    attempt = lockout.begin(username=username, address=place.address, now=now)
    if isinstance(attempt, lockout.Locked):
        return Refusal(locked_sentence(attempt.until, now=now))
    account = account_named(username)
    correct = passwords.check_password(password, account.password_hash if account else "")
    if account is None or not correct or not usable(account):
        return _wrong(attempt, account, "password", WRONG, place=place, now=now)
    return account, attempt


def _wrong(
    attempt: lockout.Attempt,
    account: Account | None,
    what: str,
    sentence: str,
    *,
    place: Place,
    now: datetime,
) -> Refusal:
    """Count it, enter it, lock when it was one too many."""
    until = lockout.was_wrong(attempt, now=now)
    detail = {"what": what, "address": place.address, "locked_until": until.isoformat() if until else None}
    subject = ("staff", account.staff_id if account else None)
    enter(
        "sign_in_failed",
        by=SYSTEM,
        now=now,
        kind="sign_in",
        outcome="refused",
        subject=subject,
        detail=detail,
    )
    return Refusal(locked_sentence(until, now=now) if until else sentence)


def new_challenge(purpose: Purpose, *, account: Account | None, now: datetime) -> tuple[str, bytes]:
    """Something that waits for the browser's answer: its token, and what a passkey has to sign."""
    token, challenge = new_token(), passkeys.new_challenge()
    Challenge.objects.create(
        token_hash=hash_token(token), purpose=purpose, account=account, challenge=challenge, created_at=now,
        expires_at=now + STEP_LASTS,
    )  # fmt: skip
    return token, challenge


def waiting(token: str, purpose: Purpose, *, now: datetime) -> Challenge | None:
    """The challenge behind a token, if it is for this purpose, fresh and unused."""
    rows = Challenge.objects.select_related("account__staff").filter(
        token_hash=hash_token(token), purpose=purpose
    )
    return rows.filter(used_at=None, expires_at__gt=now).first()


def take(challenge: Challenge, *, now: datetime) -> bool:
    """Use the challenge up; False when somebody was faster."""
    return Challenge.objects.filter(id=challenge.id, used_at=None).update(used_at=now) == 1


def finish(
    *, step: str, code: str = "", assertion: str = "", party: Party | None = None, place: Place, now: datetime
) -> SignedIn | Refusal:
    """The second factor: a code, a recovery code, or a passkey's answer. Opens the session."""
    challenge = waiting(step, Purpose.SECOND_FACTOR, now=now)
    account = challenge.account if challenge else None
    if challenge is None or account is None or not account.staff.active:
        return Refusal(TOO_LATE)
    attempt = lockout.begin(username=account.username, address=place.address, now=now)
    if isinstance(attempt, lockout.Locked):
        return Refusal(locked_sentence(attempt.until, now=now))
    factor = _second_factor(
        account, code=code, assertion=assertion, challenge=bytes(challenge.challenge), party=party, now=now
    )
    if not factor:
        sentence = WRONG_PASSKEY if assertion else WRONG_CODE
        return _wrong(attempt, account, "second factor", sentence, place=place, now=now)
    if not take(challenge, now=now):
        return Refusal(TOO_LATE)
    lockout.was_right(attempt, signed_in=True)
    return sign_in(account, factor=factor, place=place, now=now)


def _second_factor(
    account: Account, *, code: str, assertion: str, challenge: bytes, party: Party | None, now: datetime
) -> str:
    """Which factor was right: totp, recovery or passkey; empty when none was."""
    if assertion:
        if party is None:
            return ""
        key = passkeys.use_passkey(assertion, party=party, challenge=challenge, account=account, now=now)
        return "passkey" if key else ""
    bare = "".join(character for character in code if character.isalnum())[:40]
    if len(bare) == 6 and bare.isascii() and bare.isdigit():
        return "totp" if totp.use_code(account, bare, now=now) else ""
    return "recovery" if bare and recovery.use_recovery_code(account, bare, now=now) else ""


def finish_with_passkey(
    *, step: str, assertion: str, party: Party, place: Place, now: datetime
) -> SignedIn | Refusal:
    """A passkey alone: possession, and the finger, face or PIN the authenticator has checked."""
    challenge = waiting(step, Purpose.PASSKEY_SIGN_IN, now=now)
    if challenge is None or not take(challenge, now=now):
        return Refusal(TOO_LATE)
    attempt = lockout.begin(username=f"passkey at {place.address}", address=place.address, now=now)
    if isinstance(attempt, lockout.Locked):
        return Refusal(locked_sentence(attempt.until, now=now))
    key = passkeys.use_passkey(assertion, party=party, challenge=bytes(challenge.challenge), now=now)
    if key is None or not key.account.staff.active or not key.account.password_hash:
        return _wrong(attempt, key.account if key else None, "passkey", WRONG_PASSKEY, place=place, now=now)
    lockout.was_right(attempt, signed_in=True)
    return sign_in(key.account, factor="passkey", place=place, now=now)


def sign_in(account: Account, *, factor: str, place: Place, now: datetime) -> SignedIn:
    """Open the session of somebody who has proven who they are."""
    staff = account.staff
    token, session = open_session(
        staff=staff, factor=factor, address=place.address, browser=place.browser, now=now
    )
    actor = actor_for(staff, session=session)
    detail = {"factor": factor, "session": session.id, "address": place.address}
    enter("signed_in", by=actor, now=now, kind="sign_in", subject=("staff", staff.id), detail=detail)
    left = recovery.codes_left(account) if factor == "recovery" else None
    return SignedIn(token, actor, codes_left=left)


def actor_for(staff: Staff, *, session: Session | None = None) -> Actor:
    """A person as an actor, without levels: the gate asks for those itself."""
    return Actor(
        staff_id=staff.id, name=staff.name, kind="human" if staff.kind == "human" else "assistant",
        roles=frozenset(staff.roles), session_id=session.id if session else None, site_id=staff.home_site_id,
    )  # fmt: skip


def authenticate_once(
    *,
    username: str,
    password: str,
    code: str = "",
    assertion: str = "",
    step: str = "",
    party: Party | None = None,
    place: Place | None = None,
    now: datetime,
) -> Actor | str:
    """Whoever signs in for one act at another's screen, or the sentence that refuses.

    Password and second factor as for a sign-in, the same lockout, and no session. For a passkey,
    `step` is the token of a PASSKEY_ONCE challenge.
    """
    place = place or Place()
    checked = _check_password(username=username, password=password, place=place, now=now)
    if isinstance(checked, Refusal):
        return checked.sentence
    account, attempt = checked
    challenge = waiting(step, Purpose.PASSKEY_ONCE, now=now) if assertion else None
    signs = bytes(challenge.challenge) if challenge and take(challenge, now=now) else b""
    factor = _second_factor(account, code=code, assertion=assertion, challenge=signs, party=party, now=now)
    if not factor:
        sentence = WRONG_PASSKEY if assertion else WRONG_CODE
        return _wrong(attempt, account, "second factor, for one act", sentence, place=place, now=now).sentence
    lockout.was_right(attempt, signed_in=True)
    actor = actor_for(account.staff)
    detail = {"factor": factor, "address": place.address}
    enter(
        "signed_in_once", by=actor, now=now, kind="sign_in", subject=("staff", actor.staff_id), detail=detail
    )
    return actor
