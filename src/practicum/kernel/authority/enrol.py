"""Setting up one's own sign-in through a one-time link: name, password, second factor, all at once."""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from practicum.kernel.authority import passkeys, passwords, recovery, totp
from practicum.kernel.authority.models import Account, Invitation, Session
from practicum.kernel.authority.passkeys import NewKey, Party
from practicum.kernel.authority.secrets_kept import hash_token, seal, unseal
from practicum.kernel.authority.sessions import end_all_of
from practicum.kernel.authority.signin import Place, SignedIn, actor_for, sign_in
from practicum.kernel.ledger.write import enter
from practicum.kernel.practice.models import Staff
from practicum.lib.names import fold

_PURPOSE = "set-up"
_LASTS_SECONDS = 3600
_USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{2,63}$")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the set-up page shows: whose link it is, and the second factor that is offered."""

    staff_id: int
    name: str
    username: str
    has_account: bool
    sealed: str  # goes through the form and back, closed
    secret: str
    picture: str
    passkey_options: str


@dataclass(frozen=True, slots=True)
class Form:
    """What the page was sent with; a code or a passkey's answer."""

    username: str
    password: str
    again: str
    code: str
    passkey: str
    sealed: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with the form, field by field."""

    errors: dict[str, str]


@dataclass(frozen=True, slots=True)
class SetUp:
    """Done: signed in, with recovery codes to keep."""

    signed_in: SignedIn
    codes: list[str]


def open_invitation(token: str, *, now: datetime) -> Invitation | None:
    """The invitation behind a link, if it is still good."""
    rows = Invitation.objects.select_related("staff").filter(token_hash=hash_token(token), staff__active=True)
    return rows.filter(used_at=None, cancelled_at=None, expires_at__gt=now).first()


def username_for(staff: Staff) -> str:
    """A sign-in name to suggest: given.family in plain letters, with a number when it is taken."""
    parts = [re.sub(r"[^a-z0-9]", "", fold(part)) for part in (staff.given_name, staff.family_name)]
    base = ".".join(part for part in parts if part)[:40] or "colleague"
    base = base if len(base) >= 3 else f"{base}.staff"
    taken = set(Account.objects.filter(username__startswith=base).values_list("username", flat=True))
    names = [base, *(f"{base}{number}" for number in range(2, 1000))]
    return next(name for name in names if name not in taken)


def begin(invitation: Invitation, *, party: Party, issuer: str, sealed: str = "") -> Enrolment:
    """A second factor to offer. A page shown again with errors keeps the one it had: the phone has it already."""
    staff = invitation.staff
    account = Account.objects.filter(staff=staff).first()
    offer = _offer_in(sealed, invitation) or {
        "invitation": str(invitation.id),
        "secret": totp.new_secret(),
        "handle": _text(bytes(account.handle) if account else secrets.token_bytes(32)),
        "challenge": _text(passkeys.new_challenge()),
    }
    username = account.username if account else username_for(staff)
    options = passkeys.registration_options(
        party=party, handle=_bytes(offer["handle"]), username=username, shown=staff.name,
        challenge=_bytes(offer["challenge"]), known=[],
    )  # fmt: skip
    address = totp.setup_address(offer["secret"], username=username, issuer=issuer or "Practicum")
    return Enrolment(
        staff_id=staff.id, name=staff.name, username=username, has_account=bool(account and account.password_hash),
        sealed=seal(offer, purpose=_PURPOSE), secret=offer["secret"], picture=totp.picture(address),
        passkey_options=options,
    )  # fmt: skip


def _offer_in(sealed: str, invitation: Invitation) -> dict[str, str] | None:
    offer = unseal(sealed, purpose=_PURPOSE, seconds=_LASTS_SECONDS) if sealed else None
    return offer if isinstance(offer, dict) and offer.get("invitation") == str(invitation.id) else None


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)


def complete(token: str, form: Form, *, party: Party, place: Place, now: datetime) -> SetUp | Wrong:
    """Make the sign-in, or say what is wrong. The link is used up by success alone."""
    try:
        with transaction.atomic():
            invitation = open_invitation(token, now=now)
            if invitation is None:
                return Wrong({"": "This link has been used or is too old. Ask your manager for a new one."})
            Staff.objects.select_for_update().get(id=invitation.staff_id)
            mine = Invitation.objects.filter(id=invitation.id, used_at=None, cancelled_at=None)
            offer = _offer_in(form.sealed, invitation)
            if offer is None:
                return Wrong(
                    {"": "This page was open for too long. Scan the new picture below and try again."}
                )
            errors = _problems(invitation.staff, form.username, form.password, form.again)
            step, key = _factor(offer, code=form.code, passkey=form.passkey, party=party, now=now)
            if step is None and key is None:
                errors["code"] = (
                    "That code does not fit the picture. Scan it and type the six figures it shows now."
                )
            if errors or mine.update(used_at=now) != 1:
                return Wrong(errors or {"": "This link has been used in this moment. Sign in."})
            return _make(invitation, offer, form, step=step, key=key, place=place, now=now)
    except IntegrityError:
        return Wrong({"username": "That sign-in name is taken. Choose another."})


def _problems(staff: Staff, username: str, password: str, again: str) -> dict[str, str]:
    errors = {}
    name = username.strip().lower()
    if not _USERNAME.fullmatch(name):
        errors["username"] = "Use 3 to 64 small letters, figures, dots, dashes or underscores, as ana.ruiz."
    elif Account.objects.filter(username=name).exclude(staff=staff).exists():
        errors["username"] = "That sign-in name is taken. Choose another."
    problem = passwords.password_problem(password, names=[staff.given_name, staff.family_name, name])
    if problem:
        errors["password"] = problem
    elif passwords.normal(password) != passwords.normal(again):
        errors["again"] = "The two passwords differ. Type the same one twice."
    return errors


def _factor(
    offer: dict[str, str], *, code: str, passkey: str, party: Party, now: datetime
) -> tuple[int | None, NewKey | None]:
    if passkey:
        return None, passkeys.read_registration(passkey, party=party, challenge=_bytes(offer["challenge"]))
    return totp.step_of(offer["secret"], code, now=now), None


def _make(
    invitation: Invitation, offer: dict[str, str], form: Form, *, step: int | None,
    key: NewKey | None, place: Place, now: datetime,
) -> SetUp:  # fmt: skip
    """Write the account anew: what was known of it before, somebody else may know."""
    staff = invitation.staff
    account = Account.objects.select_for_update().filter(staff=staff).first()
    account = account or Account(staff=staff, created_at=now, handle=_bytes(offer["handle"]))
    account.username, account.password_set_at = form.username.strip().lower(), now
    account.password_hash = passwords.hash_password(form.password)
    account.totp_sealed = totp.seal_secret(offer["secret"]) if step is not None else ""
    account.totp_confirmed_at = now if step is not None else None
    account.totp_last_step = step or 0
    account.save()
    account.passkeys.all().delete()
    if key is not None:
        passkeys.keep(account, key, name="First passkey", now=now)
    by = actor_for(staff)
    end_all_of(staff.id, Session.End.PASSWORD_CHANGED, by=by, now=now)
    codes = recovery.make_codes(account, now=now)
    factor = "totp" if step is not None else "passkey"
    detail = {"invitation": invitation.id, "factor": factor}
    enter("account_set_up", by=by, now=now, kind="credential", subject=("staff", staff.id), detail=detail)
    signed_in = sign_in(account, factor=factor, place=place, now=now)
    return SetUp(signed_in, codes)
