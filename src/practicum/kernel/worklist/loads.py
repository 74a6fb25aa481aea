"""How the work lies: by person and role, and how long it has waited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q

from practicum.kernel.worklist.lifecycle import UNFINISHED, Move, State
from practicum.kernel.worklist.models import WorkItem, WorkMove
from practicum.kernel.worklist.queries import role_words, title

AGES: tuple[tuple[str, timedelta | None], ...] = (
    ("under 1 h", timedelta(hours=1)), ("1 to 4 h", timedelta(hours=4)), ("4 h to a day", timedelta(days=1)),
    ("1 to 3 days", timedelta(days=3)), ("over 3 days", None),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Load:
    """How much somebody, or a role, has before them."""

    name: str
    is_role: bool
    open: int
    late: int
    snoozed: int
    oldest_due_at: datetime | None
    done_today: int


@dataclass(frozen=True, slots=True)
class KindAges:
    """How long open items of a kind have waited, by the ages of AGES."""

    title: str
    name: str
    ages: tuple[int, ...]
    total: int


def loads(*, now: datetime, since: datetime) -> tuple[Load, ...]:
    """By person and, for what nobody has in hand, by role; the latest and heaviest first. Three queries."""
    moves = WorkMove.objects.filter(move=Move.DONE, at__gte=since, by__isnull=False)
    done = {(pk, name): n for pk, name, n in moves.values_list("by_id", "by__name").annotate(n=Count("pk"))}
    held = _counted(now, Q(owner__isnull=False), "owner_id", "owner__name")
    people = [
        Load(name, False, n, late, snoozed, oldest, done.pop((pk, name), 0))
        for pk, name, n, late, snoozed, oldest in held
    ]
    people += [Load(name, False, 0, 0, 0, None, n) for (_, name), n in done.items()]
    roles = [
        Load(role_words(role) or "Anybody", True, n, late, snoozed, oldest, 0)
        for role, n, late, snoozed, oldest in _counted(now, Q(owner=None), "role")
    ]
    return tuple(sorted(people + roles, key=lambda load: (-load.late, -load.open, load.name)))


def _counted(now: datetime, which: Q, *by: str) -> list[tuple]:  # type: ignore[type-arg]
    late = Count("pk", filter=Q(due_at__lt=now) & ~Q(state=State.SNOOZED))
    snoozed = Count("pk", filter=Q(state=State.SNOOZED))
    found = WorkItem.objects.filter(which, state__in=sorted(UNFINISHED)).order_by().values_list(*by)
    return list(found.annotate(n=Count("pk"), late=late, snoozed=snoozed, oldest=Min("due_at")))


def ages(*, now: datetime) -> tuple[KindAges, ...]:
    """By kind, how many have waited how long. One query."""
    bounds = [now - limit if limit else None for _, limit in AGES]
    counts = []
    for oldest, newest in zip(bounds, [None, *bounds], strict=False):
        within = (Q(opened_at__gte=oldest) if oldest else Q()) & (Q(opened_at__lt=newest) if newest else Q())
        counts.append(Count("pk", filter=within))
    rows = (
        WorkItem.objects.filter(state__in=sorted(UNFINISHED))
        .values_list("kind")
        .annotate(n=Count("pk"), **{f"a{place}": count for place, count in enumerate(counts)})
        .order_by(F("n").desc(), "kind")
    )
    return tuple(KindAges(title(kind), kind, tuple(waited), n) for kind, n, *waited in rows)
