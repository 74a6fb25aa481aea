"""Letting people in and keeping them out: invitations, sign-ins, locks, tokens of assistants."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from practicum.kernel.actions import Command, Risk, RuleBroken, StaffRef, Stream, Undo, about, action, publish
from practicum.kernel.actions.fields import RequiredText, ShortText
from practicum.kernel.authority import assistants, lockout, sessions
from practicum.kernel.authority.models import Account, ApiToken, Invitation, Session
from practicum.kernel.authority.permissions import can_manage, check_manages
from practicum.kernel.authority.refs import SessionRef, TokenRef
from practicum.kernel.authority.secrets_kept import hash_token, new_token
from practicum.kernel.base import Actor
from practicum.kernel.practice.models import Staff, StaffKind

INVITATION_LASTS = timedelta(days=3)


class InviteStaff(Command):
    """A one-time link with which a person makes, or makes anew, their own sign-in. Give it to them in person."""

    staff: StaffRef = Field(title="Person")
    reason: Annotated[ShortText, Field(max_length=200)] = Field(
        default="", title="Reason", description="For somebody who has a sign-in: why it is made anew"
    )


class EndSession(Command):
    """A sign-in, your own or for managers anybody's, that ends now."""

    session: SessionRef = Field(title="Sign-in")


class UnlockAccount(Command):
    """A sign-in name that was locked after wrong attempts and may try again."""

    staff: StaffRef = Field(title="Person")


class IssueToken(Command):
    """A bearer token with which a software assistant uses the API. It is shown once."""

    staff: StaffRef = Field(title="Assistant")
    name: Annotated[RequiredText, Field(max_length=60)] = Field(title="What it is for")
    days: Annotated[int, Field(ge=1, le=366)] = Field(default=90, title="Days it is good for")


class RevokeToken(Command):
    """A token that stops working now."""

    token: TokenRef = Field(title="Token")


def _active(staff_id: int, *, kind: str) -> Staff:
    staff = Staff.objects.select_for_update().filter(id=staff_id, kind=kind, active=True).first()
    if staff is None:
        what = "person" if kind == StaffKind.HUMAN else "software assistant"
        raise RuleBroken(f"There is no such {what} at work here. Choose another.", field="staff")
    return staff


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.CONSEQUENTIAL,
    says="Make a set-up link for {staff}",
    allowed=check_manages,
    in_palette=False,  # what it makes is shown once, on the person's own page
)
def invite_staff(command: InviteStaff, *, by: Actor, now: datetime) -> Invitation:
    """Make the link; an older one stops working. Who has a sign-in already keeps it until the link is used."""
    staff = _active(command.staff, kind=StaffKind.HUMAN)
    if staff.id == by.staff_id:
        raise RuleBroken("Change your own password and second factor on your security page.", field="staff")
    has_account = Account.objects.filter(staff=staff).exclude(password_hash="").exists()
    if has_account and not command.reason:
        raise RuleBroken(f"{staff.name} can sign in already. Say why that is made anew.", field="reason")
    Invitation.objects.filter(staff=staff, used_at=None, cancelled_at=None).update(cancelled_at=now)
    token = new_token()
    invitation = Invitation(
        staff=staff, token_hash=hash_token(token), reason=command.reason, created_at=now,
        created_by_id=by.staff_id, expires_at=now + INVITATION_LASTS,
    )  # fmt: skip
    invitation.save()
    about(subject=("staff", staff.id))
    invitation.token = token  # type: ignore[attr-defined]  # shown once, stored nowhere
    return invitation


@action(stream=None, risk=Risk.ROUTINE, says="End {session}", in_palette=False)
def end_session(command: EndSession, *, by: Actor, now: datetime) -> Session:
    """End one's own sign-in elsewhere; managers end anybody's."""
    session = Session.objects.filter(id=command.session).first()
    own = session is not None and session.staff_id == by.staff_id
    if session is None or not (own or can_manage(by=by)):
        raise RuleBroken("There is no such sign-in of yours.", field="session")
    about(subject=("staff", session.staff_id))
    reason = Session.End.ENDED_ELSEWHERE if own else Session.End.ENDED_BY_MANAGER
    sessions.end([session.id], reason, by=by, now=now)
    publish("people")
    return session


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.ROUTINE,
    says="Unlock the sign-in of {staff}",
    allowed=check_manages,
)
def unlock_account(command: UnlockAccount, *, by: Actor, now: datetime) -> Staff:
    """Let the name try again at once."""
    staff = _active(command.staff, kind=StaffKind.HUMAN)
    username = Account.objects.filter(staff=staff).values_list("username", flat=True).first()
    if username is None or not lockout.unlock(username=username):
        raise RuleBroken(f"The sign-in of {staff.name} is not locked.", field="staff")
    return staff


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.CONSEQUENTIAL,
    says="Revoke the token {token}",
    allowed=check_manages,
    in_palette=False,
)
def revoke_token(command: RevokeToken, *, by: Actor, now: datetime) -> ApiToken:
    """Stop the token."""
    token = ApiToken.objects.select_for_update().filter(id=command.token, revoked_at=None).first()
    if token is None:
        raise RuleBroken("There is no such token that works.", field="token")
    token.revoked_at = now
    token.save()
    return token


def _undo_issue(command: IssueToken, made: int | None) -> RevokeToken:
    return RevokeToken(token=made or 0)


@action(
    stream=Stream.OPERATIONS,
    risk=Risk.CONSEQUENTIAL,
    says="Issue a token to {staff} for {name}, good for {days} days",
    allowed=check_manages,
    in_palette=False,  # what it makes is shown once, on the person's own page
    undo=Undo(revoke_token, _undo_issue),
)
def issue_token(command: IssueToken, *, by: Actor, now: datetime) -> ApiToken:
    """Make the token; only its hash is kept."""
    staff = _active(command.staff, kind=StaffKind.ASSISTANT)
    secret = assistants.PREFIX + new_token()
    token = ApiToken.objects.create(
        staff=staff, name=command.name, token_hash=hash_token(secret), access_version=staff.access_version,
        created_at=now, created_by_id=by.staff_id, expires_at=now + timedelta(days=command.days),
    )  # fmt: skip
    token.secret = secret  # type: ignore[attr-defined]  # shown once, stored nowhere
    return token
