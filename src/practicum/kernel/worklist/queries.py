"""Reading the worklist: a page of rows, counts for chips and the shell, one item with its trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, Subquery, Value, When

from practicum.kernel.actions.command import label_refs, ref_kind
from practicum.kernel.base import Actor
from practicum.kernel.practice.models import Cover, Role
from practicum.kernel.worklist import kinds, rules
from practicum.kernel.worklist.lifecycle import AWAKE, UNFINISHED, State
from practicum.kernel.worklist.models import WorkItem
from practicum.kernel.worklist.permissions import sees_everything

PAGE = 50
URGENT = 80  # from this priority on an item stands above every promise
SCOPES = ("all", "mine", "roles", "everyone", "snoozed")


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the worklist is asked for."""

    scope: str = "all"
    kind: str = ""
    late: bool = False
    text: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, ready to be shown."""

    id: int
    kind: str
    title: str
    says: str
    patient_id: int | None
    patient: str
    owner_id: int | None
    owner: str
    role: str
    state: str
    due_at: datetime | None
    due: str
    late: bool
    urgent: bool
    step: int
    snoozed_until: datetime | None
    snooze_reason: str
    opened_at: datetime
    mine: bool
    url: str
    verb: str
    may_claim: bool
    may_finish: bool


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many items of a kind there are, and how many of them are late."""

    name: str
    title: str
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One page of the list with what its chips and tabs say."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int
    kinds: tuple[KindCount, ...]
    late: int
    scopes: dict[str, int]


@dataclass(frozen=True, slots=True)
class WorkCount:
    """What the shell's top bar shows: how much waits for this person or their roles."""

    open: int
    late: int


def work_count(*, by: Actor, now: datetime) -> WorkCount:
    """One query over two narrow indexes."""
    late = Count("pk", filter=Q(due_at__lt=now))
    found = WorkItem.objects.filter(mine(by, now=now) | for_roles(by), awake()).aggregate(
        n=Count("pk"), late=late
    )
    return WorkCount(found["n"], found["late"])


def awake() -> Q:
    """Items that wait for somebody now."""
    return Q(state__in=sorted(AWAKE))


def mine(by: Actor, *, now: datetime) -> Q:
    """Items in one's own hands, or in those of a colleague one stands in for."""
    absent = Cover.objects.filter(
        covering_id=by.staff_id, cancelled_at=None, starts_at__lte=now, ends_at__gt=now
    )
    return Q(owner_id=by.staff_id) | Q(owner_id__in=Subquery(absent.filter(streams=[]).values("absent_id")))


def for_roles(by: Actor) -> Q:
    """Items nobody has in hand yet that are for one's roles, or for nobody's but one's streams."""
    return Q(owner=None) & (
        Q(role__in=sorted(by.roles)) | Q(role="", stream__in=[s.value for s in by.levels])
    )


def work_page(*, by: Actor, now: datetime, filters: Filters, size: int = PAGE) -> WorkPage:
    """A page of the list: the same handful of queries however long the list is."""
    in_scope = WorkItem.objects.filter(_scope(filters.scope, by=by, now=now))
    if filters.text:
        in_scope = in_scope.filter(_matching(filters.text, by=by))
    counted = _by_kind(in_scope, now=now)
    chosen = in_scope.filter(kind=filters.kind) if filters.kind else in_scope
    if filters.late:
        chosen = chosen.filter(due_at__lt=now)
    total = sum(
        k.late if filters.late else k.count for k in counted if not filters.kind or k.name == filters.kind
    )
    pages = max(1, -(-total // size))
    page = min(max(filters.page, 1), pages)
    rows = _rows(chosen, by=by, now=now, first=(page - 1) * size, size=size)
    return WorkPage(
        rows=rows, total=total, page=page, pages=pages, kinds=counted, late=sum(k.late for k in counted),
        scopes=_scopes(by=by, now=now),
    )  # fmt: skip


def rows_of_patient(*, patient_id: int, by: Actor, now: datetime, most: int = 20) -> tuple[Row, ...]:
    """What is open about one patient, for the chart."""
    return rows_where(Q(patient_id=patient_id, state__in=sorted(UNFINISHED)), by=by, now=now, most=most)


def rows_where(wanted: Q, *, by: Actor, now: datetime, most: int) -> tuple[Row, ...]:
    """Rows of the items that fit, in the order of the list."""
    return _rows(WorkItem.objects.filter(wanted), by=by, now=now, first=0, size=most)


def _scope(scope: str, *, by: Actor, now: datetime) -> Q:
    own = mine(by, now=now) | for_roles(by)
    if scope == "mine":
        return mine(by, now=now) & awake()
    if scope == "roles":
        return for_roles(by) & awake()
    if scope == "snoozed":
        return (Q() if sees_everything(by) else own) & Q(state=State.SNOOZED)
    if scope == "everyone" and sees_everything(by):
        return awake()
    return own & awake()


def _scopes(*, by: Actor, now: datetime) -> dict[str, int]:
    """How many items each tab holds, in one query."""
    offered = [scope for scope in SCOPES if scope != "everyone" or sees_everything(by)]
    wide = Q() if sees_everything(by) else mine(by, now=now) | for_roles(by)
    counts = {scope: Count("pk", filter=_scope(scope, by=by, now=now)) for scope in offered}
    found = WorkItem.objects.filter(wide, state__in=sorted(UNFINISHED)).aggregate(
        **{f"n_{scope}": count for scope, count in counts.items()}
    )
    return {scope: found[f"n_{scope}"] for scope in offered}


def _matching(text: str, *, by: Actor) -> Q:
    """Items that say the text, belong to a colleague so named, or are about a patient so found."""
    found = Q(says__icontains=text[:100]) | Q(owner__name__icontains=text[:100])
    patients = ref_kind("patient")
    if patients is not None and patients.search is not None and len(text) >= 2:
        found |= Q(patient_id__in=[choice.id for choice in patients.search(text[:100], by)])
    return found


def _by_kind(found: QuerySet[WorkItem], *, now: datetime) -> tuple[KindCount, ...]:
    late = Count("pk", filter=Q(due_at__lt=now))
    rows = found.values("kind").annotate(n=Count("pk"), late=late).order_by("-n", "kind")
    return tuple(KindCount(row["kind"], title(row["kind"]), row["n"], row["late"]) for row in rows)


def title(name: str) -> str:
    """A kind as people say it, also when its room is gone."""
    declared = kinds.find_kind(name)
    return declared.title if declared else name.split(".")[-1].replace("_", " ").capitalize()


_COLUMNS = (
    "id", "kind", "says", "subject_kind", "subject_id", "patient_id", "owner_id", "owner__name", "role", "state",
    "due_at", "priority", "step", "snoozed_until", "snooze_reason", "opened_at", "is_mine",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a kind's url may ask of a row."""

    pk: int
    subject_kind: str
    subject_id: int | None
    patient_id: int | None
    owner_id: int | None
    role: str


def _rows(found: QuerySet[WorkItem], *, by: Actor, now: datetime, first: int, size: int) -> tuple[Row, ...]:
    """Mine first, then my roles'; in each what is urgent, then the oldest promise."""
    urgent = Case(
        When(priority__gte=URGENT, then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    is_mine = Case(
        When(mine(by, now=now), then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    ordered = found.annotate(is_mine=is_mine, urgent=urgent).order_by(
        "-is_mine", "-urgent", F("due_at").asc(nulls_last=True), "id"
    )
    values = list(ordered.values_list(*_COLUMNS)[first : first + size])
    patients = patient_labels([value[5] for value in values if value[5] is not None])
    return tuple(_row(value, patients=patients, by=by, now=now) for value in values)


def patient_labels(ids: Sequence[int]) -> dict[int, str]:
    """Patients by name, in one query."""
    return {number: label for (_, number), label in label_refs({"patient": ids} if ids else {}).items()}


def _row(value: tuple, *, patients: dict[int, str], by: Actor, now: datetime) -> Row:  # type: ignore[type-arg]
    (pk, kind, says, subject_kind, subject_id, patient_id, owner_id, owner, role, state, due_at, priority, step,
     until, reason, opened_at, is_mine) = value  # fmt: skip
    declared = kinds.find_kind(kind)
    facts = _Facts(pk, subject_kind, subject_id, patient_id, owner_id, role)
    in_hand = state == State.CLAIMED and owner_id == by.staff_id
    return Row(
        id=pk, kind=kind, title=title(kind), says=says, patient_id=patient_id, patient=patients.get(patient_id, ""),
        owner_id=owner_id, owner=owner or "", role=role_words(role), state=state, due_at=due_at,
        due=rules.due_words(due_at, now), late=due_at is not None and due_at < now, urgent=priority >= URGENT,
        step=step, snoozed_until=until, snooze_reason=reason, opened_at=opened_at, mine=is_mine,
        url=declared.next_url(facts) if declared else f"/work/{pk}/", verb=declared.verb if declared else "Open",
        may_claim=not in_hand and (owner_id is None or is_mine or sees_everything(by)),
        may_finish=declared is None or declared.finish_from_list,
    )  # fmt: skip


def role_words(role: str) -> str:
    """A role as people say it."""
    return str(Role(role).label) if role in Role.values else role.replace("_", " ")
