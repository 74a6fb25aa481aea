"""Names of tests as people say them; the laboratory's full name stays beside, on hover and in print."""

from __future__ import annotations

import re

# As LOINC builds them: "Glucose [Mass/volume] in Serum or Plasma by Test strip".
_MEASURED = re.compile(r"(?P<what>.+?) \[[^\]]+\](?: in (?P<where>.+?))?(?: by .+)?")
_PANEL = re.compile(r"(?P<what>.+ panel)(?: - .+)?")
_METHOD = re.compile(r" by (?:Automated|Manual|Test strip|Microscopy|Calculat)[\w ]*$")
_USUAL = {"Serum or Plasma", "Serum", "Plasma", "Blood", "Serum, Plasma or Blood"}


def short_name(name: str) -> str:
    """What a clinician calls it. Where it was measured stays when it is not blood: "Glucose (urine)"."""
    if found := _MEASURED.fullmatch(name):
        where = found["where"]
        return found["what"] if where is None or where in _USUAL else f"{found['what']} ({where.lower()})"
    if found := _PANEL.fullmatch(name):
        return found["what"]
    return _METHOD.sub("", name)
