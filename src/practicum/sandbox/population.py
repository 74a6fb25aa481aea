"""Households of invented people: who they are, how they are reached, who insures them, what ails them.

Everything follows from the seed, the count and the day: the same three give the same people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from practicum.kernel.patients.people import NewAddress, NewPatient
from practicum.lib.names import parts
from practicum.sandbox.names import HERITAGES, STREETS, TOWNS, Heritage

_SHARES = list(accumulate(h.share for h in HERITAGES))

# Shares of a panel's adults by age band, in a hundred: a family practice with many elderly.
_ADULT_BANDS = ((18, 29, 18), (30, 44, 25), (45, 59, 24), (60, 74, 22), (75, 89, 10), (90, 101, 1))
_BANDS = list(accumulate(band[2] for band in _ADULT_BANDS))

# condition, from age, share in a hundred of those at that age
_CONDITIONS = (
    ("asthma", 3, 8), ("allergic rhinitis", 5, 10), ("anxiety", 16, 12), ("depression", 16, 9), ("migraine", 16, 9),
    ("hypertension", 35, 32), ("hyperlipidemia", 35, 26), ("diabetes type 2", 40, 13), ("hypothyroidism", 30, 6),
    ("reflux", 30, 12), ("osteoarthritis", 50, 24), ("atrial fibrillation", 65, 9), ("COPD", 55, 8),
    ("chronic kidney disease", 60, 12), ("heart failure", 65, 6), ("coronary artery disease", 55, 9),
    ("osteoporosis", 60, 10), ("back pain", 25, 14),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person: what registration knows, and what the history and coverage are made from."""

    patient: NewPatient
    conditions: tuple[str, ...]
    insurance: str  # commercial, medicare, medicare_advantage, medicaid, dual, self_pay
    subscriber: int | None  # place of the household member whose policy it is; None for one's own


def households(*, seed: int, count: int, today: date) -> Iterator[Person]:
    """People in household order, exactly `count` of them; places count from 0 in this order."""
    made = 0
    number = 0
    while made < count:
        people = _household(Random(f"{seed}:household:{number}"), number, made, today)
        yield from people[: count - made]
        made += min(len(people), count - made)
        number += 1


def _household(random: Random, number: int, first: int, today: date) -> list[Person]:
    heritage = _heritage(random)
    family = random.choice(heritage.family)
    home = _address(random)
    landline = _phone(random) if random.random() < 0.25 else None
    lead = _adult(random, heritage, family, home, today, number)
    people = [lead]
    age = _age(lead.birth_date, today)
    if random.random() < (0.55 if age < 80 else 0.35):
        people.append(_partner(random, lead, today))
    if 22 <= age <= 58:
        people += _children(random, people, heritage, today)
    if landline:
        people = [replace(p, phones=(*p.phones, (landline, "home"))) for p in people]
    insurance = _insurance_of(random, age)
    return [_person(random, p, place, first, insurance, people, today) for place, p in enumerate(people)]


def _person(
    random: Random,
    patient: NewPatient,
    place: int,
    first: int,
    insurance: str,
    people: list[NewPatient],
    today: date,
) -> Person:
    age = _age(patient.birth_date, today)
    child = age < 18
    own = _insurance_of(random, age) if age >= 65 else insurance
    if child and own in {"medicare", "medicare_advantage", "dual"}:
        own = "medicaid"
    shared = own == "commercial" and place > 0
    guarantor = first if child else None
    made = replace(patient, guarantor=guarantor, household=patient.household if len(people) > 1 else None)
    return Person(made, _conditions(random, age), own, first if shared else None)


def _heritage(random: Random) -> Heritage:
    at = random.randrange(_SHARES[-1])
    return next(h for h, top in zip(HERITAGES, _SHARES, strict=True) if at < top)


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _born(random: Random, age: int, today: date) -> date:
    return today - timedelta(days=int(age * 365.2425) + random.randrange(1, 365))


def _adult(
    random: Random, heritage: Heritage, family: str, home: NewAddress, today: date, household: int
) -> NewPatient:
    at = random.randrange(_BANDS[-1])
    low, high, _ = next(band for band, top in zip(_ADULT_BANDS, _BANDS, strict=True) if at < top)
    woman = random.random() < 0.54
    return _someone(
        random,
        heritage,
        family,
        woman,
        _born(random, random.randint(low, high), today),
        home,
        today,
        household,
    )


def _someone(
    random: Random, heritage: Heritage, family: str, woman: bool, born: date, home: NewAddress, today: date,
    household: int,
) -> NewPatient:  # fmt: skip
    given = random.choice(heritage.women if woman else heritage.men)
    if heritage.two_families and random.random() < 0.4:
        family = f"{family} {random.choice(heritage.family)}"
    age = _age(born, today)
    adult = age >= 16
    mobile = _phone(random) if adult and random.random() < 0.95 else None
    mail = _email(random, given, family) if adult and random.random() < (0.85 if age < 70 else 0.5) else ""
    english = heritage.language == "en" or random.random() < 0.45
    channel = _channel(random, mobile, mail, age)
    consents = [("voice", "health")]
    if mobile and random.random() < 0.85:
        consents.append(("sms", "health"))
    if mail and random.random() < 0.9:
        consents.append(("email", "health"))
    since = datetime.combine(today - timedelta(days=random.randrange(30, 3600)), time(14), UTC)
    return NewPatient(
        given=given, family=family, birth_date=born, sex=_sex(random, woman), phones=((mobile, "mobile"),) if mobile else (),
        middle=random.choice("ABCDEGHJKLMNPRSTVW") if heritage.language == "en" and random.random() < 0.5 else "",
        email=mail, address=home, language="en" if english else heritage.language, channel=channel,
        needs_interpreter=not english and random.random() < 0.5, consents=tuple(consents), household=household,
        registered_at=since, deceased_date=_died(random, age, today),
        restricted_reason="Works here" if random.random() < 0.001 else "",
    )  # fmt: skip


def _sex(random: Random, woman: bool) -> str:
    if random.random() < 0.002:
        return "unknown"
    return "female" if woman else "male"


def _died(random: Random, age: int, today: date) -> date | None:
    if age < 70 or random.random() > 0.02:
        return None
    return today - timedelta(days=random.randrange(10, 500))


def _channel(random: Random, mobile: str | None, mail: str, age: int) -> str:
    if mobile and random.random() < (0.75 if age < 70 else 0.35):
        return "sms"
    if mail and random.random() < 0.5:
        return "email"
    return "letter" if age >= 75 and random.random() < 0.3 else "voice"


def _partner(random: Random, lead: NewPatient, today: date) -> NewPatient:
    heritage = _heritage(random) if random.random() < 0.25 else _same(lead.family)
    age = max(19, _age(lead.birth_date, today) + random.randint(-6, 6))
    woman = (lead.sex != "female") if random.random() < 0.95 else lead.sex == "female"
    own = random.choice(heritage.family)
    takes = random.random() < 0.6
    partner = _someone(
        random, heritage, lead.family if takes else own, woman, _born(random, age, today),
        lead.address or _address(random), today, int(lead.household or 0),
    )  # fmt: skip
    return replace(partner, former_family=own) if takes and woman and own != lead.family else partner


def _same(family: str) -> Heritage:
    first = family.split()[0]
    return next((h for h in HERITAGES if family in h.family or first in h.family), HERITAGES[0])


def _children(random: Random, parents: list[NewPatient], heritage: Heritage, today: date) -> list[NewPatient]:
    lead = parents[0]
    youngest = min(_age(p.birth_date, today) for p in parents)
    many = random.choices((0, 1, 2, 3, 4), (42, 20, 25, 10, 3))[0]
    born: list[date] = []
    for _ in range(many):
        if born and random.random() < 0.03:
            born.append(born[-1])  # twins
            continue
        age = random.randint(0, 17)
        if age <= youngest - 18:
            born.append(_born(random, age, today))
    return [
        _someone(random, heritage, lead.family, random.random() < 0.49, day, lead.address or _address(random), today,
                 int(lead.household or 0))
        for day in born
    ]  # fmt: skip


def _insurance_of(random: Random, age: int) -> str:
    if age >= 65:
        return random.choices(("medicare", "medicare_advantage", "dual", "commercial"), (40, 42, 10, 8))[0]
    return random.choices(("commercial", "medicaid", "self_pay"), (68, 25, 7))[0]


def _conditions(random: Random, age: int) -> tuple[str, ...]:
    return tuple(name for name, since, share in _CONDITIONS if age >= since and random.randrange(100) < share)


def _phone(random: Random) -> str:
    """A number of those set aside for fiction, 555-0100 to 555-0199: it reaches nobody."""
    area = f"{random.randint(2, 9)}{random.randint(0, 8)}{random.randint(0, 9)}"
    return f"+1{area}55501{random.randrange(100):02d}"


def _email(random: Random, given: str, family: str) -> str:
    letters = ".".join("".join(c for c in name if c.isascii()) for name in (*parts(given), *parts(family)))
    return f"{letters}{random.randrange(10, 9999)}@{random.choice(('example.org', 'example.net', 'mail.example'))}"


def _address(random: Random) -> NewAddress:
    city, state, postal_code = random.choice(TOWNS)
    flat = f"Apt {random.randint(1, 40)}" if random.random() < 0.25 else ""
    return NewAddress(
        line1=f"{random.randint(1, 999)} {random.choice(STREETS)}", line2=flat, city=city, state=state,
        postal_code=postal_code,
    )  # fmt: skip
