"""The invented practice itself: sites, rooms, kinds of visits, payers, and the people who work there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from practicum.kernel.base import Level, Stream
from practicum.lib.identifiers import npi_ok
from practicum.lib.names import parts
from practicum.sandbox.names import HERITAGES

PRACTICE = "Alder Falls Family Medicine"
ZONE = "America/New_York"
HOURS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "8-17:30")
SITES = (
    ("Alder Falls", "14 Mill Pond Road", "Alder Falls", "12999", "+15185550140"),
    ("Granite Bay", "220 Granite Avenue", "Granite Bay", "12991", "+15185550160"),
    ("Tamarack", "7 Station Road", "Tamarack", "12980", "+15185550180"),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A kind of visit. share: how many in a hundred booked visits are of it."""

    name: str
    minutes: int
    color: str
    share: int
    instructions: str
    copay_kind: str = "primary"


VISITS = (
    Visit("Office visit", 20, "blue", 44, "Bring your insurance card and a list of your medicines."),
    Visit("Chronic care follow-up", 30, "teal", 20, "Bring your home readings and all your medicines."),
    Visit("Sick visit", 15, "orange", 16, "If you have fever or cough, wear a mask and tell the desk."),
    Visit(
        "Annual physical",
        40,
        "green",
        9,
        "Fast for 8 hours if blood will be drawn; water is fine.",
        "preventive",
    ),
    Visit("Well child", 30, "yellow", 5, "Bring the vaccination record.", "preventive"),
    Visit("New patient", 40, "purple", 4, "Come 15 minutes early, with your card and a photo ID."),
    Visit("Telephone visit", 15, "grey", 2, "We call you; keep your line free."),
)

COPAYS = {"primary": 2500, "preventive": 0}


@dataclass(frozen=True, slots=True)
class PayerSketch:
    """A payer, its plans with (name, primary co-pay in cents), and its number at the clearinghouse."""

    name: str
    kind: str
    insurance: str
    share: int
    number: str
    plans: tuple[tuple[str, int], ...]


PAYERS = (
    PayerSketch("Northway Health", "commercial", "commercial", 34, "NW001", (("Choice PPO", 2500), ("Select HMO", 2000))),
    PayerSketch("Mohawk Mutual", "commercial", "commercial", 28, "MM210", (("Open Access", 3000), ("High Deductible", 0))),
    PayerSketch("Union Benefit Fund", "commercial", "commercial", 14, "UB044", (("Members", 1500),)),
    PayerSketch("Cedar Life", "commercial", "commercial", 24, "CL882", (("Bronze", 4000), ("Silver", 3000), ("Gold", 2000))),
    PayerSketch("Medicare Part B", "medicare", "medicare", 100, "MCRNY", (("Original Medicare", 0),)),
    PayerSketch("Northway Senior", "medicare_advantage", "medicare_advantage", 60, "NWS01", (("Advantage Plus", 1000),)),
    PayerSketch("Evergreen Advantage", "medicare_advantage", "medicare_advantage", 40, "EVG70", (("Gold Care", 500),)),
    PayerSketch("State Medicaid", "medicaid", "medicaid", 55, "MCDNY", (("Fee for service", 0),)),
    PayerSketch("Adirondack Community Plan", "medicaid", "medicaid", 45, "ACP33", (("Managed Medicaid", 0),)),
)  # fmt: skip

_DESK = (Stream.FRONTDESK, Stream.SCHEDULING, Stream.INTAKE, Stream.OUTREACH)
_E, _D, _P, _A = Level.EMERGING, Level.DEVELOPING, Level.PROFICIENT, Level.ADVANCED


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works here: their sign-in name, roles and level by stream."""

    username: str
    given: str
    family: str
    job: str
    roles: tuple[str, ...]
    levels: Mapping[Stream, Level]
    site: int = 0
    kind: str = "human"
    specialty: str = ""
    npi: str = ""
    suffix: str = ""
    prefix: str = ""
    color: str = "#4b6ea8"
    known: bool = field(default=False)  # named in the tutorial and printed at the start


def _levels(*streams: Stream, level: Level) -> dict[Stream, Level]:
    return dict.fromkeys(streams, level)


KNOWN = (
    Worker("maya", "Maya", "Okafor", "Receptionist in training", ("front_desk",),
           _levels(*_DESK, level=_E) | {Stream.BILLING: _D, Stream.RESULTS: _E}, known=True),
    Worker("jonas", "Jonas", "Lindqvist", "Receptionist", ("front_desk",),
           _levels(*_DESK, level=_D) | {Stream.BILLING: _D, Stream.RESULTS: _D}, known=True),
    Worker("dana", "Dana", "Whitfield", "Senior receptionist", ("front_desk", "scheduler"),
           _levels(*_DESK, Stream.BILLING, Stream.RESULTS, Stream.RECORDS, level=_P), known=True),
    Worker("ines", "Inés", "Carranza", "Biller", ("biller",),
           _levels(Stream.BILLING, Stream.CLAIMS, Stream.INTAKE, level=_P), known=True),
    Worker("omar", "Omar", "Haddad", "Nurse", ("nurse",),
           _levels(Stream.RESULTS, Stream.FRONTDESK, Stream.SCHEDULING, level=_P), known=True, suffix="RN"),
    Worker("ruth", "Ruth", "Feldman", "Practice manager", ("manager",), _levels(*Stream, level=_A), known=True),
    Worker("pia", "Pia", "Marchetti", "Privacy officer", ("privacy_officer",),
           _levels(Stream.COMPLIANCE, Stream.RECORDS, level=_A), known=True),
    Worker("rosa", "Rosa", "Villareal", "Records clerk", ("records_clerk",),
           _levels(Stream.RECORDS, Stream.CORRESPONDENCE, Stream.RESULTS, Stream.INTAKE, level=_P), known=True),
    Worker("dr.chen", "Grace", "Chen", "Physician", ("physician",),
           _levels(Stream.RESULTS, level=_A) | _levels(Stream.SCHEDULING, level=_P), specialty="Family medicine",
           npi="1234567893", suffix="MD", prefix="Dr.", color="#2f6fb0", known=True),
    Worker("helper", "Desk", "Assistant", "Software assistant", (), _levels(Stream.SCHEDULING, Stream.OUTREACH, level=_E),
           kind="assistant", known=True),
)  # fmt: skip

_COLORS = (
    "#2f6fb0",
    "#2f8f83",
    "#7a5cc2",
    "#b0642f",
    "#4f8f3a",
    "#b03f6e",
    "#5a6b7d",
    "#8f7a2f",
    "#3a7fa0",
    "#a04f4f",
)
_SPECIALTIES = ("Family medicine", "Internal medicine", "Pediatrics", "Family medicine", "Women's health")


def sites_for(size: float) -> int:
    """How many sites a practice of that size has: three up to the size of FACTS' practice of ten."""
    return max(3, round(3 * size))


def workers_for(*, seed: int, size: float) -> list[Worker]:
    """Everybody who works in a practice of that size: the known ones first, ten providers at size 1."""
    random = Random(f"{seed}:staff")
    providers = max(3, round(10 * size))
    made = list(KNOWN)
    used = {worker.username for worker in made}
    made += [_provider(random, number, used, sites_for(size)) for number in range(1, providers)]
    for number in range(max(2, round(9 * size))):
        made.append(
            _other(
                random, number, used, sites_for(size), "Nurse", ("nurse",), (Stream.RESULTS, Stream.FRONTDESK)
            )
        )
    for number in range(max(2, round(9 * size))):
        made.append(
            _other(
                random,
                number,
                used,
                sites_for(size),
                "Receptionist",
                ("front_desk",),
                (*_DESK, Stream.BILLING),
            )
        )
    for number in range(max(1, round(3 * size))):
        made.append(
            _other(
                random, number, used, sites_for(size), "Biller", ("biller",), (Stream.BILLING, Stream.CLAIMS)
            )
        )
    return made


def _provider(random: Random, number: int, used: set[str], sites: int) -> Worker:
    given, family = _name(random)
    nurse = number % 5 == 4
    return Worker(
        _username(f"dr.{family}", used), given, family, "Nurse practitioner" if nurse else "Physician",
        ("physician",),
        _levels(Stream.RESULTS, level=_A) | _levels(Stream.SCHEDULING, level=_P), number % sites,
        specialty=_SPECIALTIES[number % 5], npi=_npi(number), suffix="NP" if nurse else "MD",
        prefix="" if nurse else "Dr.", color=_COLORS[number % len(_COLORS)],
    )  # fmt: skip


def _other(
    random: Random, number: int, used: set[str], sites: int, job: str, roles: tuple[str, ...],
    streams: tuple[Stream, ...],
) -> Worker:  # fmt: skip
    given, family = _name(random)
    level = random.choices(tuple(Level), (20, 25, 40, 15))[0]
    return Worker(
        _username(given, used), given, family, job, roles, _levels(*streams, level=level), number % sites
    )


def _name(random: Random) -> tuple[str, str]:
    heritage = random.choices(HERITAGES, [h.share for h in HERITAGES])[0]
    return random.choice(heritage.women + heritage.men), random.choice(heritage.family)


def _username(name: str, used: set[str]) -> str:
    base = ".".join(parts(name)) if "." in name else "".join(parts(name))
    found, number = base, 2
    while found in used:
        found, number = f"{base}{number}", number + 1
    used.add(found)
    return found


def _npi(number: int) -> str:
    base = f"{199_900_000 + number}"
    return next(base + digit for digit in "0123456789" if npi_ok(base + digit))
