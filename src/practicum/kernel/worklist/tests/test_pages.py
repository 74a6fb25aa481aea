"""The worklist's pages: what they show, to whom, and what they cost."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from practicum.kernel import clock
from practicum.kernel.ledger.models import LedgerEntry
from practicum.kernel.worklist import looks
from practicum.kernel.worklist.actions import ClaimItem, SnoozeItem, claim_item, snooze_item
from practicum.kernel.worklist.kinds import WorkKind
from practicum.kernel.worklist.models import WorkItem
from practicum.kernel.worklist.queries import Filters, work_count, work_page

HTMX = {"HX-Request": "true"}


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def desk(cast: Any) -> Client:
    client: Client = cast.client(cast.desk)
    return client


@pytest.mark.parametrize(
    "path", ["/", "/work/", "/work/?scope=mine", "/work/?scope=snoozed", "/work/?late=1", "/work/list/"]
)
def test_an_empty_list_says_something(desk: Client, path: str) -> None:
    answer = desk.get(path)
    assert answer.status_code == 200
    assert 'class="empty' in answer.content.decode()


def test_nobody_signed_out_sees_it(cast: Any) -> None:
    assert Client().get("/").status_code == 302


def test_mine_first_then_my_roles_each_oldest_promise_first(cast: Any, opened: Any, now: datetime) -> None:
    def ids() -> list[int]:
        return [row.id for row in work_page(by=cast.desk, now=now, filters=Filters()).rows]

    late = opened(now=now - timedelta(hours=3))
    fresh, never = opened(now=now), opened(now=now - timedelta(days=9), due_at=now + timedelta(days=9))
    own = opened(now=now, owner_id=cast.desk.staff_id, role="")
    opened(now=now, role="nurse")
    assert ids() == [own.pk, late.pk, fresh.pk, never.pk]
    count = work_count(by=cast.desk, now=now)
    assert (count.open, count.late) == (4, 1)


def test_what_is_urgent_stands_above_older_promises(
    cast: Any, opened: Any, alarm: WorkKind, now: datetime
) -> None:
    opened(now=now - timedelta(hours=3), role="physician")
    urgent = opened(alarm, now=now)
    rows = work_page(by=cast.clinician, now=now, filters=Filters()).rows
    assert (rows[0].id, rows[0].urgent) == (urgent.pk, True)


def test_filters(cast: Any, opened: Any, alarm: WorkKind, now: datetime) -> None:
    opened(now=now - timedelta(hours=3), says="Fax about knees", patient_id=cast.patient.pk)
    opened(now=now, says="Fax about elbows")
    opened(alarm, now=now)

    def says(**values: Any) -> list[str]:
        return [
            r.says
            for r in work_page(by=cast.manager, now=now, filters=Filters(scope="everyone", **values)).rows
        ]

    assert len(says()) == 3
    assert says(late=True) == ["Fax about knees"]
    assert says(text="elbows") == ["Fax about elbows"]
    assert says(text="quist") == ["Fax about knees"]
    assert len(says(kind="toy.fax")) == 2
    assert len(work_page(by=cast.desk, now=now, filters=Filters(scope="everyone")).rows) == 2


@pytest.mark.parametrize(
    "query",
    ["scope=x&page=0", "page=99999999999", "page=-1", "q=%00%F0%9F%92%A4'\"<b>", "kind=%00", "late=2"],
)
def test_odd_addresses_are_harmless(desk: Client, opened: Any, now: datetime, query: str) -> None:
    opened(now=now)
    assert desk.get(f"/work/?{query}").status_code == 200


def test_a_page_costs_the_same_however_long_the_list(
    cast: Any, desk: Client, opened: Any, now: datetime
) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert desk.get(path).status_code == 200
        return len(caught)

    desk.get("/work/")  # the frame asks for the site's name once a minute
    for path in ("/work/", "/work/?scope=mine", "/work/?q=fax"):
        WorkItem.objects.filter(state="open").update(state="done", closed_at=now)
        for owner in (None, cast.desk.staff_id):
            opened(now=now, patient_id=cast.patient.pk, owner_id=owner)
        few = cost(path)
        others = [cast.another_patient(family_name=f"Quist-{chr(65 + n)}").pk for n in range(6)]
        for n in range(40):
            opened(now=now, patient_id=others[n % 6], owner_id=cast.desk.staff_id if n % 2 else None)
        many = cost(path)
        assert few == many <= 14, path


def test_the_count_is_one_query(
    cast: Any, opened: Any, now: datetime, django_assert_num_queries: Any
) -> None:
    opened(now=now)
    by = cast.desk
    with django_assert_num_queries(1):
        work_count(by=by, now=now)


def test_a_fragment_for_htmx_and_a_page_for_a_browser(desk: Client, opened: Any, now: datetime) -> None:
    item = opened(now=now, says="Fax <script>alert(1)</script>")
    whole, part = desk.get(f"/work/{item.pk}/"), desk.get(f"/work/{item.pk}/", headers=HTMX)
    assert "<html" in whole.content.decode() and "<html" not in part.content.decode()
    for answer in (whole, part):
        text = answer.content.decode()
        assert "Fax &lt;script&gt;" in text and "<script>alert" not in text
        assert "Fax to be sorted" in text


def test_the_open_item_is_its_peoples_alone(cast: Any, opened: Any, now: datetime) -> None:
    item = opened(now=now, patient_id=cast.patient.pk)
    for who, status in (("desk", 200), ("manager", 200), ("outsider", 404), ("biller", 404)):
        assert cast.client(getattr(cast, who)).get(f"/work/{item.pk}/").status_code == status
    assert cast.client(cast.outsider).post(f"/work/{item.pk}/claim/").status_code in (403, 404)
    item.refresh_from_db()
    assert item.state == "open"


def test_claim_from_the_row_answers_a_band_and_refreshes_the_list(
    desk: Client, opened: Any, now: datetime
) -> None:
    item = opened(now=now)
    answer = desk.post(f"/work/{item.pk}/claim/", headers=HTMX | {"HX-Target": "band"})
    assert answer.status_code == 200
    assert json.loads(answer["HX-Trigger"]) == {"live:worklist": True}
    assert 'data-band-kind="done"' in answer.content.decode() and "Undo" in answer.content.decode()
    item.refresh_from_db()
    assert item.state == "claimed"


def test_a_wrong_snooze_keeps_what_was_typed(desk: Client, opened: Any, now: datetime) -> None:
    item = opened(now=now)
    answer = desk.post(
        f"/work/{item.pk}/snooze/",
        {"until": "soonish", "reason": "They call back"},
        headers=HTMX | {"HX-Target": "aside"},
    )
    text = answer.content.decode()
    assert "They call back" in text and "soonish" in text
    assert "is not a time" in text


@pytest.mark.parametrize(
    ("move", "values", "state"),
    [("finish", {"outcome": "Filed"}, "done"), ("snooze", {"until": "2 h", "reason": "They call back"}, "snoozed"),
     ("hand-over", {"role": "nurse"}, "open"), ("note", {"text": "Called them"}, "open")],
)  # fmt: skip
def test_moves_without_script(
    desk: Client, opened: Any, now: datetime, move: str, values: dict[str, str], state: str
) -> None:
    item = opened(now=now)
    answer = desk.post(f"/work/{item.pk}/{move}/", values)
    assert answer.status_code == 200
    assert 'data-band-kind="done"' in answer.content.decode()
    item.refresh_from_db()
    assert item.state == state


def test_a_double_click_acts_once(desk: Client, opened: Any, now: datetime) -> None:
    item = opened(now=now)
    for _ in range(2):
        answer = desk.post(f"/work/{item.pk}/finish/", {"_key": "k1"}, headers=HTMX | {"HX-Target": "band"})
        assert 'data-band-kind="done"' in answer.content.decode()
    assert item.moves.filter(move="done").count() == 1


def test_unknown_moves_and_items(desk: Client, opened: Any, now: datetime) -> None:
    item = opened(now=now)
    assert desk.post(f"/work/{item.pk}/destroy/").status_code == 404
    assert desk.get(f"/work/{2**62}/").status_code == 404
    assert desk.get(f"/work/{item.pk}/claim/").status_code == 405


def test_whose_names_a_list_showed_is_entered_once_for_live_updates(
    cast: Any, desk: Client, opened: Any, now: datetime
) -> None:
    looks._seen.clear()
    opened(now=now, patient_id=cast.patient.pk)

    def entries() -> int:
        return LedgerEntry.objects.filter(
            name="worklist", also_patient_ids__contains=[cast.patient.pk]
        ).count()

    desk.get("/work/")
    assert entries() == 1
    for _ in range(3):
        desk.get("/work/list/", headers=HTMX)
    assert entries() == 1
    other = cast.another_patient(family_name="Zielinski")
    opened(now=now, patient_id=other.pk)
    desk.get("/work/list/", headers=HTMX)
    assert LedgerEntry.objects.filter(name="worklist").latest("id").also_patient_ids == [other.pk]


def test_the_load_is_for_managers(cast: Any, opened: Any, now: datetime) -> None:
    item = opened(now=now - timedelta(hours=5))
    cast.does(claim_item, ClaimItem(item=item.pk), by=cast.desk, at=now)
    opened(now=now - timedelta(days=5))
    snoozed = opened(now=now)
    cast.does(
        snooze_item,
        SnoozeItem(item=snoozed.pk, until=now + timedelta(hours=1), reason="later"),
        by=cast.desk,
        at=now,
    )
    assert cast.client(cast.desk).get("/work/load/").status_code == 403
    manager = cast.client(cast.manager)
    with CaptureQueriesContext(connection) as caught:
        text = manager.get("/work/load/").content.decode()
    assert "Dalia Okonkwo" in text and "Front desk, nobody yet" in text and "over 3 days" in text
    assert len(caught) <= 12


def test_what_is_open_about_a_dead_end_is_told(cast: Any, desk: Client, now: datetime) -> None:
    from practicum.kernel.events.models import Outbound
    from practicum.kernel.worklist.dead_ends import open_dead_end

    out = Outbound.objects.create(channel="sms", recipient="+12125550142", body={"text": "secret"}, key="k", queued_at=now,
                                  state="dead", attempts=8, next_at=now, last_error="No such number")  # fmt: skip
    open_dead_end(kind="outbound", row_id=out.pk, says="A message by sms could not be sent", now=now)
    text = desk.get(f"/work/{WorkItem.objects.get().pk}/").content.decode()
    assert "No such number" in text and "Try again" in text and "secret" not in text
