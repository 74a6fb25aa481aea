"""The shell's own pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytestmark = pytest.mark.django_db


def test_the_palette_offers_what_the_person_may_do_and_nothing_else(cast: Any) -> None:
    ours = cast.client(cast.desk).get("/palette/").json()["items"]
    theirs = cast.client(cast.outsider).get("/palette/").json()["items"]
    assert any(item["kind"] == "action" and item["group"] == "Schedule" for item in ours)
    assert all(item["group"] in {"Go to", "Your own"} for item in theirs)
    assert {"kind", "label", "hint", "url", "icon", "group", "keys"} == set(ours[0])


@pytest.mark.parametrize(
    "path", ["/palette/", "/refs/patient/?q=a", "/search/suggest/?q=a", "/shell/work/", "/live/"]
)
def test_nobody_asks_without_signing_in(client: Any, path: str) -> None:
    assert client.get(path).status_code == 401


@pytest.mark.parametrize("text", ["quist", "QUIST ada", "3/4/1985", "212 555 0142"])
def test_patients_are_found_as_one_types(cast: Any, text: str) -> None:
    patient = cast.patient
    found = cast.client(cast.desk).get("/refs/patient/", {"q": text}).json()["choices"]
    assert [choice["id"] for choice in found] == [patient.pk]


@pytest.mark.parametrize(
    "text", ["", "\0", "' or 1=1 --", "%%%", "😀", "x" * 5000, "\u202e\ud7ff", "9" * 400]
)
def test_whatever_is_typed_gets_an_answer(cast: Any, text: str) -> None:
    browser = cast.client(cast.desk)
    assert browser.get("/refs/patient/", {"q": text}).status_code == 200
    assert browser.get("/search/", {"q": text}).status_code == 200


def test_an_unknown_kind_is_said(cast: Any) -> None:
    answer = cast.client(cast.desk).get("/refs/unicorn/?q=a")
    assert answer.status_code == 404
    assert "nothing of that kind" in answer.json()["reason"]


def test_whoever_is_not_found_is_registered_from_what_was_typed(cast: Any) -> None:
    page = cast.client(cast.desk).get("/search/", {"q": "okonjo-bell ada 3/4/1985"}).content.decode()
    assert (
        'href="/patients/register/?q=okonjo-bell%20ada%203/4/1985"' in page and "Register this person" in page
    )
    theirs = cast.client(cast.outsider).get("/search/", {"q": "okonjo-bell ada"}).content.decode()
    assert "Register this person" not in theirs


def test_a_search_is_a_look_and_is_entered(cast: Any) -> None:
    from practicum.kernel.ledger.models import LedgerEntry

    patient = cast.patient
    page = cast.client(cast.desk).get("/search/", {"q": "quist"}).content.decode()
    assert "Quist" in page
    assert LedgerEntry.objects.filter(
        kind="look", name="search", also_patient_ids__contains=[patient.pk]
    ).exists()


@pytest.mark.parametrize("path", ["/styleguide/", "/styleguide/?plain=1", "/help/shortcuts/", "/search/"])
def test_the_pages_are_there(cast: Any, path: str) -> None:
    answer = cast.client(cast.outsider).get(path)
    assert answer.status_code == 200
    assert "{{" not in answer.content.decode()


def test_an_opened_item_is_a_fragment(cast: Any) -> None:
    answer = cast.client(cast.desk).get("/styleguide/?open=1", headers={"HX-Request": "true"})
    assert b"<html" not in answer.content
    assert b"data-detail" in answer.content


def test_a_band_comes_with_a_toast(cast: Any) -> None:
    answer = cast.client(cast.desk).get("/styleguide/band/held/")
    assert b'data-band-kind="held"' in answer.content
    assert "text" in json.loads(answer["HX-Trigger"])["toast"]


def test_a_wrong_address_is_a_page_with_advice(cast: Any) -> None:
    answer = cast.client(cast.desk).get("/nowhere/at/all/")
    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content
    part = cast.client(cast.desk).get("/nowhere/", headers={"HX-Request": "true"})
    assert part.status_code == 404
    assert b"<html" not in part.content


def test_a_form_without_its_token_is_refused_in_words(cast: Any) -> None:
    answer = cast.client(cast.desk, enforce_csrf_checks=True).post("/shell/awake/")
    assert answer.status_code == 403
    assert b"open too long" in answer.content


def test_the_frame_says_who_and_where(cast: Any) -> None:
    page = cast.client(cast.trainee).get("/help/shortcuts/").content.decode()
    assert "Tess Nakamura" in page
    assert "Riverside" in page


def test_a_person_who_signed_out_gets_no_more_updates(cast: Any) -> None:
    from practicum.kernel import clock
    from practicum.kernel.authority.sessions import end
    from practicum.site.shell import still_signed_in

    actor = cast.signed_in(cast.desk)
    assert still_signed_in(actor)
    end([actor.session_id], "signed_out", by=actor, now=clock.now())
    assert not still_signed_in(actor)
