"""Signing in: what is right, what is wrong, what is locked, and that nothing is given away."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from practicum.kernel.actions import Done
from practicum.kernel.authority import lockout, recovery, signin
from practicum.kernel.authority.actions import UnlockAccount, unlock_account
from practicum.kernel.authority.models import Account, Session, Throttle
from practicum.kernel.authority.signin import Place, Refusal, SignedIn, Step
from practicum.kernel.authority.tests.conftest import HERE, PASSWORD
from practicum.kernel.authority.tests.plainly import find, perform
from practicum.kernel.ledger.models import LedgerEntry
from practicum.kernel.practice.models import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(person):
    return person("Ruiz", given_name="Ana", username="ana")


def start(now, username="ana", password=PASSWORD, place=HERE):
    return signin.start(username=username, password=password, place=place, now=now)


def finish(step, now, code="", **values):
    return signin.finish(step=step.token, code=code, place=values.pop("place", HERE), now=now, **values)


def test_password_then_code(ana, now):
    step = start(now)
    assert isinstance(step, Step)
    done = finish(step, now, ana.code())
    assert isinstance(done, SignedIn)
    found = find(done.token, now=now)
    assert found.actor.staff_id == ana.id
    names = list(LedgerEntry.objects.filter(kind="sign_in").values_list("name", flat=True))
    assert names == ["signed_in"]


@pytest.mark.parametrize("username", [" ANA ", "Ana", "ana"])
def test_the_name_is_found_however_it_is_typed(ana, now, username):
    assert isinstance(start(now, username), Step)


def test_a_code_is_good_once(ana, now):
    first = finish(start(now), now, ana.code())
    again = finish(start(now), now + timedelta(seconds=5), ana.code())
    assert isinstance(first, SignedIn)
    assert isinstance(again, Refusal)
    # and neither is the one before it, which would still be inside the slack
    earlier = finish(start(now), now + timedelta(seconds=6), ana.code(now - timedelta(seconds=30)))
    assert isinstance(earlier, Refusal)
    later = now + timedelta(seconds=30)
    assert isinstance(finish(start(later), later, ana.code(later)), SignedIn)


def test_a_step_is_good_once_and_for_five_minutes(ana, now):
    step = start(now)
    assert isinstance(finish(step, now, ana.code()), SignedIn)
    later = now + timedelta(minutes=1)
    assert isinstance(finish(step, later, ana.code(later)), Refusal)
    old = start(later)
    too_late = later + timedelta(minutes=5)
    assert finish(old, too_late, ana.code(too_late)) == Refusal(signin.TOO_LATE)


@pytest.mark.parametrize(
    "code", ["", "000000", "12345", "１２３４５６", "abc-def", "0" * 5000, "\x00", "'; drop"]
)
def test_codes_that_are_wrong(ana, now, code):
    assert isinstance(finish(start(now), now, code), Refusal)


@pytest.mark.parametrize("step", ["", "made-up", "\x00", "💊" * 50])
def test_steps_that_are_made_up(db, now, step):
    assert isinstance(signin.finish(step=step, code="123456", place=HERE, now=now), Refusal)


def test_unknown_wrong_left_and_unfinished_read_the_same(ana, person, now):
    person("Gone", username="gone")
    Staff.objects.filter(account__username="gone").update(active=False)
    bare = person("Bare", username="bare")
    Account.objects.filter(id=bare.account.id).update(totp_confirmed_at=None)
    answers = {
        start(now, "nobody").sentence, start(now, "ana", "wrong wrong wrong").sentence, start(now, "gone").sentence,
        start(now, "bare").sentence, start(now, "ana\x00").sentence, start(now, "", "").sentence,
    }  # fmt: skip
    assert answers == {signin.WRONG}


def test_unknown_names_take_as_long_as_known_ones(real_cost, ana, now):
    start(now, "warm-up")

    def cost(username):
        began = time.perf_counter()
        start(now, username, "wrong wrong wrong", place=Place())
        return time.perf_counter() - began

    known = min(cost("ana") for _ in range(3))
    unknown = min(cost(f"nobody{number}") for number in range(3))
    assert 0.5 < known / unknown < 2


def test_five_wrong_answers_lock_a_name_whether_or_not_it_exists(ana, now):
    for username in ("ana", "nobody"):
        answers = [start(now, username, "wrong wrong wrong") for _ in range(5)]
        assert [answer.sentence for answer in answers[:4]] == [signin.WRONG] * 4
        assert "15 minutes" in answers[4].sentence
        assert "15 minutes" in start(now, username).sentence  # the right password does not help now
        assert isinstance(start(now + timedelta(minutes=14, seconds=59), username), Refusal)
    assert isinstance(start(now + timedelta(minutes=15)), Step)


def test_locks_grow_and_are_forgiven_after_a_day(ana, now):
    assert [lockout.lock_length(locks).total_seconds() / 60 for locks in range(7)] == [
        15,
        30,
        60,
        120,
        240,
        240,
        240,
    ]
    at = now
    for minutes in (15, 30, 60):
        for _ in range(5):
            answer = start(at, password="wrong wrong wrong")
        assert f"{minutes} minutes" in answer.sentence
        at += timedelta(minutes=minutes)
    at += timedelta(hours=25)
    for _ in range(5):
        answer = start(at, password="wrong wrong wrong")
    assert "15 minutes" in answer.sentence


def test_wrong_codes_count_and_the_password_does_not_reset_them(ana, now):
    for _ in range(4):
        assert isinstance(finish(start(now), now, "000000"), Refusal)
    assert "15 minutes" in finish(start(now), now, "000000").sentence
    assert isinstance(start(now), Refusal)


def test_a_sign_in_clears_the_counter(ana, now):
    for _ in range(4):
        start(now, password="wrong wrong wrong")
    assert isinstance(finish(start(now), now, ana.code()), SignedIn)
    assert Throttle.objects.get(key=lockout.keys_for("ana", None)[0]).failures == 0


def test_an_address_is_locked_for_trying_many_names(ana, now):
    answers = [
        start(now, f"name{number}", "wrong wrong wrong") for number in range(lockout.PLACES_BY_ADDRESS)
    ]
    assert "Too many" in answers[-1].sentence
    assert "Too many" in start(now).sentence
    assert isinstance(start(now, place=Place(address="198.51.100.9")), Step)


def test_racing_guesses_have_no_more_places(ana, now):
    taken = [lockout.begin(username="ana", address="203.0.113.9", now=now) for _ in range(9)]
    assert [isinstance(one, lockout.Attempt) for one in taken] == [True] * 5 + [False] * 4


def test_a_manager_unlocks(ana, manager, now):
    for _ in range(5):
        start(now, password="wrong wrong wrong")
    assert isinstance(perform(unlock_account, UnlockAccount(staff=ana.id), by=manager.actor, now=now), Done)
    assert isinstance(start(now), Step)


def test_recovery_codes_work_once(ana, now):
    codes = recovery.make_codes(ana.account, now=now)
    assert len(set(codes)) == 10
    done = finish(start(now), now, f" {codes[3].upper()} ")
    assert isinstance(done, SignedIn)
    assert done.codes_left == 9
    assert isinstance(finish(start(now), now, codes[3]), Refusal)
    recovery.make_codes(ana.account, now=now)
    assert isinstance(finish(start(now), now, codes[4]), Refusal)


def test_the_code_of_another_does_not_help(ana, person, now):
    bob = person("Bob", username="bob")
    assert isinstance(finish(start(now), now, bob.code()), Refusal)


def test_a_supervisor_signs_in_for_one_act(ana, now):
    def once(at=now, **values):
        given = {"username": "ana", "password": PASSWORD, "code": ana.code(at)} | values
        return signin.authenticate_once(**given, place=HERE, now=at)

    actor = once()
    assert (actor.staff_id, actor.session_id) == (ana.id, None)
    assert not Session.objects.exists()
    assert isinstance(once(), str)  # the same code again
    assert once(password="wrong wrong wrong") == signin.WRONG
    at = now + timedelta(minutes=16)
    for _ in range(5):
        answer = once(at, code="000000")
    assert "15 minutes" in answer
    assert "15 minutes" in once(at)
    assert LedgerEntry.objects.filter(name="signed_in_once").count() == 1


def test_the_ledger_never_holds_what_was_typed(ana, now):
    start(now, "ana", "SECRET-password-typed")
    start(now, "SECRET-name-typed", "x")
    finish(start(now), now, "SECRET")
    assert not any("SECRET" in str(row.detail) for row in LedgerEntry.objects.all())
