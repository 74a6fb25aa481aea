"""The laboratory takes its patients and providers from the practice it serves."""

import pytest

from practicum.kernel.practice.models import Provider
from practicum.sandbox.lab.people import Clinic, clinic_from_database
from tests.cast import Cast


def test_people_of_the_practice(cast: Cast) -> None:
    patient, _ = cast.patient, cast.clinician  # made when first asked for
    clinic = clinic_from_database(most=5)
    found = {one.record_number: one for one in clinic.patients}[patient.record_number]
    assert (found.family, found.given, found.birth_date) == (
        patient.family_name,
        patient.given_name,
        patient.birth_date,
    )
    npis = set(Provider.objects.exclude(npi=None).values_list("npi", flat=True))
    assert {provider.npi for provider in clinic.providers} == npis


def test_a_clinic_without_people_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one patient"):
        Clinic([], [])
