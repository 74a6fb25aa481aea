"""The ledger's pages: who saw this patient, what did this person do, and who may ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practicum.kernel import clock
from practicum.kernel.actions import perform
from practicum.kernel.ledger.models import LedgerEntry
from practicum.kernel.ledger.write import look


def register(cast: Any, by: Any, name: str = "Zielinski") -> Any:
    from practicum.kernel.patients.actions import RegisterPatient, register_patient

    command = RegisterPatient.model_validate(
        {"given_name": "Ola", "family_name": name, "birth_date": "1990-01-02"}
    )
    return perform(register_patient, command, by=by, now=clock.now())


def test_what_did_this_person_do(cast: Any) -> None:
    register(cast, cast.desk)
    register(cast, cast.outsider, "Refusal")
    text = cast.client(cast.manager).get(f"/ledger/?staff={cast.desk.staff_id}").content.decode()
    assert "Register Ola Zielinski, born 2 Jan 1990" in text
    assert "Refusal" not in text
    text = cast.client(cast.manager).get("/ledger/?outcome=refused").content.decode()
    assert "Register Ola Refusal" in text and "You do not work in intake yet" in text


def test_who_saw_this_patient(cast: Any) -> None:
    other = cast.another_patient(family_name="Zielinski")
    look(by=cast.nurse, page="chart", patient_id=cast.patient.pk, now=clock.now())
    look(by=cast.desk, page="schedule day", also=[other.pk, cast.patient.pk], now=clock.now())
    look(by=cast.biller, page="chart", patient_id=other.pk, now=clock.now())
    client = cast.client(cast.manager)
    found = client.get(f"/ledger/?patient={cast.patient.pk}&kind=look").content.decode()
    assert "Noor Haddad" in found and "Dalia Okonkwo" in found and "Boris" not in found
    account = client.get(f"/ledger/patient/{cast.patient.pk}/").content.decode()
    assert "Noor Haddad" in account and "on a list 1 time" in account and "Boris" not in account
    mine = LedgerEntry.objects.filter(staff_id=cast.manager.staff_id, kind="look", patient_id=cast.patient.pk)
    assert set(mine.values_list("name", flat=True)) == {"ledger", "account"}


@pytest.mark.parametrize("who", ["trainee", "desk", "clinician"])
def test_everybody_else_sees_their_own_entries_alone(cast: Any, who: str) -> None:
    actor = getattr(cast, who)
    look(by=actor, page="chart", patient_id=cast.patient.pk, now=clock.now())
    look(by=cast.biller, page="chart", patient_id=cast.patient.pk, now=clock.now())
    client = cast.client(actor)
    for path in ("/ledger/", f"/ledger/?staff={cast.biller.staff_id}", f"/ledger/?patient={cast.patient.pk}"):
        text = client.get(path).content.decode()
        assert "Boris" not in text and "Looked at chart" in text
        assert "Today at a glance" not in text
    exported = b"".join(
        client.get(f"/ledger/export/?staff={cast.biller.staff_id}").streaming_content
    ).decode()
    assert "Boris" not in exported
    assert client.get(f"/ledger/patient/{cast.patient.pk}/").status_code == 403


def test_pages_go_on_by_key_and_come_back(cast: Any) -> None:
    manager = cast.client(cast.manager)
    ids = [look(by=cast.nurse, page="chart", patient_id=cast.patient.pk, now=clock.now()) for _ in range(120)]
    seen, address = [], f"/ledger/?staff={cast.nurse.staff_id}"
    import re

    for _ in range(3):
        text = manager.get(address).content.decode()
        seen += [int(n) for n in re.findall(r'id="entry-(\d+)"', text)]
        older = re.search(r'href="(\?[^"]*before=[^"]*)"', text)
        if older is None:
            break
        address = "/ledger/" + older[1].replace("&amp;", "&")
    assert seen == sorted(ids, reverse=True)
    back = re.search(r'href="(\?[^"]*after=[^"]*)"', text)
    assert back is not None
    again = manager.get("/ledger/" + back[1].replace("&amp;", "&")).content.decode()
    assert [int(n) for n in re.findall(r'id="entry-(\d+)"', again)] == seen[50:100]


def test_a_page_costs_the_same_however_many_names_it_says(cast: Any) -> None:
    manager = cast.client(cast.manager)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert manager.get("/ledger/").status_code == 200
        return len(caught)

    register(cast, cast.desk)
    look(by=cast.desk, page="chart", patient_id=cast.patient.pk, now=clock.now())
    cost()
    few = cost()
    for n in range(25):
        patient = cast.another_patient(family_name=f"Quist-{chr(65 + n)}")
        look(by=cast.desk, page="chart", patient_id=patient.pk, now=clock.now())
    assert cost() <= few <= 16


def test_the_export_is_a_spreadsheet_and_is_entered(cast: Any) -> None:
    look(by=cast.nurse, page="chart", patient_id=cast.patient.pk, now=clock.now())
    register(cast, cast.outsider, "Refusal")
    answer = cast.client(cast.manager).get("/ledger/export/?kind=look")
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeffEntry,At,Zone,Who")
    assert "Noor Haddad" in text and "Refusal" not in text
    entry = LedgerEntry.objects.get(name="ledger.export")
    assert (entry.staff_id, entry.detail) == (cast.manager.staff_id, {"asked": "kind=look"})


def test_no_cell_is_a_formula() -> None:
    from practicum.rooms.compliance.pages import _harmless

    assert _harmless("=1+1") == "'=1+1"
    assert _harmless("plain") == "plain"
    assert _harmless(5) == 5


def test_dates_narrow_it(cast: Any) -> None:
    look(by=cast.nurse, page="chart", patient_id=cast.patient.pk, now=clock.now() - timedelta(days=40))
    manager = cast.client(cast.manager)
    base = f"/ledger/?staff={cast.nurse.staff_id}"
    today = clock.now().date().isoformat()
    assert "Nothing in the ledger fits" in manager.get(f"{base}&since={today}").content.decode()
    assert "Looked at chart" in manager.get(f"{base}&until={today}").content.decode()


@pytest.mark.parametrize("query", ["patient=x&staff=-1", "since=never&until=99/99/9999", "before=0&after=9999999999999999999",
                                   "kind=%00&name=%00", "outcome=<b>", "since=0001-01-01&until=9999-12-31"])  # fmt: skip
def test_odd_addresses_are_harmless(cast: Any, query: str) -> None:
    manager = cast.client(cast.manager)
    for path in ("/ledger/", "/ledger/export/"):
        answer = manager.get(f"{path}?{query}")
        assert answer.status_code == 200
        if answer.streaming:
            list(answer.streaming_content)
    assert manager.get(f"/ledger/patient/{2**80}/").status_code == 404


def test_today_at_a_glance(cast: Any) -> None:
    register(cast, cast.desk)
    text = cast.client(cast.manager).get("/ledger/").content.decode()
    assert "Today at a glance" in text and "Dalia Okonkwo" in text
