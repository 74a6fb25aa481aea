"""Sites, hours, holidays, places and people change through the gate, and refuse with sentences."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from pydantic import ValidationError

from practicum.kernel.actions import Done, Refused
from practicum.kernel.base import Stream
from practicum.kernel.practice import actions, people, queries
from practicum.kernel.practice.models import Holiday, Site, SiteHours, Staff

pytestmark = pytest.mark.django_db
_LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def test_a_week_is_set_as_a_whole(act, site, now):
    done = act(actions.set_hours, site=site.id, monday="8-12, 1-5", saturday="9am-12pm")
    assert isinstance(done, Done)
    card = queries.site(site.id, now=now)
    assert card is not None
    assert card.week[0] == "8:00 AM-12:00 PM, 1:00 PM-5:00 PM"
    assert card.week[5] == "9:00 AM-12:00 PM"
    act(actions.set_hours, site=site.id, tuesday="8-17")
    assert SiteHours.objects.filter(site=site).count() == 1


@pytest.mark.parametrize(
    "text", ["8", "25-26", "12-8 tomorrow", "10-9pm-", "8-12, 11-13", "８－１２", "13pm-14pm"]
)
def test_hours_that_cannot_be_read_are_refused_with_a_sentence(text):
    with pytest.raises(ValidationError):
        actions.SetHours(site=1, monday=text)


def test_a_site_name_is_taken_once_whatever_its_case(act, site):
    refused = act(actions.add_site, name="RIVERSIDE", zone="America/New_York")
    assert isinstance(refused, Refused)
    assert "site of that name" in refused.reason


@pytest.mark.parametrize("zone", ["Mars/Base", "", "../../etc/passwd", "america/new york"])
def test_a_zone_must_exist(zone):
    with pytest.raises(ValidationError):
        actions.AddSite(name="North", zone=zone)


def test_federal_holidays_are_added_once(act, site):
    first = act(actions.add_federal_holidays, year=2026)
    again = act(actions.add_federal_holidays, year=2026)
    assert isinstance(first, Done)
    assert isinstance(again, Done)
    assert first.outcome == Holiday.objects.count() >= 11
    assert again.outcome == 0


def test_a_holiday_is_added_and_taken_back(act, site):
    done = act(actions.add_holiday, date="12/24/2026", name="Christmas Eve", hours="8-11", site=site.id)
    assert [row.hours for row in queries.holidays(from_date=date(2026, 12, 1))] == ["8:00 AM-11:00 AM"]
    twice = act(actions.add_holiday, date="2026-12-24", name="Again", site=site.id)
    assert isinstance(twice, Refused)
    assert "holiday here already" in twice.reason
    undo = actions.add_holiday.undo
    assert undo is not None
    act(undo.action, **undo.command(None, done.id).model_dump())
    assert not Holiday.objects.exists()
    assert isinstance(act(actions.remove_holiday, holiday=done.id), Refused)


def test_a_site_added_by_mistake_goes_but_one_in_use_stays(act, site):
    undo = actions.add_site.undo
    assert undo is not None
    made = act(actions.add_site, name="Oops", zone="America/Chicago")
    assert isinstance(act(undo.action, site=made.id), Done)
    act(actions.add_place, site=site.id, name="Room 1", kind="room")
    refused = act(undo.action, site=site.id)
    assert isinstance(refused, Refused)
    assert "in use" in refused.reason
    assert Site.objects.filter(id=site.id).exists()


def test_places_have_their_own_names_at_a_site(act, site):
    assert isinstance(act(actions.add_place, site=site.id, name="ECG", kind="equipment"), Done)
    assert isinstance(act(actions.add_place, site=site.id, name="ecg", kind="room"), Refused)
    assert isinstance(act(actions.add_place, site=10**12, name="Lost"), Refused)


def test_only_a_manager_changes_people(act, person):
    manager, clerk = person("Vance", roles=["manager"]), person("Clerk")
    grant_operations(manager, clerk)
    assert isinstance(act(actions.add_staff, by=manager, family_name="Né", given_name="Zoë"), Done)
    refused = act(actions.add_staff, by=clerk, family_name="Friend", roles=["manager"])
    assert isinstance(refused, Refused)
    assert "Only a manager" in refused.reason
    assert not Staff.objects.filter(family_name="Friend").exists()


def test_nobody_changes_their_own_roles_and_a_manager_remains(act, person):
    manager, other = person("Vance", roles=["manager"]), person("Other")
    grant_operations(manager)
    own = act(actions.change_roles, by=manager, staff=manager.staff_id, roles=["manager", "biller"])
    assert isinstance(own, Refused)
    assert "their own access" in own.reason
    last = act(actions.change_roles, staff=manager.staff_id, roles=[])
    assert isinstance(last, Refused)
    assert "last manager" in last.reason
    gone = act(actions.deactivate_staff, staff=manager.staff_id, reason="left us")
    assert isinstance(gone, Refused)
    assert "last manager" in gone.reason
    act(actions.change_roles, staff=other.staff_id, roles=["manager"])
    assert isinstance(
        act(actions.deactivate_staff, by=other, staff=manager.staff_id, reason="left us"), Refused
    )
    grant_operations(other)
    assert isinstance(act(actions.deactivate_staff, by=other, staff=manager.staff_id, reason="left us"), Done)


def test_access_version_rises_with_each_change(act, person):
    one = person("One")
    act(actions.change_roles, staff=one.staff_id, roles=["biller", "biller", "nurse"])
    act(actions.deactivate_staff, staff=one.staff_id, reason="on leave")
    act(actions.reactivate_staff, staff=one.staff_id)
    row = Staff.objects.get(id=one.staff_id)
    assert (row.access_version, row.roles, row.active) == (4, ["biller", "nurse"], True)


def test_practicum_itself_is_nobodys_to_change(act):
    with pytest.raises(ValidationError):
        actions.ChangeRoles(staff=0, roles=[])
    assert Staff.objects.get(id=0).name == "Practicum"


def test_a_provider_needs_a_number_that_fits(act, person, site):
    doctor = person("Ruiz", prefix="Dr.", suffix="MD")
    assert doctor.name == "Dr. Ngozi Ruiz, MD"
    with pytest.raises(ValidationError):
        actions.MakeProvider(staff=doctor.staff_id, npi="1234567890")
    act(actions.make_provider, staff=doctor.staff_id, npi="1234567893", specialty="Family", sites=[site.id])
    [card] = queries.providers(site_id=site.id)
    assert (card.npi, card.site_ids) == ("1234567893", (site.id,))
    other = person("Lund")
    twice = act(actions.make_provider, staff=other.staff_id, npi="1234567893")
    assert isinstance(twice, Refused)
    assert "Another provider has this NPI" in twice.reason
    nowhere = act(actions.make_provider, staff=other.staff_id, sites=[999999])
    assert isinstance(nowhere, Refused)


def test_absence_and_cover(act, person, now):
    away, stand_in, third = person("Away"), person("Standin"), person("Third")
    done = act(actions.record_absence, staff=away.staff_id, first_date="3/4/2026", last_date="3/6/2026",
               cover=stand_in.staff_id)  # fmt: skip
    assert isinstance(done, Done)
    assert queries.is_away(away.staff_id, at=now)
    assert queries.covering(away.staff_id, at=now) == [stand_in.staff_id]
    assert queries.covering(away.staff_id, at=now + timedelta(days=3)) == []
    again = act(actions.record_absence, staff=away.staff_id, first_date="3/6/2026", last_date="3/9/2026")
    assert isinstance(again, Refused)
    assert "already" in again.reason
    act(actions.record_cover, absent=away.staff_id, covering=third.staff_id, first_date="3/4/2026",
        last_date="3/4/2026", streams=["results"])  # fmt: skip
    assert queries.covering(away.staff_id, at=now, stream=Stream.RESULTS) == [
        third.staff_id,
        stand_in.staff_id,
    ]
    act(actions.cancel_absence, absence=done.id)
    assert not queries.is_away(away.staff_id, at=now)
    assert queries.covering(away.staff_id, at=now) == []


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("3/6/2026", "3/4/2026", "last day"),
        ("1/1/2026", "1/1/2031", "two years"),
        ("1/1/0001", "1/2/0001", "too far"),
    ],
)
def test_impossible_absences_are_refused(act, person, first, last, says):
    refused = act(actions.record_absence, staff=person().staff_id, first_date=first, last_date=last)
    assert isinstance(refused, Refused)
    assert says in refused.reason


def test_nobody_covers_for_themselves(act, person):
    one = person()
    refused = act(actions.record_cover, absent=one.staff_id, covering=one.staff_id, first_date="3/4/2026",
                  last_date="3/4/2026")  # fmt: skip
    assert isinstance(refused, Refused)
    assert "themselves" in refused.reason


def test_the_staff_list_costs_the_same_at_two_sizes(person, now, django_assert_num_queries):
    for number in range(3):
        person(f"Person{number}")
    with django_assert_num_queries(2):
        small = people.staff_page(now=now)
    for number in range(40):
        person(f"Other{number}")
    with django_assert_num_queries(2):
        large = people.staff_page(now=now, text="other", sort="-name", page=2)
    assert (small.total, large.total, large.pages, len(large.rows)) == (3, 40, 2, 15)


def grant_operations(*actors):
    for actor in actors:
        apps.get_model("authority", "LevelGrant").objects.create(
            staff_id=actor.staff_id, stream="operations", level=4, given_at=_LONG_AGO, effective_at=_LONG_AGO
        )
