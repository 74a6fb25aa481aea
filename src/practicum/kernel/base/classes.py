"""Classes of health information, and how long rows are kept."""

from __future__ import annotations

from enum import StrEnum


class Health(StrEnum):
    """The class of information a table holds, from harmless to most protected."""

    NONE = "none"
    DEMOGRAPHIC = "demographic"
    FINANCIAL = "financial"
    CLINICAL = "clinical"
    CREDENTIAL = "credential"


class Retention(StrEnum):
    """How long rows are kept. HIPAA documents: 6 years, 45 CFR 164.316(b)(2)(i)."""

    WHILE_USED = "while used"
    DAYS_90 = "90 days"
    SIX_YEARS = "6 years"
    TEN_YEARS = "10 years"
    FOREVER = "for the life of the practice"
