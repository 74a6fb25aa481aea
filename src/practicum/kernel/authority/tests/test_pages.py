"""The pages: signing in with a browser, a set-up link from end to end, and who is turned away."""

from __future__ import annotations

import re

import pyotp
import pytest
from django.test import Client

from practicum.kernel import clock
from practicum.kernel.authority import bootstrap
from practicum.kernel.authority.middleware import cookie_name
from practicum.kernel.authority.models import Account, BreakGlass, LevelGrant, Session, Standard
from practicum.kernel.authority.tests.conftest import PASSWORD
from practicum.kernel.authority.tests.plainly import text_in
from practicum.kernel.practice.models import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def ana(person):
    return person("Ruiz", given_name="Ana", username="ana", levels={"scheduling": "proficient"})


def browser(**options):
    return Client(**options)


def signed_in(person, now, **options):
    client = browser(**options)
    client.post("/sign-in/", {"username": person.username, "password": PASSWORD})
    answer = client.post("/sign-in/second/", {"code": person.code(now), "next": "/me/"})
    assert answer.status_code == 303, answer.content
    return client


def test_signing_in_leads_back_to_where_one_was_going(ana, now):
    client = browser()
    turned = client.get("/me/")
    assert turned.status_code == 302
    assert turned["Location"] == "/sign-in/?next=/me/"
    first = client.post("/sign-in/", {"username": "ana", "password": PASSWORD, "next": "/me/"})
    assert b"six figures" in first.content
    second = client.post("/sign-in/second/", {"code": ana.code(now), "next": "/me/"})
    assert second["Location"] == "/me/"
    page = client.get("/me/")
    assert page.status_code == 200
    assert b"Ana Ruiz" in page.content
    assert "no-store" in page["Cache-Control"]
    cookie = client.cookies[cookie_name()]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "\x00",
        "/sign-out/",
        "evil",
    ],
)
def test_nobody_is_led_elsewhere(ana, now, target):
    client = browser()
    client.post("/sign-in/", {"username": "ana", "password": PASSWORD})
    answer = client.post("/sign-in/second/", {"code": ana.code(now), "next": target})
    assert answer["Location"] == "/"


def test_wrong_passwords_read_the_same(ana):
    answers = [
        re.sub(rb'(value|content)="[^"]*"|X-CSRFToken[^}]*', b"", browser().post("/sign-in/", given).content)
        for given in (
            {"username": "ana", "password": "wrong wrong wrong"},
            {"username": "bob", "password": "wrong wrong wrong"},
        )
    ]
    assert answers[0] == answers[1]


def test_a_forged_form_does_nothing(ana, now):
    client = browser(enforce_csrf_checks=True)
    assert client.post("/sign-in/", {"username": "ana", "password": PASSWORD}).status_code == 403
    client.cookies[cookie_name()] = signed_in(ana, now).cookies[cookie_name()].value
    assert client.post("/sign-out/").status_code == 403
    assert client.post("/me/password/", {"current": PASSWORD}).status_code == 403
    assert Session.objects.get().ended_at is None


def test_signing_out_ends_it_on_the_server(ana, now):
    client = signed_in(ana, now)
    stolen = client.cookies[cookie_name()].value
    assert client.post("/sign-out/").status_code == 303
    thief = browser()
    thief.cookies[cookie_name()] = stolen
    assert thief.get("/me/").status_code == 302
    assert Session.objects.get().end_reason == "signed_out"


def test_made_up_cookies_are_nobody(db):
    client = browser()
    for value in ("x", "a" * 5000, "%00", "'"):
        client.cookies[cookie_name()] = value
        assert client.get("/me/").status_code == 302


def test_a_demonstration_shows_its_sign_ins_and_a_real_practice_never(ana, now):
    assert ana.code(now).encode() not in browser().get("/sign-in/").content
    assert b"paper lanterns" not in browser().get("/sign-in/").content


def test_the_first_manager_sets_up_everything(db, now):
    made = bootstrap.create_manager(
        given_name="Zoë", family_name="Müller-Ñandú", practice_name="Riverside", now=now
    )
    client = browser()
    page = client.get(made.path)
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    text = page.content.decode()
    secret = text_in(r'class="mono secret">([A-Z2-7]+)<', text)
    sealed = text_in(r'name="sealed" value="([^"]+)"', text)
    assert 'value="zoe.mullernandu"' in text
    given = {"username": "zoe", "password": "short", "again": "short", "code": "000000", "sealed": sealed}
    wrong = client.post(made.path, given)
    assert (wrong.status_code == 422 and b"At least 12" in wrong.content) or b"at least 12" in wrong.content
    assert secret in wrong.content.decode()  # the phone has scanned it already
    right = {"username": "zoe", "password": PASSWORD, "again": PASSWORD, "code": pyotp.TOTP(secret).at(now)}
    done = client.post(made.path, given | right)
    assert done.status_code == 200
    assert done.content.count(b"<li><code>") == 10
    assert client.get("/people/").status_code == 200
    assert browser().get(made.path).status_code == 410
    assert browser().post(made.path, given | right).status_code in (410, 422)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("password12345", "tries first"), ("aaaaaaaaaaaaaa", "repeats"), ("zoe müller 2026", "your own name"),
        ("eleven char", "at least 12"), ("x" * 300, "at most 256"), ("qwertyqwerty", "tries first"),
    ],
)  # fmt: skip
def test_passwords_that_are_not_taken(password, says):
    from practicum.kernel.authority.passwords import password_problem

    assert says in password_problem(password, names=["Zoë", "Zoe", "Müller"])


def test_a_new_link_ends_what_was_before(ana, manager, now):
    client = signed_in(manager, now)
    mine = signed_in(ana, now)
    page = client.post(f"/people/{ana.id}/invite/", {"reason": "lost the telephone"})
    path = text_in(r"http://testserver(/set-up/[^<]+)<", page.content.decode())
    text = browser().get(path).content.decode()
    secret = text_in(r'class="mono secret">([A-Z2-7]+)<', text)
    sealed = text_in(r'name="sealed" value="([^"]+)"', text)
    given = {"username": "ana", "password": "candles in the far harbour", "code": pyotp.TOTP(secret).at(now)}
    done = browser().post(path, given | {"again": given["password"], "sealed": sealed})
    assert done.status_code == 200
    assert mine.get("/me/").status_code == 302
    old = browser().post("/sign-in/", {"username": "ana", "password": PASSWORD})
    assert old.status_code == 422


def test_a_sealed_offer_of_another_link_is_refused(person, manager, now):
    one, two = person("One"), person("Two")
    paths = [bootstrap.link_for(staff_id=who.id, now=now) for who in (one, two)]
    text = browser().get(paths[0]).content.decode()
    secret = text_in(r'class="mono secret">([A-Z2-7]+)<', text)
    sealed = text_in(r'name="sealed" value="([^"]+)"', text)
    given = {"username": "two.two", "password": PASSWORD, "again": PASSWORD, "sealed": sealed,
             "code": pyotp.TOTP(secret).at(now)}  # fmt: skip
    assert browser().post(paths[1], given).status_code == 422
    assert not Account.objects.filter(staff_id=two.id).exists()


def test_changing_the_password_needs_the_present_one_and_ends_other_sign_ins(ana, now):
    client = signed_in(ana, now)
    other, _ = _another_session(ana, now)
    new = "candles in the far harbour"
    wrong = client.post("/me/password/", {"current": "wrong wrong wrong", "password": new, "again": new})
    assert wrong.status_code == 422
    assert b"not your password" in wrong.content
    done = client.post("/me/password/", {"current": PASSWORD, "password": new, "again": new})
    assert done.status_code == 200
    assert b"Your password is changed" in done.content
    assert other.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200


def test_guessing_the_password_at_an_open_screen_ends_everything(ana, now):
    client = signed_in(ana, now)
    for _ in range(5):
        client.post("/me/codes/", {"current": "wrong wrong wrong"})
    assert client.get("/me/").status_code == 302


def _another_session(person, now):
    from practicum.kernel.authority.sessions import open_session

    token, row = open_session(
        staff=Staff.objects.get(id=person.id),
        factor="totp",
        address="::1",
        browser="Firefox/1 Windows",
        now=now,
    )
    client = browser()
    client.cookies[cookie_name()] = token
    return client, row


def test_somebody_signed_in_twice_sees_it_and_ends_the_other(ana, now):
    client = signed_in(ana, now)
    other, row = _another_session(ana, now)
    page = client.get("/me/").content
    assert b"signed in 2 times" in page
    assert b"Firefox on Windows" in page
    client.post(f"/me/sessions/{row.id}/end/")
    assert other.get("/me/").status_code == 302


def test_new_recovery_codes_and_authenticator(ana, now):
    client = signed_in(ana, now)
    made = client.post("/me/codes/", {"current": PASSWORD})
    assert made.content.count(b"<li><code>") == 10
    text = client.get("/me/authenticator/").content.decode()
    secret = text_in(r'class="mono secret">([A-Z2-7]+)<', text)
    sealed = text_in(r'name="sealed" value="([^"]+)"', text)
    given = {"current": PASSWORD, "sealed": sealed, "code": pyotp.TOTP(secret).at(now)}
    assert client.post("/me/authenticator/", given | {"code": "000000"}).status_code == 422
    assert b"authenticator app is set" in client.post("/me/authenticator/", given).content
    assert client.post("/me/authenticator/", given | {"sealed": "forged"}).status_code == 422


PAGES = ["/people/", "/standard/", "/standard/publish/", "/openings/", "/practice/", "/staff/", "/staff/add/", "/me/",
         "/practice/sites/add/", "/practice/holidays/add/", "/sign-out/"]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_pages_open_for_the_manager_and_ask_strangers_to_sign_in(manager, now, address):
    assert signed_in(manager, now).get(address).status_code == 200
    assert browser().get(address).status_code in (200, 302) if address == "/sign-out/" else 302


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/people/", 403),
        ("/openings/", 403),
        ("/standard/publish/", 403),
        ("/staff/add/", 403),
        ("/standard/", 200),
    ],
)
def test_others_are_turned_away(ana, now, address, status):
    assert signed_in(ana, now).get(address).status_code == status


def test_a_level_is_given_from_the_matrix(ana, manager, now):
    client = signed_in(manager, now)
    address = f"/people/{ana.id}/claims/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"level": "sovereign", "evidence": "none"}).status_code == 422
    done = client.post(address, {"level": "developing", "evidence": "A week of clean claims", "staff": "999"})
    assert done.status_code == 200
    grant = LevelGrant.objects.get(stream="claims")
    assert (grant.staff_id, grant.level, grant.given_by_id) == (ana.id, 2, manager.id)
    assert client.get(f"/people/{ana.id}/nonsense/").status_code == 404
    assert client.get("/people/0/claims/").status_code == 404
    own = client.post(f"/people/{manager.id}/claims/", {"level": "advanced", "evidence": "I am good"})
    assert b"themselves" in own.content
    assert not LevelGrant.objects.filter(staff_id=manager.id, stream="claims").exists()


def test_a_standard_is_previewed_and_published(person, manager, now):
    person("Desk", levels={"operations": "developing"})
    client = signed_in(manager, now)
    preview = client.post("/standard/preview/", {"consequential_developing": "held"})
    assert b"1 person at developing in operations" in preview.content
    silly = client.post("/standard/publish/", {"routine_developing": "refused", "note": "why not"})
    assert b"stricter" in silly.content
    assert not Standard.objects.exists()
    done = client.post("/standard/publish/", {"consequential_developing": "held", "note": "After the audit"})
    assert done.status_code == 200
    assert b"in force" in done.content
    assert client.get(f"/standard/{Standard.objects.get().id}/").status_code == 200


def test_a_restricted_chart_is_opened_and_reviewed(ana, manager, now, cast):
    patient = cast.patient.pk
    client = signed_in(ana, now)
    address = f"/break-glass/{patient}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "short"}).status_code == 422
    assert client.post(address, {"reason": "The patient collapsed at the desk"}).status_code == 200
    opening = BreakGlass.objects.get()
    officer = signed_in(manager, now)
    assert b"collapsed" in officer.get("/openings/").content
    assert officer.get(f"/openings/{opening.id}/").status_code == 200
    officer.post(f"/openings/{opening.id}/", {"finding": "justified"})
    opening.refresh_from_db()
    assert (opening.finding, opening.reviewed_by_id) == ("justified", manager.id)


def test_an_assistants_bearer_token_needs_no_form_token_and_opens_no_page(person, manager, now):
    robot = person("Robot", given_name="", kind="assistant", levels={"operations": "emerging"})
    page = signed_in(manager, now).post(f"/people/{robot.id}/token/", {"name": "Calls", "days": "30"})
    secret = text_in(r"practicum_[\w-]+", page.content.decode())
    client = browser(enforce_csrf_checks=True)
    header = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    answer = client.post("/api/actions/practice.add_place/", "{}", content_type="application/json", **header)
    assert answer.status_code not in (401, 403)
    assert client.get("/me/", **header).status_code == 302
    wrong = {"HTTP_AUTHORIZATION": "Bearer practicum_wrong"}
    answer = client.post("/api/actions/practice.add_place/", "{}", content_type="application/json", **wrong)
    assert answer.status_code in (401, 403)


def test_what_a_page_costs(ana, manager, now, django_assert_max_num_queries):
    client = signed_in(manager, now)
    with django_assert_max_num_queries(12):
        client.get("/people/")
    with django_assert_max_num_queries(12):
        client.get("/staff/")
    with django_assert_max_num_queries(14):
        client.get("/practice/")


def test_no_chart_of_nobody_is_opened(ana, now):
    answer = signed_in(ana, now).post("/break-glass/987654321/", {"reason": "The patient collapsed here"})
    assert b"no such patient" in answer.content
    assert not BreakGlass.objects.exists()
