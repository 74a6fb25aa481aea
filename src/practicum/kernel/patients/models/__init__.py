"""Who the patients are: people, the ways to reach them, who pays, and how two charts became one."""

from practicum.kernel.patients.models.contact import (
    Channel,
    Consent,
    ConsentPurpose,
    ContactKind,
    ContactUse,
    PatientAddress,
    PatientContact,
)
from practicum.kernel.patients.models.household import Guarantor, Household
from practicum.kernel.patients.models.merge import MergeMove, PatientMerge
from practicum.kernel.patients.models.person import (
    NameUse,
    Patient,
    PatientChange,
    PatientIdentifier,
    PatientName,
    Sex,
)
from practicum.kernel.patients.models.search import PatientKey

__all__ = [
    "Channel",
    "Consent",
    "ConsentPurpose",
    "ContactKind",
    "ContactUse",
    "Guarantor",
    "Household",
    "MergeMove",
    "NameUse",
    "Patient",
    "PatientAddress",
    "PatientChange",
    "PatientContact",
    "PatientIdentifier",
    "PatientKey",
    "PatientMerge",
    "PatientName",
    "Sex",
]
