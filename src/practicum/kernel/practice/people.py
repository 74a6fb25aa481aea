"""Reading who works here: the list as one searches, sorts and pages it, and one person's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from practicum.kernel.practice.models import Absence, Cover, Role, Staff
from practicum.kernel.practice.refs import staff_matching

PAGE = 25
SORTS = {
    "name": ("family_name", "given_name", "id"),
    "title": ("job_title", "family_name", "given_name", "id"),
    "site": ("home_site__name", "family_name", "given_name", "id"),
    "started": ("started_date", "family_name", "id"),
}


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One line of the list."""

    id: int
    name: str
    kind: str
    job_title: str
    roles: tuple[str, ...]
    active: bool
    site: str
    started_date: date | None
    away: bool


@dataclass(frozen=True, slots=True)
class StaffPage:
    """One page of the list, and where it stands among the others."""

    rows: tuple[StaffRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """One absence, and who stands in."""

    id: int
    kind: str
    starts_at: datetime
    ends_at: datetime
    note: str
    covering: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverRow:
    """One span in which somebody takes another's work."""

    id: int
    absent: str
    covering: str
    starts_at: datetime
    ends_at: datetime
    streams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffCard:
    """All of one person's page that is not about their sign-in."""

    id: int
    kind: str
    name: str
    prefix: str
    given_name: str
    family_name: str
    suffix: str
    job_title: str
    roles: tuple[str, ...]
    active: bool
    email: str
    phone: str
    home_site_id: int | None
    site: str
    started_date: date | None
    ended_date: date | None
    provider_id: int | None
    npi: str
    specialty: str
    absences: tuple[AbsenceRow, ...]
    covers: tuple[CoverRow, ...]


def role_words(role: str) -> str:
    """A role as people say it."""
    return Role(role).label if role in Role.values else role.replace("_", " ")


def staff_page(
    *,
    now: datetime,
    text: str = "",
    role: str = "",
    sort: str = "name",
    page: int = 1,
    include_gone: bool = False,
    size: int = PAGE,
) -> StaffPage:
    """People and assistants, one page of them: two queries whatever the size of the practice."""
    found = _matching(text=text, role=role, include_gone=include_gone)
    total = found.count()
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    descending, key = sort.startswith("-"), sort.lstrip("-")
    order = [f"-{name}" if descending else name for name in SORTS.get(key, SORTS["name"])]
    absent = Absence.objects.filter(
        staff_id=OuterRef("id"), cancelled_at=None, starts_at__lte=now, ends_at__gt=now
    )
    rows = found.annotate(is_away=Exists(absent)).order_by(*order)[(page - 1) * size : page * size]
    values = rows.values_list(
        "id", "name", "kind", "job_title", "roles", "active", "home_site__name", "started_date", "is_away"
    )
    listed = tuple(
        StaffRow(pk, name, kind, title, tuple(map(role_words, roles)), active, site or "", started, away)
        for pk, name, kind, title, roles, active, site, started, away in values
    )
    return StaffPage(rows=listed, total=total, page=page, pages=pages)


def _matching(*, text: str, role: str, include_gone: bool) -> QuerySet[Staff]:
    found = staff_matching(Staff.objects.filter(id__gt=0), text)
    if role in Role.values:
        found = found.filter(roles__contains=[role])
    return found if include_gone else found.filter(active=True)


def staff_card(staff_id: int, *, now: datetime) -> StaffCard | None:
    """One person, or None; Practicum itself is not a person."""
    row = Staff.objects.select_related("home_site", "provider").filter(id=staff_id, id__gt=0).first()
    if row is None:
        return None
    provider = getattr(row, "provider", None)
    return StaffCard(
        id=row.id, kind=row.kind, name=row.name, prefix=row.prefix, given_name=row.given_name,
        family_name=row.family_name, suffix=row.suffix, job_title=row.job_title, roles=tuple(row.roles),
        active=row.active, email=row.email, phone=row.phone, home_site_id=row.home_site_id,
        site=row.home_site.name if row.home_site else "", started_date=row.started_date,
        ended_date=row.ended_date, provider_id=provider.id if provider else None,
        npi=(provider.npi or "") if provider else "", specialty=provider.specialty if provider else "",
        absences=_absences(staff_id, now=now), covers=_covers(staff_id, now=now),
    )  # fmt: skip


def _absences(staff_id: int, *, now: datetime) -> tuple[AbsenceRow, ...]:
    rows = Absence.objects.filter(staff_id=staff_id, cancelled_at=None, ends_at__gt=now)
    rows = rows.order_by("starts_at").prefetch_related("cover__covering")
    return tuple(
        AbsenceRow(
            row.id, row.get_kind_display(), row.starts_at, row.ends_at, row.note,
            tuple(cover.covering.name for cover in row.cover.all() if cover.cancelled_at is None),
        )
        for row in rows[:50]
    )  # fmt: skip


def _covers(staff_id: int, *, now: datetime) -> tuple[CoverRow, ...]:
    mine = Cover.objects.filter(cancelled_at=None, ends_at__gt=now, covering_id=staff_id)
    others = Cover.objects.filter(cancelled_at=None, ends_at__gt=now, absent_id=staff_id)
    rows = (mine | others).select_related("absent", "covering").order_by("starts_at")
    return tuple(
        CoverRow(row.id, row.absent.name, row.covering.name, row.starts_at, row.ends_at, tuple(row.streams))
        for row in rows[:50]
    )
