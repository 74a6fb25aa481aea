"""The doors themselves: forged forms, other hosts, other people's things, replays, tokens, what a header may carry."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from practicum.kernel import clock
from practicum.kernel.actions import Done, Held, Refused, perform
from practicum.kernel.actions.declare import all_actions
from practicum.kernel.authority.middleware import cookie_name, step_cookie_name
from practicum.kernel.web.routes import all_pages
from tests.attacks.nasty import addresses

pytestmark = pytest.mark.django_db


def _json(browser: Client, name: str, values: dict[str, Any], **head: Any) -> Any:
    return browser.post(f"/api/actions/{name}/", json.dumps(values), content_type="application/json", **head)


def test_every_post_wants_its_token(cast: Any) -> None:
    browser = cast.client(cast.manager, enforce_csrf_checks=True)
    for page in all_pages():
        if "POST" not in page.methods:
            continue
        for head in ({}, {"HTTP_HX_REQUEST": "true"}, {"HTTP_ORIGIN": "https://evil.example"}):
            answer = browser.post(next(addresses(page.route, ("1",))), {"a": "b"}, **head)
            assert answer.status_code == 403, page.name
            assert "Traceback" not in answer.content.decode()


def test_json_wants_it_too_unless_a_token_of_software_came(cast: Any) -> None:
    browser = cast.client(cast.desk, enforce_csrf_checks=True)
    assert _json(browser, "worklist.note_item", {}).status_code == 403
    assert _json(browser, "worklist.note_item", {}, HTTP_AUTHORIZATION="Bearer practicum_x").status_code in {
        401,
        403,
    }


@pytest.mark.parametrize(
    "wish",
    ["/a\r\nSet-Cookie: x=1", "/a\nb", "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example",
     "https://evil.example", "javascript:alert(1)", "/\t/evil.example", "/\x00", "///evil.example", "http:///evil.example",
     "/\u2028x", "/sign-out/", "@evil.example"],
)  # fmt: skip
def test_after_signing_in_one_stays_in_the_house(cast: Any, wish: str) -> None:
    answer = cast.client(cast.desk).get("/sign-in/", {"next": wish})
    assert answer.status_code == 303
    assert answer["Location"] == "/", answer["Location"]
    assert "Set-Cookie" not in answer or "x=1" not in answer["Set-Cookie"]


def test_an_address_in_another_alphabet_is_carried(cast: Any) -> None:
    answer = cast.client(cast.desk).get("/sign-in/", {"next": "/patients/?q=Zoë+李"})
    assert answer["Location"] == "/patients/?q=Zo%C3%AB+%E6%9D%8E"


def test_what_is_said_to_every_browser(cast: Any, client: Client) -> None:
    for browser, address in (
        (client, "/sign-in/"),
        (cast.client(cast.desk), "/"),
        (cast.client(cast.desk), "/no/such/"),
    ):
        answer = browser.get(address)
        policy = answer["Content-Security-Policy"]
        assert (
            "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        )
        assert answer["X-Frame-Options"] == "DENY" and answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in cast.client(cast.desk).get("/")["Cache-Control"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(cast: Any, settings: Any) -> None:
    assert cookie_name() == "practicum"
    settings.HTTPS = True
    assert cookie_name() == "__Host-practicum" and step_cookie_name() == "__Host-practicum-step"
    from django.http import HttpResponse

    from practicum.kernel.authority.middleware import set_cookie

    answer = HttpResponse()
    set_cookie(answer, cookie_name(), "x", age=timedelta(hours=1))
    cookie = answer.cookies["__Host-practicum"]
    assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"


def test_a_cookie_somebody_planted_is_not_taken_over(client: Client) -> None:
    client.cookies[cookie_name()] = "planted-by-somebody"
    assert client.get("/").status_code == 302
    for token in ("", "\x7f", "é" * 10, "x" * 5000, "../../x", "0"):
        client.cookies[cookie_name()] = token
        assert client.get("/").status_code in {302, 400}


def test_nobody_is_practicum(cast: Any) -> None:
    """Staff 0 has no sign-in, no invitation, no token, no level."""
    browser = cast.client(cast.manager)
    names = [a.name for a in all_actions() if "staff" in a.command.model_fields]
    for name in names:
        answer = _json(browser, name, {"staff": 0, "stream": "intake", "level": 4, "reason": "xxx"})
        assert answer.status_code in {409, 422, 403}, (name, answer.content)
    assert (
        _json(
            browser, "practice.add_staff", {"family_name": "X", "given_name": "Y", "kind": "system"}
        ).status_code
        == 422
    )


def test_things_of_others_do_not_answer(cast: Any) -> None:
    from practicum.kernel.authority.models import Session

    victim = cast.client(cast.manager)
    number = Session.objects.latest("id").pk
    browser = cast.client(cast.desk)
    browser.post(f"/me/sessions/{number}/end/")
    assert _json(browser, "authority.end_session", {"session": number}).json()["status"] == "refused"
    assert victim.get("/me/").status_code == 200
    for address in (
        "/people/1/",
        "/openings/",
        "/standard/publish/",
        "/work/load/",
        f"/ledger/patient/{cast.patient.pk}/",
    ):
        assert browser.get(address).status_code == 403, address


def test_a_key_is_one_persons_and_for_one_content(cast: Any) -> None:
    patient, desk = cast.patient, cast.client(cast.desk)
    body = {"patient": patient.pk, "reason": "Somebody known"}
    first = _json(desk, "patients.restrict_chart", body, HTTP_IDEMPOTENCY_KEY="k1").json()
    again = _json(desk, "patients.restrict_chart", body, HTTP_IDEMPOTENCY_KEY="k1").json()
    assert again["replayed"] and again["id"] == first["id"]
    other = _json(
        cast.client(cast.manager), "patients.restrict_chart", body, HTTP_IDEMPOTENCY_KEY="k1"
    ).json()
    assert not other.get("replayed")
    changed = _json(
        desk, "patients.restrict_chart", body | {"reason": "Other words"}, HTTP_IDEMPOTENCY_KEY="k1"
    )
    assert changed.status_code == 409 and "other contents" in changed.json()["reason"]
    elsewhere = _json(desk, "patients.lift_restriction", {"patient": patient.pk}, HTTP_IDEMPOTENCY_KEY="k1")
    assert elsewhere.status_code == 409


def test_software_never_signs_for_a_person(cast: Any) -> None:
    """Neither a countersign nor a review nor a broken glass by an assistant, whatever its level."""
    from practicum.kernel.authority.actions import BreakGlassOpen, break_glass
    from practicum.kernel.base import Level, Stream
    from practicum.kernel.patients.actions import MarkDeceased, mark_deceased
    from practicum.kernel.supervision.countersign import countersign
    from tests.cast import PARTS

    robot = cast.person(PARTS["assistant"], levels=dict.fromkeys(Stream, Level.ADVANCED))
    held = perform(mark_deceased, MarkDeceased(patient=cast.patient.pk), by=cast.trainee, now=clock.now())
    assert isinstance(held, Held)
    assert isinstance(countersign(proposal_id=held.proposal_id, by=robot, now=clock.now()), Refused)
    own = countersign(proposal_id=held.proposal_id, by=cast.trainee, now=clock.now())
    assert isinstance(own, Refused) and "own work" in own.reason
    opened = perform(
        break_glass,
        BreakGlassOpen(patient=cast.patient.pk, reason="Because I can"),
        by=robot,
        now=clock.now(),
    )
    assert isinstance(opened, Refused)
    proposal = {"proposal": held.proposal_id, "reason": "not now"}
    for name in (
        "supervision.decline_proposal",
        "supervision.withdraw_proposal",
        "supervision.replace_proposal",
    ):
        fields = next(a for a in all_actions() if a.name == name).command.model_fields
        given = {k: v for k, v in proposal.items() if k in fields}
        assert _json(cast.client(cast.biller), name, given).json()["status"] == "refused", name
    assert isinstance(countersign(proposal_id=held.proposal_id, by=cast.desk, now=clock.now()), Done)


def test_a_fault_shows_no_trace(cast: Any, monkeypatch: Any) -> None:
    from practicum.site import palette

    def broken(*_: Any) -> Any:
        raise RuntimeError("secret of Ada Quist")

    monkeypatch.setattr(palette, "entries", broken)
    browser = cast.client(cast.desk)
    browser.raise_request_exception = False
    for head in ({}, {"HTTP_HX_REQUEST": "true"}):
        answer = browser.get("/palette/", **head)
        assert answer.status_code == 500
        assert "secret" not in answer.content.decode() and "Traceback" not in answer.content.decode()
    assert not settings.DEBUG


def test_a_correction_with_a_strange_note_is_no_fault(cast: Any) -> None:
    from practicum.kernel.patients.actions import RestrictChart, restrict_chart
    from practicum.kernel.supervision.models import Review

    done = perform(
        restrict_chart,
        RestrictChart(patient=cast.patient.pk, reason="Somebody known"),
        by=cast.trainee,
        now=clock.now(),
    )
    assert isinstance(done, Done) and done.reviewed
    review = Review.objects.get()
    answer = cast.client(cast.manager).post(
        f"/supervision/reviews/{review.pk}/correct/", {"note": "a\0b\x07 not so"}
    )
    assert answer.status_code == 200
    review.refresh_from_db()
    assert review.state == "corrected" and review.note == "ab not so"
