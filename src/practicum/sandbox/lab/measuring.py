"""Draw believable results: mostly within range, some without, now and then critical."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from practicum.formats.hl7.datatypes import (
    Authority,
    Clinician,
    Coded,
    CodedValue,
    Number,
    OrderNumber,
    PersonName,
    Text,
)
from practicum.formats.hl7.results import Order, Result
from practicum.formats.hl7.times import Timestamp, timestamp
from practicum.sandbox.lab.panels import ANTIBIOTICS, CULTURE, ORGANISMS, PANELS, Panel, Test, Wording
from practicum.sandbox.lab.people import LabProvider

_ABNORMAL, _CRITICAL = 0.12, 0.02
_LAB = "MERIDIAN REFERENCE LABORATORY"


def pick_panel(random: Random) -> Panel:
    """Choose a panel as often as it is ordered."""
    return random.choices(PANELS, weights=[panel.share for panel in PANELS])[0]


def measure(
    panel: Panel,
    *,
    random: Random,
    number: str,
    at: datetime,
    provider: LabProvider,
    critical: bool | None = None,
) -> Order:
    """Make an order with its results; ``critical`` forces or forbids a critical value, None leaves it to chance."""
    drawn = at - timedelta(minutes=random.randint(60, 600))
    observed = timestamp(drawn)
    chance = random.random() < _CRITICAL if critical is None else critical
    if panel is CULTURE:
        results, notes = _culture(random, observed)
    else:
        results, notes = _panel(panel, random, observed, chance), ()
    return Order(
        set_id="1",
        service=Coded(panel.loinc, panel.name, "LN", panel.local, panel.local, "L"),
        placer_number=OrderNumber(f"P{number}", Authority("PRACTICUM")),
        filler_number=OrderNumber(f"{panel.section}{number}", Authority("MERIDIAN")),
        ordering=(clinician(provider),),
        status="F",
        observed_at=observed,
        received_at=timestamp(drawn + timedelta(minutes=45)),
        reported_at=timestamp(at),
        specimen=Coded(*panel.specimen, "SCT"),
        section=panel.section,
        notes=notes,
        results=results,
    )


def clinician(provider: LabProvider) -> Clinician:
    """Name the ordering provider by NPI."""
    authority = Authority("NPI", "2.16.840.1.113883.4.6", "ISO")
    return Clinician(
        provider.npi, PersonName(provider.family, provider.given), authority, "NPI", provider.npi
    )


def _panel(panel: Panel, random: Random, observed: Timestamp, critical: bool) -> tuple[Result, ...]:
    able = [
        n
        for n, test in enumerate(panel.tests)
        if isinstance(test, Test) and (test.critical_low or test.critical_high)
    ]
    chosen = random.choice(able) if critical and able else -1
    results = []
    for place, test in enumerate(panel.tests):
        if isinstance(test, Wording):
            results.append(_worded(test, random, observed, place + 1))
        else:
            results.append(_measured(test, random, observed, place + 1, critical=place == chosen))
    return tuple(results)


def _measured(test: Test, random: Random, observed: Timestamp, place: int, *, critical: bool) -> Result:
    value = _draw(test, random, critical=critical)
    number = round(Decimal(value), test.places)
    notes: tuple[str, ...] = ()
    flag = _flag(test, float(number))
    if flag in ("HH", "LL"):
        notes = ("Critical value. Repeated and confirmed.",)
    return Result(
        set_id=str(place),
        kind="NM",
        code=Coded(test.loinc, test.name, "LN"),
        values=(Number(number, f"{number:.{test.places}f}"),),
        units=Coded(test.units, test.units, "UCUM"),
        reference_range=test.one_sided or f"{test.low:.{test.places}f}-{test.high:.{test.places}f}",
        flags=(flag,) if flag else (),
        status="F",
        observed_at=observed,
        performer=_LAB,
        notes=notes,
    )


def _draw(test: Test, random: Random, *, critical: bool) -> float:
    span = test.high - test.low
    if critical:
        if test.critical_high is not None and (test.critical_low is None or random.random() < 0.7):
            return test.critical_high * random.uniform(1.02, 1.25)
        assert test.critical_low is not None
        return test.critical_low * random.uniform(0.75, 0.97)
    if random.random() < _ABNORMAL:
        out = span * random.uniform(0.03, 0.35)
        above = test.high + out
        below = test.low - out
        # Out of range, but short of critical: those are drawn on purpose only.
        if test.critical_high is not None:
            above = min(above, test.high + (test.critical_high - test.high) * 0.9)
        if test.critical_low is not None:
            below = max(below, test.low - (test.low - test.critical_low) * 0.9)
        return above if below <= 0 or random.random() < 0.6 else below
    return min(test.high, max(test.low, random.gauss((test.low + test.high) / 2, span / 5)))


def _flag(test: Test, value: float) -> str:
    if test.critical_high is not None and value >= test.critical_high:
        return "HH"
    if test.critical_low is not None and value <= test.critical_low:
        return "LL"
    high = value > test.high and not test.one_sided.startswith(">")
    low = value < test.low and not test.one_sided.startswith("<")
    return "H" if high else "L" if low else ""


def _worded(test: Wording, random: Random, observed: Timestamp, place: int) -> Result:
    odd = test.abnormal and random.random() < _ABNORMAL
    return Result(
        set_id=str(place),
        kind="ST",
        code=Coded(test.loinc, test.name, "LN"),
        values=(Text(random.choice(test.abnormal) if odd else test.usual),),
        reference_range=test.usual,
        flags=("A",) if odd else (),
        status="F",
        observed_at=observed,
        performer=_LAB,
    )


def _culture(random: Random, observed: Timestamp) -> tuple[tuple[Result, ...], tuple[str, ...]]:
    """Make a urine culture: no growth in words, or an organism with its susceptibilities."""
    blank = Result(
        "1", "TX", Coded(CULTURE.loinc, CULTURE.name, "LN"), status="F", observed_at=observed, performer=_LAB
    )
    if random.random() < 0.6:
        words = Text("No growth after 48 hours.\nSpecimen: clean catch midstream urine.")
        return (replace(blank, values=(words,)),), ()
    organism, name, withstands = random.choice(ORGANISMS)
    grown = CodedValue(Coded(organism, name, "SCT"))
    count = ("More than 100,000 CFU/mL",)
    results = [replace(blank, kind="CWE", sub_id="1", values=(grown,), flags=("A",), notes=count)]
    for place, (loinc, antibiotic) in enumerate(ANTIBIOTICS, start=2):
        resists = loinc in withstands
        answer = Text("Resistant" if resists else "Susceptible")
        results.append(
            replace(blank, set_id=str(place), kind="ST", code=Coded(loinc, antibiotic, "LN"), sub_id="1",
                    values=(answer,), flags=("R" if resists else "S",))
        )  # fmt: skip
    return tuple(results), ("Clean catch midstream urine.",)
