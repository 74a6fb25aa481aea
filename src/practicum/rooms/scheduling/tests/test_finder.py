"""The finder against brute force, over random calendars and the days when the clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicum.rooms.scheduling.rules.finder import Wish, by_day, first_each_provider, free_slots, spread
from practicum.rooms.scheduling.rules.openings import (
    Asked,
    Blocked,
    Calendar,
    Closing,
    Window,
    outside,
    why_not,
)
from practicum.rooms.scheduling.rules.spans import overlaps

ZONES = {1: ZoneInfo("America/New_York"), 2: ZoneInfo("America/Phoenix")}
ALL_DAY = {weekday: ((time(0), time(0)),) for weekday in range(7)}


def quarter(number):
    return time(number // 4 % 24, number % 4 * 15)


days = st.sampled_from(
    [date(2026, 3, 7), date(2026, 3, 8), date(2026, 10, 31), date(2026, 11, 1), date(2028, 2, 29)]
)
hours = st.tuples(st.integers(0, 95), st.integers(1, 96)).map(
    lambda pair: (quarter(pair[0]), quarter(pair[1]))
)
windows = st.builds(
    lambda provider, site, weekday, pair, types, since: Window(
        provider, site, weekday, pair[0], pair[1], types, since
    ),
    st.integers(1, 2),
    st.integers(1, 2),
    st.integers(0, 6),
    hours,
    st.sampled_from([frozenset(), frozenset({7}), frozenset({8})]),
    st.sampled_from([date.min, date(2026, 3, 8)]),
)


@st.composite
def situations(draw):
    day = draw(days)
    noon = datetime.combine(day, time(12), tzinfo=UTC)

    def period():
        start = noon + timedelta(minutes=5 * draw(st.integers(-200, 300)))
        return start, start + timedelta(minutes=5 * draw(st.integers(1, 60)))

    calendar = Calendar(
        zones=ZONES,
        hours={site: draw(st.sampled_from([ALL_DAY, {day.weekday(): (draw(hours),)}])) for site in ZONES},
        holidays=draw(
            st.sampled_from(
                [{}, {(None, day): Closing("Founders' day")}, {(1, day): Closing("Eve", time(9), time(13))}]
            )
        ),
        windows=tuple(draw(st.lists(windows, min_size=1, max_size=6))),
        blocks=tuple(
            Blocked(draw(st.sampled_from([None, 1])), draw(st.sampled_from([None, 2])), period())
            for _ in range(draw(st.integers(0, 2)))
        ),
    )
    busy = {provider: [period() for _ in range(draw(st.integers(0, 3)))] for provider in (1, 2)}
    wish = Wish(
        visit_type_id=7,
        minutes=draw(st.sampled_from([5, 20, 45, 90])),
        provider_ids=(1, 2),
        site_ids=(1, 2),
        from_date=day,
        until_date=day + timedelta(days=1),
        step=draw(st.sampled_from([15, 30])),
        not_before=draw(st.sampled_from([time.min, time(9)])),
        not_after=draw(st.sampled_from([time.max, time(16, 30)])),
    )
    now = noon + timedelta(minutes=draw(st.integers(-1500, 600)))
    return calendar, wish, busy, now, [period() for _ in range(draw(st.integers(0, 1)))]


def brute_force(calendar, wish, busy, now, patient_busy):
    """Every quarter hour of three days, each asked for by the rule that guards the booking itself."""
    found = set()
    at = datetime.combine(wish.from_date, time.min, tzinfo=UTC) - timedelta(days=1)
    for _ in range(4 * 24 * 4):
        at += timedelta(minutes=15)
        for provider in wish.provider_ids:
            for site in wish.site_ids:
                local = at.astimezone(calendar.zones[site])
                asked = Asked(provider, site, wish.visit_type_id, at, wish.minutes)
                if (
                    wish.from_date <= local.date() <= wish.until_date
                    and local.minute % wish.step == 0
                    and wish.not_before <= local.time() <= wish.not_after
                    and why_not(calendar, asked, now=now) is None
                    and not any(overlaps(asked.period, taken) for taken in (*busy[provider], *patient_busy))
                ):
                    found.add((at, provider, site))
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(situations())
def test_the_finder_offers_all_and_only_what_may_be_booked(situation):
    calendar, wish, busy, now, patient_busy = situation
    slots = list(free_slots(calendar, wish, busy, now=now, patient_busy=patient_busy))
    assert {(slot.starts_at, slot.provider_id, slot.site_id) for slot in slots} == brute_force(*situation)
    assert slots == sorted(set(slots)), "in order, each once"


OFFICE = {weekday: ((time(8), time(17)),) for weekday in range(5)}
MONDAY = date(2026, 3, 2)


def office(**changes):
    values: Any = {
        "zones": ZONES,
        "hours": {1: OFFICE},
        "windows": tuple(Window(1, 1, weekday, time(8), time(12)) for weekday in range(5)),
    }
    return Calendar(**(values | changes))


def ask(at, minutes=30, provider=1, site=1, visit_type=7):
    return Asked(provider, site, visit_type, at, minutes)


def local(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), tzinfo=ZONES[1]).astimezone(UTC)


NOW = local(MONDAY, 7)


def test_reasons_are_told_widest_first():
    cases = [
        (office(), ask(local(MONDAY, 6)), "has passed"),
        (office(), ask(local(MONDAY, 8), site=99), "no such site"),
        (
            office(holidays={(None, MONDAY): Closing("Presidents")}),
            ask(local(MONDAY, 8)),
            "closed that day: Presidents",
        ),
        (office(), ask(local(MONDAY, 19)), "site is closed"),
        (office(), ask(local(MONDAY, 16, 45)), "site is closed"),
        (
            office(blocks=(Blocked(1, None, (local(MONDAY, 8), local(MONDAY, 9)), "conference"),)),
            ask(local(MONDAY, 8, 45)),
            "(conference)",
        ),
        (office(), ask(local(MONDAY, 11, 45)), "does not work there for all"),
        (office(), ask(local(MONDAY, 11), provider=2), "does not work at this site"),
        (
            office(windows=(Window(1, 1, 0, time(8), time(12), frozenset({8})),)),
            ask(local(MONDAY, 9)),
            "this kind of visit",
        ),
    ]
    for calendar, asked, said in cases:
        assert said in (why_not(calendar, asked, now=NOW) or "")
    assert why_not(office(), ask(local(MONDAY, 8)), now=NOW) is None


def test_templates_end_when_they_say():
    calendar = office(windows=(Window(1, 1, 0, time(8), time(12), frozenset(), MONDAY, MONDAY),))
    assert why_not(calendar, ask(local(MONDAY, 8)), now=NOW) is None
    assert why_not(calendar, ask(local(MONDAY + timedelta(days=7), 8)), now=NOW)


def test_a_change_names_whom_it_strands():
    visits = [(5, ask(local(MONDAY, 8))), (6, ask(local(MONDAY, 13)))]
    assert outside(office(), visits) == [6]


def test_offers_by_day_and_spread_over_it():
    wish = Wish(7, 30, (1,), (1,), MONDAY, MONDAY + timedelta(days=1))
    slots = list(free_slots(office(), wish, {}, now=NOW))
    assert [(offered.day, len(offered.slots)) for offered in by_day(slots, ZONES)] == [
        (MONDAY, 15),
        (MONDAY + timedelta(days=1), 15),
    ]
    few = spread(slots, ZONES, each_day=3)
    assert len(few) == 6 and few[0] == slots[0]
    assert first_each_provider(slots) == [slots[0]]
