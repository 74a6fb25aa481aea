"""What the laboratory measures: panels with LOINC codes, units, usual ranges and critical limits.

Ranges are ordinary adult ones for an invented laboratory; they make results look right and are no
clinical reference.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Test:
    """A measured quantity: its range, and where values become critical."""

    loinc: str
    name: str
    units: str
    low: float
    high: float
    places: int = 1
    critical_low: float | None = None
    critical_high: float | None = None
    # A range with one end only is written "<200" or ">40".
    one_sided: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A test answered in words: the usual answer first, then the abnormal ones."""

    loinc: str
    name: str
    usual: str
    abnormal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel: what is ordered together; ``share`` says how often."""

    loinc: str
    name: str
    local: str
    section: str
    specimen: tuple[str, str]  # SNOMED CT code and words
    tests: tuple[Test | Wording, ...]
    share: int


_BLOOD = ("119297000", "Blood specimen")
_SERUM = ("119364003", "Serum specimen")
_URINE = ("122575003", "Urine specimen")

CBC = Panel("58410-2", "CBC panel - Blood by Automated count", "CBC", "HM", _BLOOD, (
    Test("6690-2", "Leukocytes [#/volume] in Blood", "10*3/uL", 4.0, 11.0, 1, 1.0, 50.0),
    Test("789-8", "Erythrocytes [#/volume] in Blood", "10*6/uL", 4.1, 5.7, 2),
    Test("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 12.0, 17.0, 1, 7.0, 20.0),
    Test("4544-3", "Hematocrit [Volume Fraction] of Blood", "%", 36.0, 50.0, 1),
    Test("787-2", "MCV [Entitic volume]", "fL", 80.0, 100.0, 1),
    Test("785-6", "MCH [Entitic mass]", "pg", 27.0, 33.0, 1),
    Test("786-4", "MCHC [Mass/volume]", "g/dL", 32.0, 36.0, 1),
    Test("788-0", "Erythrocyte distribution width [Ratio]", "%", 11.5, 14.5, 1),
    Test("777-3", "Platelets [#/volume] in Blood", "10*3/uL", 150.0, 400.0, 0, 20.0, 1000.0),
), 28)  # fmt: skip

BMP = Panel("51990-0", "Basic metabolic panel - Blood", "BMP", "CH", _SERUM, (
    Test("2345-7", "Glucose [Mass/volume] in Serum or Plasma", "mg/dL", 70.0, 99.0, 0, 45.0, 450.0),
    Test("3094-0", "Urea nitrogen [Mass/volume] in Serum or Plasma", "mg/dL", 7.0, 20.0, 0),
    Test("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", 0.6, 1.3, 2, None, 7.4),
    Test("2951-2", "Sodium [Moles/volume] in Serum or Plasma", "mmol/L", 136.0, 145.0, 0, 120.0, 160.0),
    Test("2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", 3.5, 5.1, 1, 2.8, 6.2),
    Test("2075-0", "Chloride [Moles/volume] in Serum or Plasma", "mmol/L", 98.0, 107.0, 0),
    Test("2028-9", "Carbon dioxide, total [Moles/volume] in Serum or Plasma", "mmol/L", 22.0, 29.0, 0, 10.0, 40.0),
    Test("17861-6", "Calcium [Mass/volume] in Serum or Plasma", "mg/dL", 8.6, 10.3, 1, 6.5, 13.0),
), 26)  # fmt: skip

LIPID = Panel("24331-1", "Lipid 1996 panel - Serum or Plasma", "LIPID", "CH", _SERUM, (
    Test("2093-3", "Cholesterol [Mass/volume] in Serum or Plasma", "mg/dL", 120.0, 200.0, 0, one_sided="<200"),
    Test("2571-8", "Triglyceride [Mass/volume] in Serum or Plasma", "mg/dL", 50.0, 150.0, 0, one_sided="<150"),
    Test("2085-9", "Cholesterol in HDL [Mass/volume] in Serum or Plasma", "mg/dL", 40.0, 80.0, 0, one_sided=">40"),
    Test("13457-7", "Cholesterol in LDL [Mass/volume] by calculation", "mg/dL", 50.0, 130.0, 0, one_sided="<130"),
), 14)  # fmt: skip

A1C = Panel("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "A1C", "CH", _BLOOD, (
    Test("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", 4.0, 5.6, 1),
), 10)  # fmt: skip

TSH = Panel("3016-3", "Thyrotropin [Units/volume] in Serum or Plasma", "TSH", "CH", _SERUM, (
    Test("3016-3", "Thyrotropin [Units/volume] in Serum or Plasma", "m[IU]/L", 0.40, 4.50, 2),
), 8)  # fmt: skip

TROPONIN = Panel("89579-7", "Troponin I.cardiac by High sensitivity method", "HSTNI", "CH", _SERUM, (
    Test("89579-7", "Troponin I.cardiac [Mass/volume] in Serum or Plasma by High sensitivity method", "ng/L",
         0.0, 20.0, 0, None, 52.0, "<20"),
), 2)  # fmt: skip

URINALYSIS = Panel("24356-8", "Urinalysis complete panel - Urine", "UA", "UR", _URINE, (
    Wording("5778-6", "Color of Urine", "Yellow", ("Amber", "Red")),
    Wording("5767-9", "Appearance of Urine", "Clear", ("Cloudy", "Slightly cloudy")),
    Test("5811-5", "Specific gravity of Urine by Test strip", "{ratio}", 1.005, 1.030, 3),
    Test("5803-2", "pH of Urine by Test strip", "[pH]", 5.0, 8.0, 1),
    Wording("20454-5", "Protein [Presence] in Urine by Test strip", "Negative", ("Trace", "1+", "2+")),
    Wording("25428-4", "Glucose [Presence] in Urine by Test strip", "Negative", ("Trace", "2+", "3+")),
    Wording("2514-8", "Ketones [Presence] in Urine by Test strip", "Negative", ("Trace", "1+")),
    Wording("5794-3", "Hemoglobin [Presence] in Urine by Test strip", "Negative", ("Trace", "2+")),
    Wording("5802-4", "Nitrite [Presence] in Urine by Test strip", "Negative", ("Positive",)),
    Wording("5799-2", "Leukocyte esterase [Presence] in Urine by Test strip", "Negative", ("1+", "3+")),
), 8)  # fmt: skip

CULTURE = Panel("630-4", "Bacteria identified in Urine by Culture", "UCULT", "MB", _URINE, (), 4)

PANELS = (CBC, BMP, LIPID, A1C, TSH, TROPONIN, URINALYSIS, CULTURE)

# SNOMED CT code, name, and the antibiotics it withstands here.
ORGANISMS = (
    ("112283007", "Escherichia coli", ("18864-9",)),
    ("56415008", "Klebsiella pneumoniae", ("18864-9", "18955-5")),
    ("73457008", "Proteus mirabilis", ("18955-5",)),
)
ANTIBIOTICS = (
    ("18864-9", "Ampicillin [Susceptibility]"),
    ("18906-8", "Ciprofloxacin [Susceptibility]"),
    ("18955-5", "Nitrofurantoin [Susceptibility]"),
    ("18998-5", "Trimethoprim+Sulfamethoxazole [Susceptibility]"),
)
