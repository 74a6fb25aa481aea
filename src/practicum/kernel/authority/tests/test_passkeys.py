"""Passkeys: registered, used, and refused when anything about the answer is not as it must be."""

from __future__ import annotations

import html
import json

import pytest
from django.test import Client

from practicum.kernel import clock
from practicum.kernel.authority.models import Passkey
from practicum.kernel.authority.tests.authenticator import PRESENT, Authenticator
from practicum.kernel.authority.tests.conftest import PASSWORD
from practicum.kernel.authority.tests.plainly import text_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def ana(person):
    return person("Ruiz", given_name="Ana", username="ana")


@pytest.fixture
def at_her_desk(ana, now):
    client = Client()
    client.post("/sign-in/", {"username": "ana", "password": PASSWORD})
    assert client.post("/sign-in/second/", {"code": ana.code(now)}).status_code == 303
    return client


def offered(page, name="data-options"):
    return html.unescape(text_in(rf'{name}="([^"]*)"', page.content.decode()))


def add(client, device, **changed):
    page = client.get("/me/passkey/")
    step = text_in(r'name="step" value="([^"]+)"', page.content.decode())
    given = {
        "current": PASSWORD,
        "step": step,
        "name": "Desk computer",
        "answer": device.create(offered(page)),
    }
    return client.post("/me/passkey/", given | changed)


def alone(device, client=None):
    client = client or Client()
    options = client.post("/sign-in/passkey/options/").json()["options"]
    return client, client.post("/sign-in/passkey/", {"passkey": device.get(options)})


def test_a_passkey_is_added_and_signs_in_alone(at_her_desk):
    device = Authenticator()
    assert b"can sign you in" in add(at_her_desk, device).content
    client, answer = alone(device)
    assert answer.status_code == 303
    assert b"Ana Ruiz" in client.get("/me/").content


def test_a_passkey_is_the_second_factor_after_the_password(at_her_desk):
    device = Authenticator()
    add(at_her_desk, device)
    client = Client()
    page = client.post("/sign-in/", {"username": "ana", "password": PASSWORD})
    assert client.post("/sign-in/second/", {"passkey": device.get(offered(page))}).status_code == 303


@pytest.mark.parametrize(
    "bad",
    [
        Authenticator(origin="http://evil.example"), Authenticator(host="evil.example"), Authenticator(flags=PRESENT),
    ],
    ids=["another origin", "another host", "nobody verified"],
)  # fmt: skip
def test_registrations_that_prove_nothing(at_her_desk, bad):
    assert add(at_her_desk, bad).status_code == 422
    assert not Passkey.objects.exists()


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", "not json", '{"rawId": 5}', "x" * 30_000, "{" * 3000]
)
def test_answers_that_are_rubbish(at_her_desk, answer):
    assert add(at_her_desk, Authenticator(), answer=answer).status_code == 422
    client = Client()
    client.post("/sign-in/passkey/options/")
    assert client.post("/sign-in/passkey/", {"passkey": answer}).status_code == 422


def test_adding_one_needs_the_password(at_her_desk):
    assert add(at_her_desk, Authenticator(), current="wrong wrong wrong").status_code == 422
    assert not Passkey.objects.exists()


def test_the_challenge_of_another_account_is_refused(at_her_desk, person, now):
    other = person("Bob", username="bob")
    device = Authenticator()
    page = at_her_desk.get("/me/passkey/")
    step = text_in(r'name="step" value="([^"]+)"', page.content.decode())
    bob = Client()
    bob.post("/sign-in/", {"username": "bob", "password": PASSWORD})
    bob.post("/sign-in/second/", {"code": other.code(now)})
    answer = bob.post(
        "/me/passkey/", {"current": PASSWORD, "step": step, "answer": device.create(offered(page))}
    )
    assert answer.status_code == 422
    assert not Passkey.objects.exists()


@pytest.mark.parametrize("how", ["origin", "host", "flags", "count", "key"])
def test_sign_ins_that_prove_nothing(at_her_desk, how):
    device = Authenticator()
    add(at_her_desk, device)
    alone(device)
    spoiled = {"origin": "http://evil.example", "host": "evil.example", "flags": PRESENT, "count": 0,
               "key": Authenticator().key}  # fmt: skip
    setattr(device, how, spoiled[how])
    client, answer = alone(device)
    assert answer.status_code == 422
    assert client.get("/me/").status_code == 302


def test_an_answer_is_good_once(at_her_desk):
    device = Authenticator()
    add(at_her_desk, device)
    client = Client()
    answer = device.get(client.post("/sign-in/passkey/options/").json()["options"])
    step = dict(client.cookies)
    assert client.post("/sign-in/passkey/", {"passkey": answer}).status_code == 303
    thief = Client()
    thief.cookies.update(step)
    assert thief.post("/sign-in/passkey/", {"passkey": answer}).status_code == 422


def test_anothers_passkey_is_no_second_factor(at_her_desk, person, now):
    device = Authenticator()
    add(at_her_desk, device)
    person("Bob", username="bob")
    client = Client()
    client.post("/sign-in/", {"username": "bob", "password": PASSWORD})
    options = json.dumps({"challenge": "AAAA"})
    assert client.post("/sign-in/second/", {"passkey": device.get(options)}).status_code == 422


def test_one_removes_ones_own_and_a_factor_remains(at_her_desk, ana, person, now):
    add(at_her_desk, Authenticator())
    key = Passkey.objects.get()
    other = person("Bob", username="bob")
    bob = Client()
    bob.post("/sign-in/", {"username": "bob", "password": PASSWORD})
    bob.post("/sign-in/second/", {"code": other.code(now)})
    assert (
        b"no such passkey of yours"
        in bob.post(f"/me/passkey/{key.id}/remove/", {"current": PASSWORD}).content
    )
    type(ana.account).objects.filter(id=ana.account.id).update(totp_confirmed_at=None)
    only = at_her_desk.post(f"/me/passkey/{key.id}/remove/", {"current": PASSWORD})
    assert b"only second factor" in only.content
    type(ana.account).objects.filter(id=ana.account.id).update(totp_confirmed_at=now)
    assert (
        b"no longer signs you in"
        in at_her_desk.post(f"/me/passkey/{key.id}/remove/", {"current": PASSWORD}).content
    )
    assert not Passkey.objects.exists()
