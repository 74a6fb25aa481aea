"""Which invented patient is insured by whom, and under which numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from practicum.kernel.coverage.bulk import NewCoverage
from practicum.sandbox.population import Person
from practicum.sandbox.staffing import PayerSketch

_LETTERS = "ACDEFGHJKMNPQRTUVWXY"  # those a Medicare number may have (CMS): no S, L, O, I, B, Z
_FIGURES = "0123456789"


@dataclass(frozen=True, slots=True)
class KnownPayer:
    """A payer of the sketch with the ids it was given."""

    sketch: PayerSketch
    id: int
    plans: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Policy:
    payer: KnownPayer
    plan: int
    member_id: str
    group: str


def coverages(
    random: Random, people: Sequence[Person], ids: Sequence[int], payers: Sequence[KnownPayer], *, today: date
) -> Iterator[NewCoverage]:
    """Coverages in the order of the people; members of a household share the subscriber's policy."""
    policies: dict[int, _Policy] = {}
    start = date(today.year, 1, 1)
    for place, person in enumerate(people):
        first, second = _kinds(random, person.insurance)
        if first is None:
            continue
        shared = policies.get(person.subscriber) if person.subscriber is not None else None
        policy = shared or _policy(random, first, payers)
        policies[place] = policy
        yield _row(person, ids, place, policy, 1, start, shared=shared is not None, people=people)
        if second:
            extra = _policy(random, second, payers)
            yield _row(person, ids, place, extra, 2, start, shared=False, people=people)


def _kinds(random: Random, insurance: str) -> tuple[str | None, str | None]:
    if insurance == "self_pay":
        return None, None
    if insurance == "dual":
        return "medicare", "medicaid"
    if insurance == "medicare":
        return "medicare", "commercial" if random.random() < 0.6 else None
    return insurance, None


def _policy(random: Random, kind: str, payers: Sequence[KnownPayer]) -> _Policy:
    able = [payer for payer in payers if payer.sketch.insurance == kind]
    payer = random.choices(able, [p.sketch.share for p in able])[0]
    member = (
        medicare_number(random)
        if kind == "medicare"
        else f"{payer.sketch.number[:2]}{random.randrange(10**9):09d}"
    )
    group = f"G{random.randrange(10_000):05d}" if kind == "commercial" else ""
    return _Policy(payer, random.choice(payer.plans), member, group)


def medicare_number(random: Random) -> str:
    """A number of the form CMS describes: figure, letter, either, figure, letter, either, figure, letter, letter, 2 figures."""
    form = "CAXNAXNAANN"
    pools = {"C": "123456789", "A": _LETTERS, "X": _LETTERS + _FIGURES, "N": _FIGURES}
    return "".join(random.choice(pools[place]) for place in form)


def _row(
    person: Person, ids: Sequence[int], place: int, policy: _Policy, rank: int, start: date, *, shared: bool,
    people: Sequence[Person],
) -> NewCoverage:  # fmt: skip
    holder = people[person.subscriber].patient if shared and person.subscriber is not None else None
    child = person.patient.guarantor is not None
    return NewCoverage(
        patient_id=ids[place], payer_id=policy.payer.id, plan_id=policy.plan, rank=rank, member_id=policy.member_id,
        group_number=policy.group, relation="self" if holder is None else "child" if child else "spouse",
        subscriber_id=ids[person.subscriber] if holder and person.subscriber is not None else None,
        subscriber_name=f"{holder.given} {holder.family}" if holder else "",
        subscriber_birth_date=holder.birth_date if holder else None, start_date=start,
    )  # fmt: skip
