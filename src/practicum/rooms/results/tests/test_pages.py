"""The pages: who may open them, what they say, what they enter in the ledger, what they cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from practicum.kernel.ledger.models import LedgerEntry
from practicum.rooms.results.models import (
    CriticalResult,
    Delivery,
    DeskRequest,
    LabMessage,
    LabReport,
)
from practicum.rooms.results.queries.criticals import open_criticals
from practicum.rooms.results.tests.clinic import HIGH, NOW, PANIC, SODIUM, Clinic, Sent, make_patient

HTMX = {"HX-Request": "true"}
ASIDE = HTMX | {"HX-Target": "aside"}


def browser(who: Any) -> Client:
    """A browser in which somebody is signed in, now by the machine's clock."""
    from practicum.kernel import clock
    from practicum.kernel.authority.middleware import cookie_name
    from practicum.kernel.authority.sessions import open_session
    from practicum.kernel.practice.models import Staff

    token, _ = open_session(
        staff=Staff.objects.get(pk=who.staff_id),
        factor="totp",
        address="127.0.0.1",
        browser="tests",
        now=clock.now(),
    )
    client = Client()
    client.cookies[cookie_name()] = token
    return client


@pytest.fixture
def filled(clinic: Clinic) -> Clinic:
    """One of each: critical, abnormal, normal, without a patient, without a provider."""
    clinic.receive(Sent(control_id="C1", filler="F1", values=(SODIUM, PANIC)))
    clinic.receive(Sent(control_id="C2", filler="F2", values=(SODIUM, HIGH)))
    clinic.receive(Sent(control_id="C3", filler="F3"))
    clinic.receive(Sent(control_id="C4", filler="F4", mrn="X", birth="19810412"))
    clinic.receive(Sent(control_id="C5", filler="F5", npi="1999999984"))
    return clinic


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_the_inbox_has_critical_first_then_abnormal_then_normal(filled: Clinic) -> None:
    body = text_of(browser(filled.physician).get("/results/"))
    assert 0 < body.index("Critical <span") < body.index("Abnormal <span") < body.index("Normal <span")
    assert "Moreau, Jane" in body and "critically high" in body


def test_a_colleague_s_inbox_is_empty_and_everybody_s_is_not(filled: Clinic) -> None:
    client = browser(filled.other_physician)
    assert "Nothing waits" in text_of(client.get("/results/"))
    assert "Moreau, Jane" in text_of(client.get("/results/?view=all"))
    assert "Moreau, Jane" in text_of(client.get(f"/results/?view={filled.physician.staff_id}"))


def test_looking_is_entered(filled: Clinic) -> None:
    client = browser(filled.physician)
    client.get("/results/")
    client.get(f"/results/{LabReport.objects.get(filler_number='F2').pk}/", headers=ASIDE)
    looks = LedgerEntry.objects.filter(kind="look").order_by("id")
    assert looks[0].also_patient_ids == [filled.patient.pk]
    assert (looks[1].name, looks[1].patient_id) == ("result", filled.patient.pk)


def test_acknowledging_opens_the_next(filled: Clinic) -> None:
    client = browser(filled.physician)
    delivery = Delivery.objects.get(report__filler_number="F2")
    answer = client.post(
        f"/results/deliveries/{delivery.pk}/acknowledge/", {"view": "mine", "comment": "ok"}, headers=ASIDE
    )
    assert answer.status_code == 200
    following = LabReport.objects.get(filler_number="F3")
    assert answer["HX-Push-Url"] == f"/results/{following.pk}/?view=mine"
    assert "Acknowledged" in answer["HX-Trigger"] and "reopen_result" in answer["HX-Trigger"]
    assert "Collected" in text_of(answer) or "collected" in text_of(answer)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.comment) == ("acknowledged", "ok")


def test_a_critical_one_is_read_back_where_its_value_stands(filled: Clinic) -> None:
    client = browser(filled.physician)
    report = LabReport.objects.get(filler_number="F1")
    body = text_of(client.get(f"/results/{report.pk}/", headers=ASIDE))
    assert "Read it back" in body and "Acknowledge<" not in body
    loop = CriticalResult.objects.get()
    wrong = client.post(
        f"/results/critical/{loop.pk}/read-back/", {"read_back": "noted", "channel": "screen"}, headers=ASIDE
    )
    assert wrong.status_code == 422 and wrong["HX-Retarget"] == "#band"
    right = client.post(
        f"/results/critical/{loop.pk}/read-back/",
        {"read_back": "potassium 7.1", "channel": "screen"},
        headers=ASIDE,
    )
    assert right.status_code == 200 and "Read back by" in text_of(right)


def test_the_banner_hangs_over_whoever_must_read_back(filled: Clinic) -> None:
    assert "critical result waits for you" in text_of(browser(filled.physician).get("/results/banner/"))
    assert "critical" not in text_of(browser(filled.desk).get("/results/banner/"))


def test_the_banner_reaches_everybody_the_climb_has_reached(filled: Clinic) -> None:
    def sees(who: Any, minutes: int) -> bool:
        return bool(open_criticals(now=NOW + timedelta(minutes=minutes), for_staff=who.staff_id))

    assert sees(filled.physician, 1)
    assert not sees(filled.other_physician, 14) and not sees(filled.nurse, 14)
    assert sees(filled.other_physician, 15) and sees(filled.nurse, 15)


def test_one_key_decides_on_the_matching_desk(filled: Clinic) -> None:
    client = browser(filled.desk)
    message = LabMessage.objects.get(patient__isnull=True)
    assert "Moreau, Jane" in text_of(client.get("/results/unmatched/"))
    body = text_of(client.get(f"/results/unmatched/{message.pk}/", headers=ASIDE))
    assert 'data-key="1"' in body and "birth date differs" in body
    unsaid = client.post(f"/results/unmatched/{message.pk}/", {"patient": filled.patient.pk}, headers=ASIDE)
    assert unsaid.status_code == 422 and "Say how you know" in text_of(unsaid)
    done = client.post(
        f"/results/unmatched/{message.pk}/",
        {"patient": filled.patient.pk, "reason": "called her"},
        headers=ASIDE,
    )
    assert done.status_code == 200 and "unmatch_result" in done["HX-Trigger"]
    message.refresh_from_db()
    assert message.patient == filled.patient


def test_sending_forwarding_asking_commenting_undoing(filled: Clinic) -> None:
    client = browser(filled.physician)
    lost = LabReport.objects.get(filler_number="F5")
    sent = client.post(f"/results/{lost.pk}/send/", {"to": filled.physician.staff_id}, headers=ASIDE)
    assert sent.status_code == 200 and Delivery.objects.filter(report=lost, state="new").exists()
    assert client.post(f"/results/{lost.pk}/comment/", {"text": "seen"}, headers=ASIDE).status_code == 200
    asked = client.post(
        f"/results/{lost.pk}/ask/", {"task": "call_patient", "role": "front_desk"}, headers=ASIDE
    )
    assert asked.status_code == 200
    request = DeskRequest.objects.get()
    desk = browser(filled.desk)
    assert "Call the patient" in text_of(desk.get(f"/results/requests/{request.pk}/"))
    answered = desk.post(f"/results/requests/{request.pk}/", {"outcome": "reached"})
    assert answered.status_code == 200 and "reached" in text_of(answered)
    delivery = Delivery.objects.get(report=lost)
    forwarded = client.post(
        f"/results/deliveries/{delivery.pk}/forward/", {"to": filled.other_physician.staff_id}, headers=ASIDE
    )
    assert forwarded.status_code == 200
    undone = client.post(f"/results/{lost.pk}/unmatch/", {"reason": "wrong sister"}, headers=ASIDE)
    assert undone.status_code == 200 and "It waits for its patient" in text_of(undone)


def test_versions_stand_side_by_side(filled: Clinic) -> None:
    filled.receive(Sent(control_id="C6", filler="F3", status="C", values=(SODIUM, HIGH)))
    report = LabReport.objects.get(filler_number="F3", version=2)
    body = text_of(browser(filled.physician).get(f"/results/{report.pk}/"))
    assert "2 versions side by side" in body and "changed" in body
    older = text_of(browser(filled.physician).get(f"/results/{report.supersedes_id}/"))
    assert "This is an older version" in older


def test_the_raw_message_is_for_those_who_know_their_way(filled: Clinic) -> None:
    inbound = LabMessage.objects.order_by("id").first().inbound_id  # type: ignore[union-attr]
    body = text_of(browser(filled.desk).get(f"/results/raw/{inbound}/"))
    assert "Test ordered" in body and "Moreau^Jane" in body
    assert browser(filled.trainee).get(f"/results/raw/{inbound}/").status_code == 403


def test_a_broken_message_can_be_looked_at(filled: Clinic) -> None:
    inbound = filled.receive(b"MSH|^~\\&|LIS|LAB\x00<script>alert(1)</script>", key="broken")
    body = text_of(browser(filled.desk).get(f"/results/raw/{inbound}/"))
    assert "It could not be filed" in body and "<script>alert" not in body


def test_the_limits_are_set_and_ended_by_physicians(filled: Clinic) -> None:
    client = browser(filled.physician)
    assert "Potassium" in text_of(client.get("/results/limits/"))
    values = {"code": "1988-5", "name": "C-reactive protein", "unit": "mg/L", "high": "300"}
    assert client.post("/results/limits/", values).status_code in {302, 303}
    assert "C-reactive protein" in text_of(client.get("/results/limits/"))
    assert client.post("/results/limits/", values | {"high": "a lot"}).status_code == 422
    refused = text_of(browser(filled.desk).post("/results/limits/", values))
    assert "Physicians and managers" in refused


def test_the_chart_has_the_results(filled: Clinic) -> None:
    client = browser(filled.nurse)
    assert "Metabolic panel" in text_of(client.get(f"/results/of/{filled.patient.pk}/"))
    panel = text_of(client.get(f"/results/of/{filled.patient.pk}/", headers=HTMX))
    assert "Metabolic panel" in panel and "<html" not in panel


PAGES = [
    "/results/",
    "/results/?view=all",
    "/results/?view=done",
    "/results/critical/",
    "/results/unmatched/",
]


@pytest.mark.parametrize("page", [*PAGES, "/results/limits/", "/results/banner/"])
def test_outsiders_are_turned_away(filled: Clinic, page: str) -> None:
    assert browser(filled.outsider).get(page).status_code == 403
    assert Client().get(page).status_code in {302, 303}


@pytest.mark.parametrize(
    "page",
    ["/results/999999999/", "/results/critical/999999999/", "/results/unmatched/999999999/",
     "/results/raw/999999999/", "/results/of/999999999/", "/results/requests/999999999/"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(filled: Clinic, page: str) -> None:
    assert browser(filled.physician).get(page).status_code == 404


@pytest.mark.parametrize("page", [*PAGES, "/results/of/{patient}/"])
def test_what_a_list_costs_does_not_grow(clinic: Clinic, page: str) -> None:
    def fill(start: int, count: int) -> None:
        for n in range(start, start + count):
            values = (SODIUM, PANIC) if n % 3 == 0 else (SODIUM, HIGH) if n % 3 == 1 else (SODIUM,)
            clinic.receive(Sent(control_id=f"A{n}", filler=f"A{n}", values=values))
            clinic.receive(Sent(control_id=f"B{n}", filler=f"B{n}", mrn="X", birth="19810412"))

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(page.format(patient=clinic.patient.pk)).status_code == 200
        return len(queries)

    client = browser(clinic.physician)
    fill(0, 3)
    cost()  # what is asked once in a process
    few = cost()
    fill(3, 18)
    assert cost() == few


def test_the_page_of_a_result_costs_the_same_with_a_long_history(clinic: Clinic) -> None:
    def cost(report: LabReport) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/results/{report.pk}/", headers=ASIDE).status_code == 200
        return len(queries)

    client = browser(clinic.physician)
    clinic.receive(Sent(control_id="H0", filler="H0", drawn="20260101080000-0500"))
    cost(LabReport.objects.get())
    few = cost(LabReport.objects.get())
    for n in range(1, 12):
        clinic.receive(Sent(control_id=f"H{n}", filler=f"H{n}", drawn=f"2026{n:02}02080000-0500"))
    last = LabReport.objects.order_by("-observed_at").first()
    assert last is not None
    assert cost(last) == few
    assert 'class="trend"' in text_of(client.get(f"/results/{last.pk}/", headers=ASIDE))


def test_pages_bear_any_query(filled: Clinic) -> None:
    client = browser(filled.physician)
    for query in (
        "view=99999999999999999999",
        "view=%00",
        "start=-1",
        "start=1e9",
        "start=99999999",
        "view=<b>",
    ):
        assert client.get(f"/results/?{query}").status_code == 200


def test_names_are_escaped(clinic: Clinic) -> None:
    make_patient("1000066", "<b>Bold</b>", "Eve")
    clinic.receive(Sent(mrn="1000066", family="<b>Bold</b>", given="Eve"))
    body = text_of(browser(clinic.physician).get("/results/"))
    assert "<b>Bold</b>" not in body and "&lt;b&gt;Bold" in body
    assert NOW


def test_the_first_page_tells_of_the_inbox(filled: Clinic) -> None:
    """A clinician is not told that nothing waits while results do."""
    first = text_of(browser(filled.physician).get("/"))
    assert "in your inbox" in first and "All caught up" not in first
    assert "in your inbox" not in text_of(browser(filled.desk).get("/"))


def test_the_desk_starts_with_what_waits_for_a_patient(filled: Clinic) -> None:
    """And asks for the rest when it wants it."""
    answer = browser(filled.desk).get("/results/")
    assert answer.status_code in {302, 303} and answer["Location"] == "/results/unmatched/"
    assert browser(filled.desk).get("/results/?view=all").status_code == 200
