"""What pages read of levels, standards, sign-ins and emergency openings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from practicum.kernel.actions.declare import all_actions
from practicum.kernel.authority import recovery
from practicum.kernel.authority.models import (
    Account,
    ApiToken,
    BreakGlass,
    Invitation,
    LevelGrant,
    Session,
    Standard,
    StandardCell,
)
from practicum.kernel.authority.sessions import idle_limit
from practicum.kernel.authority.standard import DEFAULT, SAYS, STRICTNESS, Table, changed_cells
from practicum.kernel.base import Level, Proceeding, Risk, Stream
from practicum.kernel.practice.models import Staff

_NOW = """
select distinct on (staff_id, stream) staff_id, stream, level
  from authority_levelgrant
 where effective_at <= %s and (%s::bigint[] is null or staff_id = any(%s::bigint[]))
 order by staff_id, stream, effective_at desc, id desc
"""


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One line of the history of somebody's levels."""

    id: int
    stream: str
    level: int
    by: str
    given_at: datetime
    effective_at: datetime
    evidence: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonLevels:
    """One row of the matrix."""

    staff_id: int
    name: str
    kind: str
    job_title: str
    levels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StandardRow:
    """One version of the table."""

    id: int | None
    note: str
    published_at: datetime | None
    by: str
    effective_at: datetime | None
    withdrawn: bool
    in_force: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One sign-in as its owner sees it."""

    id: int
    factor: str
    address: str
    browser: str
    site: str
    created_at: datetime
    last_seen_at: datetime
    here: bool


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    """One passkey as its owner sees it."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Security:
    """Somebody's own sign-in: what protects it and where it is used."""

    username: str
    password_set_at: datetime | None
    totp_since: datetime | None
    passkeys: tuple[PasskeyLine, ...]
    codes_left: int
    sessions: tuple[SessionLine, ...]


@dataclass(frozen=True, slots=True)
class GlassLine:
    """One emergency opening."""

    id: int
    staff_id: int
    who: str
    patient_id: int
    reason: str
    opened_at: datetime
    until_at: datetime
    is_open: bool
    finding: str
    reviewed_by: str
    review_note: str


def levels_now(*, now: datetime, staff_ids: Sequence[int] | None = None) -> dict[int, dict[str, int]]:
    """Everybody's levels as of now, {person: {stream: level}}; one query. Level 0 is left out."""
    ids = list(staff_ids) if staff_ids is not None else None
    with connection.cursor() as cursor:
        cursor.execute(_NOW, [now, ids, ids])
        rows = cursor.fetchall()
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for staff_id, stream, level in rows:
        if level:
            found[staff_id][stream] = level
    return dict(found)


def matrix(*, now: datetime, text: str = "") -> list[PersonLevels]:
    """People × streams: everybody who works here, with what they hold."""
    people = Staff.objects.filter(active=True, id__gt=0)
    for word in text.split()[:6]:
        people = people.filter(name__icontains=word)
    rows = list(
        people.values_list("id", "name", "kind", "job_title").order_by("family_name", "given_name", "id")[
            :500
        ]
    )
    levels = levels_now(now=now, staff_ids=[row[0] for row in rows])
    return [PersonLevels(*row, levels=levels.get(row[0], {})) for row in rows]


def history(staff_id: int, *, stream: str = "") -> list[GrantRow]:
    """A person's levels, newest first."""
    rows = LevelGrant.objects.filter(staff_id=staff_id).select_related("given_by").order_by("-id")
    if stream:
        rows = rows.filter(stream=stream)
    return [
        GrantRow(
            row.id, row.stream, row.level, row.given_by.name if row.given_by else "", row.given_at,
            row.effective_at, row.evidence, tuple(row.evidence_links),
        )
        for row in rows[:200]
    ]  # fmt: skip


def standard_in_force(*, now: datetime) -> tuple[int | None, Table]:
    """The number and table in force; the house's default without a number when none was published."""
    row = (
        Standard.objects.filter(effective_at__lte=now, withdrawn_at=None)
        .order_by("-effective_at", "-id")
        .first()
    )
    return (row.id, table_of(row.id)) if row else (None, DEFAULT)


def table_of(standard_id: int) -> Table:
    """The table of one version; a cell that is missing refuses, as the gate does."""
    cells = StandardCell.objects.filter(standard_id=standard_id).values_list("risk", "level", "outcome")
    found = {(Risk(risk), Level(level)): Proceeding(way) for risk, level, way in cells}
    return {(risk, level): found.get((risk, level), Proceeding.REFUSED) for risk in Risk for level in Level}


def standards(*, now: datetime) -> list[StandardRow]:
    """Every version, newest first, the house's default last."""
    current, _ = standard_in_force(now=now)
    rows = Standard.objects.select_related("published_by").order_by("-effective_at", "-id")
    listed = [
        StandardRow(
            row.id, row.note, row.published_at, row.published_by.name if row.published_by else "",
            row.effective_at, row.withdrawn_at is not None, row.id == current,
            row.withdrawn_at is None and row.effective_at > now,
        )
        for row in rows[:100]
    ]  # fmt: skip
    default = StandardRow(
        None, "The table Practicum comes with", None, "", None, False, current is None, False
    )
    return [*listed, default]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a changed cell would mean: in one stream, for so many people, which actions."""

    risk: Risk
    level: Level
    stream: str
    before: str
    after: str
    people: int
    names: tuple[str, ...]
    actions: tuple[str, ...]
    stricter: bool


def effects(*, now: datetime, after: Table) -> list[Effect]:
    """What would change for whom if the table were in force now; streams with nobody or nothing are left out."""
    _, before = standard_in_force(now=now)
    changed = changed_cells(before, after)
    if not changed:
        return []
    people = matrix(now=now)
    actions: dict[tuple[str, Risk], list[str]] = defaultdict(list)
    for action in all_actions():
        if action.stream is not None and action.in_palette:
            actions[action.stream.value, action.risk].append(action.title)
    found = []
    for risk, level, was, would in changed:
        for stream in Stream:
            names = [person.name for person in people if person.levels.get(stream.value) == level]
            titles = actions[stream.value, risk]
            if names and titles:
                found.append(
                    Effect(risk, level, stream.value, SAYS[was], SAYS[would], len(names), tuple(names[:6]),
                           tuple(titles[:4]), STRICTNESS[would] > STRICTNESS[was])
                )  # fmt: skip
    return sorted(found, key=lambda one: (not one.stricter, -one.people))


def security_of(staff_id: int, *, session_id: int | None, now: datetime) -> Security | None:
    """Somebody's own security page, or None for who has no account."""
    account = Account.objects.filter(staff_id=staff_id).first()
    if account is None:
        return None
    keys = tuple(
        PasskeyLine(key.id, key.name, key.created_at, key.last_used_at) for key in account.passkeys.all()
    )
    return Security(
        username=account.username, password_set_at=account.password_set_at, totp_since=account.totp_confirmed_at,
        passkeys=keys, codes_left=recovery.codes_left(account),
        sessions=sessions_of(staff_id, session_id=session_id, now=now),
    )  # fmt: skip


def sessions_of(staff_id: int, *, session_id: int | None, now: datetime) -> tuple[SessionLine, ...]:
    """The person's running sign-ins, this one first."""
    rows = Session.objects.select_related("site").filter(
        staff_id=staff_id, ended_at=None, expires_at__gt=now, last_seen_at__gt=now - idle_limit()
    )
    lines = [
        SessionLine(
            row.id, row.factor, row.address or "", browser_words(row.browser), row.site.name if row.site else "",
            row.created_at, row.last_seen_at, row.id == session_id,
        )
        for row in rows.order_by("-last_seen_at")[:50]
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: not line.here))


_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "Mac"), ("Android", "Android"),
    ("Linux", "Linux"),
)  # fmt: skip


def browser_words(agent: str) -> str:
    """A browser's own account of itself, in two words."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return f"{browser} on {system}" if system else browser


@dataclass(frozen=True, slots=True)
class Access:
    """A person's sign-in as a manager sees it."""

    username: str
    has_password: bool
    has_factor: bool
    invited_until: datetime | None
    sessions: tuple[SessionLine, ...]
    tokens: tuple[tuple[int, str, datetime, datetime | None], ...]  # id, name, expires, last used


def access_of(staff_id: int, *, now: datetime) -> Access:
    """What a manager's page of a person says of the sign-in."""
    account = Account.objects.filter(staff_id=staff_id).first()
    invited = Invitation.objects.filter(
        staff_id=staff_id, used_at=None, cancelled_at=None, expires_at__gt=now
    )
    tokens = ApiToken.objects.filter(staff_id=staff_id, revoked_at=None, expires_at__gt=now)
    return Access(
        username=account.username if account else "",
        has_password=bool(account and account.password_hash),
        has_factor=bool(account and (account.totp_confirmed_at or account.passkeys.exists())),
        invited_until=invited.values_list("expires_at", flat=True).first(),
        sessions=sessions_of(staff_id, session_id=None, now=now),
        tokens=tuple(tokens.values_list("id", "name", "expires_at", "last_used_at")),
    )


def openings(*, now: datetime, only_waiting: bool = False) -> list[GlassLine]:
    """Emergency openings, newest first."""
    rows = BreakGlass.objects.select_related("staff", "reviewed_by").order_by("-opened_at", "-id")
    if only_waiting:
        rows = rows.filter(reviewed_at=None)
    return [glass_line(row, now=now) for row in rows[:200]]


def opening(number: int, *, now: datetime) -> GlassLine | None:
    """One emergency opening."""
    row = BreakGlass.objects.select_related("staff", "reviewed_by").filter(id=number).first()
    return glass_line(row, now=now) if row else None


def glass_line(row: BreakGlass, *, now: datetime) -> GlassLine:
    """A row as pages show it."""
    return GlassLine(
        id=row.id, staff_id=row.staff_id, who=row.staff.name, patient_id=row.patient_id, reason=row.reason,
        opened_at=row.opened_at, until_at=row.until_at, is_open=row.closed_at is None and row.until_at > now,
        finding=row.finding, reviewed_by=row.reviewed_by.name if row.reviewed_by else "",
        review_note=row.review_note,
    )  # fmt: skip


def concurrent_sign_ins(*, now: datetime) -> dict[int, int]:
    """People who are signed in more than once at this moment, and how often."""
    rows = Session.objects.filter(ended_at=None, expires_at__gt=now, last_seen_at__gt=now - idle_limit())
    return {who: many for who, many in Counter(rows.values_list("staff_id", flat=True)).items() if many > 1}
