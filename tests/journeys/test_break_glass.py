"""A restricted chart, opened in need: at once, with a reason, and looked at afterwards."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.laboratory import Laboratory
from tests.journeys.people import Desk
from tests.journeys.roles import Receptionist

pytestmark = pytest.mark.journey


def test_a_restricted_chart_is_opened_in_need_and_reviewed(desk: Desk) -> None:
    pia, maya = desk.of("pia", Receptionist), desk.of("maya", Receptionist)
    patients = Laboratory.of(desk.practice).patients
    known = patients[desk.practice.now.second % len(patients)]

    pia.searches_for(known.record_number)
    expect(pia.page.locator("h1")).to_contain_text(known.family)
    chart = pia.page.url
    pia.clicks("More about this chart").clicks("Restrict this chart")
    pia.types(reason="A relative works here").clicks("Restrict", within="#aside form").sees(
        "Restricted chart"
    )

    maya.searches_for(known.record_number)
    maya.sees("This chart is open to those who treat the patient").finds_no_barrier()
    maya.clicks("Open it in need")
    maya.types(reason="short").clicks("Open it in need").sees("at least 10 characters")
    maya.types(reason="He collapsed in the waiting room").clicks("Open it in need")
    maya.sees("open to you for an hour").clicks("Open the chart")
    assert maya.page.url.split("?")[0] == chart.split("?")[0]
    expect(maya.page.locator("h1")).to_contain_text(known.family)

    pia.goes_to("/work/").sees("He collapsed in the waiting room").goes_to("/openings/")
    pia.row_of("He collapsed").locator(".row-link").click()
    pia.chooses(finding="Justified").clicks("Write the finding", within="#aside").sees("Justified")
