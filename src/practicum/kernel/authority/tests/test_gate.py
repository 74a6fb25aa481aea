"""The truth table: every level with every risk, under the default and under a published standard."""

from __future__ import annotations

from datetime import timedelta

import pytest

from practicum.kernel.actions import Done, Held, Refused
from practicum.kernel.authority import gate, queries, standard
from practicum.kernel.authority.actions import (
    GiveLevel,
    PublishStandard,
    TakeBackLevel,
    WithdrawStandard,
    give_level,
    publish_standard,
    take_back_level,
    withdraw_standard,
)
from practicum.kernel.authority.models import LevelGrant, Standard
from practicum.kernel.authority.tests.plainly import perform
from practicum.kernel.base import SYSTEM, Level, Proceeding, Risk, Stream
from practicum.kernel.practice.actions import DeactivateStaff, deactivate_staff

pytestmark = pytest.mark.django_db

# As the design's own table has it, word for word.
TABLE = """
routine        reviewed  alone     alone          alone
consequential  held      reviewed  alone          alone
critical       refused   held      alone_sampled  alone
"""
CELLS = [
    (Risk(line.split()[0]), Level(number), Proceeding(word))
    for line in TABLE.strip().splitlines()
    for number, word in enumerate(line.split()[1:], start=1)
]


def decide(person, risk, now, stream=Stream.SCHEDULING):
    return gate.decide(staff_id=person.id, stream=stream, risk=risk, now=now)


@pytest.mark.parametrize(("risk", "level", "way"), CELLS)
def test_the_default_table(person, now, risk, level, way):
    one = person(levels={"scheduling": level.words})
    decision = decide(one, risk, now)
    assert (decision.proceeding, decision.level, decision.standard_id) == (way, level, None)
    assert bool(decision.reason) is (way is Proceeding.REFUSED)


def test_asking_costs_one_statement(person, now, django_assert_num_queries):
    one = person(levels={"scheduling": "developing"})
    with django_assert_num_queries(1):
        gate.authorise(by=one.actor, stream=Stream.SCHEDULING, risk=Risk.CRITICAL, now=now)


def test_a_stream_without_a_level_is_refused(person, now):
    decision = decide(person(levels={"scheduling": "advanced"}), Risk.ROUTINE, now, Stream.CLAIMS)
    assert decision.proceeding is Proceeding.REFUSED
    assert "claims" in decision.reason


def test_the_outsider_may_keep_house_and_nothing_else(person, now):
    outsider = person()
    assert decide(outsider, Risk.ROUTINE, now, None).proceeding is Proceeding.ALONE
    for stream in Stream:
        for risk in Risk:
            assert decide(outsider, risk, now, stream).proceeding is Proceeding.REFUSED


def test_who_left_and_who_never_was_are_refused(person, now):
    gone = person(levels={"scheduling": "advanced"})
    perform(deactivate_staff, DeactivateStaff(staff=gone.id, reason="left us"), by=SYSTEM, now=now)
    assert decide(gone, Risk.ROUTINE, now).proceeding is Proceeding.REFUSED
    assert decide(gone, Risk.ROUTINE, now, None).proceeding is Proceeding.REFUSED
    for nobody in (0, -1, 10**15):
        decision = gate.decide(staff_id=nobody, stream=Stream.SCHEDULING, risk=Risk.ROUTINE, now=now)
        assert decision.proceeding is Proceeding.REFUSED


def test_practicum_itself_is_alone_but_nobody_can_pose_as_it(person, now):
    from practicum.kernel.base import Actor

    assert (
        gate.authorise(by=SYSTEM, stream=Stream.CLAIMS, risk=Risk.CRITICAL, now=now).proceeding
        is Proceeding.ALONE
    )
    poser = Actor(staff_id=person().id, name="Practicum", kind="system")
    assert (
        gate.authorise(by=poser, stream=Stream.CLAIMS, risk=Risk.ROUTINE, now=now).proceeding
        is Proceeding.REFUSED
    )


def test_a_level_takes_effect_on_its_day_and_history_stays(person, manager, now):
    one = person(levels={"scheduling": "emerging"})
    later = GiveLevel(staff=one.id, stream="scheduling", level="proficient", evidence="three good weeks",
                      effective_date="2026-03-10")  # fmt: skip
    assert isinstance(perform(give_level, later, by=manager.actor, now=now), Done)
    assert decide(one, Risk.CONSEQUENTIAL, now).proceeding is Proceeding.HELD
    assert decide(one, Risk.CONSEQUENTIAL, now + timedelta(days=6)).proceeding is Proceeding.ALONE
    assert [(row.level, row.by) for row in queries.history(one.id)] == [(3, "Ngozi Vance"), (1, "Practicum")]


def test_a_level_is_taken_away_by_giving_none(person, manager, now):
    one = person(levels={"scheduling": "advanced"})
    command = GiveLevel(staff=one.id, stream="scheduling", level="none", evidence="moved to billing")
    perform(give_level, command, by=manager.actor, now=now)
    assert decide(one, Risk.ROUTINE, now).proceeding is Proceeding.REFUSED
    assert queries.levels_now(now=now, staff_ids=[one.id]) == {}


def test_a_level_given_by_mistake_is_taken_back(person, manager, now):
    one = person(levels={"scheduling": "emerging"})
    command = GiveLevel(staff=one.id, stream="scheduling", level="advanced", evidence="wrong row, sorry")
    done = perform(give_level, command, by=manager.actor, now=now)
    perform(take_back_level, TakeBackLevel(grant=done.id), by=manager.actor, now=now)
    assert decide(one, Risk.CONSEQUENTIAL, now).proceeding is Proceeding.HELD
    assert LevelGrant.objects.filter(staff_id=one.id).count() == 3
    again = perform(take_back_level, TakeBackLevel(grant=done.id), by=manager.actor, now=now)
    assert isinstance(again, Refused)


def test_nobody_gives_themselves_a_level_and_only_managers_give(person, manager, now):
    own = GiveLevel(staff=manager.id, stream="claims", level="advanced", evidence="I am good")
    assert "themselves" in perform(give_level, own, by=manager.actor, now=now).reason
    clerk = person("Clerk", levels={"operations": "advanced"})
    other = GiveLevel(staff=manager.id, stream="claims", level="advanced", evidence="a favour")
    assert "Only a manager" in perform(give_level, other, by=clerk.actor, now=now).reason
    assert not LevelGrant.objects.filter(staff_id=manager.id, stream="claims").exists()


def test_a_published_standard_holds_from_its_day(person, manager, now):
    one = person(levels={"scheduling": "proficient"})
    strict = PublishStandard(consequential_developing="held", consequential_proficient="held",
                             critical_developing="held", critical_proficient="held", note="After the audit",
                             effective_date="2026-03-05")  # fmt: skip
    done = perform(publish_standard, strict, by=manager.actor, now=now)
    assert isinstance(done, Done)
    assert decide(one, Risk.CONSEQUENTIAL, now).proceeding is Proceeding.ALONE
    tomorrow = now + timedelta(days=1)
    decision = decide(one, Risk.CONSEQUENTIAL, tomorrow)
    assert (decision.proceeding, decision.standard_id) == (Proceeding.HELD, done.id)
    assert queries.standard_in_force(now=tomorrow)[0] == done.id
    perform(withdraw_standard, WithdrawStandard(standard=done.id), by=manager.actor, now=now)
    assert decide(one, Risk.CONSEQUENTIAL, tomorrow).proceeding is Proceeding.ALONE


def test_a_standard_in_force_is_not_withdrawn(manager, now):
    done = perform(publish_standard, PublishStandard(note="As it is"), by=manager.actor, now=now)
    refused = perform(withdraw_standard, WithdrawStandard(standard=done.id), by=manager.actor, now=now)
    assert isinstance(refused, Refused)
    assert "in force already" in refused.reason
    assert Standard.objects.get(id=done.id).withdrawn_at is None


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"routine_developing": "held"}, "stricter for the developing"),
        ({"routine_emerging": "refused"}, "freer with consequential"),
        ({"consequential_developing": "held", "critical_developing": "reviewed"}, "freer with critical"),
        ({"critical_proficient": "held", "critical_advanced": "held"}, "Nobody could do critical"),
        ({}, ""),
    ],
)
def test_tables_that_make_no_sense_are_told(cells, says):
    problem = standard.problem_with(PublishStandard(note="try", **cells).table())
    assert says in problem
    assert bool(problem) is bool(says)


def test_the_preview_says_whom_it_touches(person, now):
    for number in range(3):
        person(f"Desk{number}", levels={"operations": "developing"})
    table = PublishStandard(note="try", consequential_developing="held").table()
    [effect] = [one for one in queries.effects(now=now, after=table) if one.stream == "operations"]
    assert (effect.people, effect.stricter, effect.after) == (3, True, "held for countersign")


def test_an_action_of_a_trainee_is_held(person, now, manager):
    from practicum.kernel.practice.actions import ChangePractice, change_practice

    trainee = person(levels={"operations": "emerging"})
    command = ChangePractice(name="Renamed", zone="America/New_York")
    assert isinstance(perform(change_practice, command, by=trainee.actor, now=now), Held)
    assert isinstance(perform(change_practice, command, by=manager.actor, now=now), Done)
