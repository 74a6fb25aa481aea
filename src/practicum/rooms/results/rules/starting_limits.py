"""A starting table of critical limits for a practice to edit.

Known, not checked against the print: means of surveyed medical centres in Kost, "Critical limits
for urgent clinician notification at US medical centers", JAMA 1990;263:704. The medical lead is to
confirm each line; nothing applies until somebody adopts the table. LOINC codes; a line for each unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

_KOST = "Starting value (Kost, JAMA 1990;263:704): confirm"


@dataclass(frozen=True)
class StartingLimit:
    """One line to start from."""

    code: str
    name: str
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    words: tuple[str, ...] = ()
    age_from_years: int | None = None
    age_below_years: int | None = None
    source: str = _KOST


def _line(code: str, name: str, unit: str, low: str = "", high: str = "") -> StartingLimit:
    return StartingLimit(code, name, unit, Decimal(low) if low else None, Decimal(high) if high else None)


STARTING_LIMITS: tuple[StartingLimit, ...] = (
    _line("2823-3", "Potassium", "mmol/L", "2.8", "6.2"),
    _line("2823-3", "Potassium", "mEq/L", "2.8", "6.2"),
    _line("2951-2", "Sodium", "mmol/L", "120", "158"),
    _line("2951-2", "Sodium", "mEq/L", "120", "158"),
    _line("2345-7", "Glucose", "mg/dL", "46", "484"),
    _line("17861-6", "Calcium", "mg/dL", "6.6", "12.9"),
    _line("2028-9", "Carbon dioxide", "mmol/L", "11", "40"),
    _line("718-7", "Hemoglobin", "g/dL", "6.6", "19.9"),
    _line("4544-3", "Hematocrit", "%", "18", "61"),
    _line("777-3", "Platelets", "10*3/uL", "37", "910"),
    _line("6690-2", "White cells", "10*3/uL", "2.0", "37.0"),
    _line("6301-6", "INR", "", "", "5.0"),
    StartingLimit(
        "600-7", "Blood culture", "", words=("growth", "positive", "gram"), source="Confirm the words"
    ),
)
