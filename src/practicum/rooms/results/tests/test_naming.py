"""Names of tests as people say them."""

import pytest

from practicum.rooms.results.rules.naming import short_name


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("Glucose [Mass/volume] in Serum or Plasma", "Glucose"),
        ("Carbon dioxide, total [Moles/volume] in Serum or Plasma", "Carbon dioxide, total"),
        ("Erythrocytes [#/volume] in Blood by Automated count", "Erythrocytes"),
        ("MCV [Entitic volume] by Automated count", "MCV"),
        ("Ketones [Presence] in Urine by Test strip", "Ketones (urine)"),
        ("Glucose [Mass/volume] in Serum or Plasma --fasting", "Glucose (serum or plasma --fasting)"),
        ("Specific gravity of Urine by Test strip", "Specific gravity of Urine"),
        ("Basic metabolic panel - Blood", "Basic metabolic panel"),
        ("CBC panel - Blood by Automated count", "CBC panel"),
        ("Signed off by Dr. Okoye", "Signed off by Dr. Okoye"),
        ("", ""),
    ],
)
def test_a_test_is_called_what_people_call_it(sent: str, said: str) -> None:
    """And what is not built the laboratories' way stays as it was sent."""
    assert short_name(sent) == said
