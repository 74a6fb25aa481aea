"""The ledger refuses changes, and shows the ones that a superuser forces on it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection

from practicum.kernel.base import SYSTEM, Actor
from practicum.kernel.ledger import seal
from practicum.kernel.ledger.verify import Expected, part, verify
from practicum.kernel.ledger.write import enter, look

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ANA = Actor(staff_id=7, name="Ana Ruiz")
SOON = NOW + timedelta(seconds=5)

Tamper = Callable[..., None]


@pytest.fixture
def tamper(fresh_database: Any, test_databases: Any) -> Iterator[Tamper]:
    """Run statements as the superuser, with the guards off."""

    def run(statement: str, *values: object) -> None:
        with psycopg.connect(test_databases.dsn(fresh_database.name, role="postgres"), autocommit=True) as db:
            db.execute("set session_replication_role = replica")
            db.execute(statement.encode(), values)

    yield run


def write_some(n: int = 8) -> list[int]:
    """A few looks and facts, among them awkward text."""
    ids = [look(by=ANA, page="chart", now=NOW, patient_id=n) for n in range(1, n)]
    ids.append(
        look(by=SYSTEM, page="day", now=NOW, also=[3, 1, 2], detail={"text": "Zoë – „ß“ 🙂", "n": 1.50})
    )
    ids.append(
        enter("authority.sign_in", by=ANA, now=NOW, kind="sign_in", detail={"a": None, "b": [1, {"c": ""}]})
    )
    return ids


def test_a_sealed_ledger_is_whole(fresh_database: Any) -> None:
    ids = write_some()
    assert seal.seal_all() == len(ids)
    report = verify(now=SOON)
    assert report.whole, report.problems
    assert report.sealed == len(ids)
    assert report.head.startswith(f"{len(ids)}:")
    assert verify(now=SOON, expect=Expected.read(report.head)).whole


def test_the_chain_goes_on_where_it_stood(fresh_database: Any) -> None:
    write_some()
    seal.seal_all()
    head = verify(now=SOON).head
    write_some()
    assert seal.tick(now=NOW) > 0
    report = verify(now=SOON, expect=Expected.read(head))
    assert report.whole
    assert report.head != head


@pytest.mark.parametrize(
    ("column", "value"),
    [("staff_name", "Ben Ode"), ("patient_id", 99), ("at", NOW - timedelta(days=1)), ("detail", '{"x": 1}'),
     ("also_patient_ids", [1, 2]), ("outcome", "done"), ("session_id", 5), ("level", 4)],
)  # fmt: skip
def test_a_changed_row_is_named(tamper: Tamper, column: str, value: object) -> None:
    ids = write_some()
    seal.seal_all()
    tamper(f"update ledger_ledgerentry set {column} = %s where id = %s", value, ids[3])
    report = verify(now=SOON)
    assert len(report.problems) == 1
    assert report.problems[0].startswith(f"Entry {ids[3]} (look chart, ")
    assert report.problems[0].endswith("is not what was sealed as number 4: it was changed afterwards.")


def test_a_deleted_row_is_named(tamper: Tamper) -> None:
    ids = write_some()
    seal.seal_all()
    tamper("delete from ledger_ledgerentry where id = %s", ids[2])
    assert verify(now=SOON).problems == [f"Entry {ids[2]} is gone; it was sealed as number 3."]


def test_a_row_deleted_with_its_seal_leaves_a_gap(tamper: Tamper) -> None:
    ids = write_some()
    seal.seal_all()
    tamper("delete from ledger_ledgerentry where id = %s", ids[2])
    tamper("delete from ledger_seal where seq = 3")
    assert verify(now=SOON).problems == ["Seal 3 is missing."]


def test_a_renumbered_chain_does_not_hide_it(tamper: Tamper) -> None:
    ids = write_some()
    seal.seal_all()
    tamper("delete from ledger_ledgerentry where id = %s", ids[2])
    tamper("delete from ledger_seal where seq = 3")
    tamper("update ledger_seal set seq = seq + 1000 where seq > 3")
    tamper("update ledger_seal set seq = seq - 1001 where seq > 1000")
    assert f"entry {ids[3]} " in verify(now=SOON).problems[0].lower()


def test_a_changed_seal_is_told_from_a_changed_row(tamper: Tamper) -> None:
    write_some()
    seal.seal_all()
    tamper("update ledger_seal set hash = sha256('x') where seq = 4")
    assert verify(now=SOON).problems[0].startswith("Seal 4 itself, over entry ")


def test_an_end_cut_off_shows_against_the_noted_head(tamper: Tamper) -> None:
    ids = write_some()
    seal.seal_all()
    head = verify(now=SOON).head
    tamper("delete from ledger_ledgerentry where id = %s", ids[-1])
    tamper("delete from ledger_seal where entry_id = %s", ids[-1])
    assert verify(now=SOON).whole
    problem = verify(now=SOON, expect=Expected.read(head)).problems[0]
    assert (
        problem
        == f"The chain ends at seal {len(ids) - 1}, but seal {len(ids)} was noted down: its end was cut off."
    )


def test_a_chain_made_anew_shows_against_the_noted_head(tamper: Tamper) -> None:
    ids = write_some()
    seal.seal_all()
    head = verify(now=SOON).head
    tamper("update ledger_ledgerentry set staff_name = 'Ben Ode' where id = %s", ids[2])
    tamper("delete from ledger_seal")
    tamper("insert into ledger_pending select id from ledger_ledgerentry order by id")
    seal.seal_all()
    assert verify(now=SOON).whole
    assert "was rewritten at or before it" in verify(now=SOON, expect=Expected.read(head)).problems[0]


def test_a_row_put_in_past_the_guards_is_named(tamper: Tamper) -> None:
    write_some()
    seal.seal_all()
    tamper(
        "insert into ledger_ledgerentry (id, at, kind, name, outcome, staff_id, staff_name, second_staff_name, stream, "
        "risk, subject_kind, detail) values (900, now(), 'note', 'x', 'done', 1, 'x', '', '', '', '', '{}')"
    )
    expected = "Entry 900 was written past the guards: it is neither sealed nor waiting to be."
    assert verify(now=SOON).problems == [expected]


def test_a_guard_switched_off_is_named(tamper: Tamper) -> None:
    tamper("alter table ledger_ledgerentry disable trigger ledger_keeps")
    assert verify(now=SOON).problems == [
        "The guard ledger_keeps on ledger_ledgerentry is missing or switched off."
    ]


def test_rows_that_wait_too_long_are_told(fresh_database: Any) -> None:
    write_some(3)
    assert verify(now=SOON).whole
    problem = verify(now=NOW + timedelta(minutes=2)).problems[0]
    assert problem.startswith("4 entries wait to be sealed, the oldest since 2026-11-02 09:00 UTC")


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger_ledgerentry set staff_name = 'x'",
        "delete from ledger_ledgerentry",
        "truncate ledger_ledgerentry",
        "alter table ledger_ledgerentry disable trigger all",
        "drop trigger ledger_keeps on ledger_ledgerentry",
        "set session_replication_role = replica",
        "update ledger_seal set seq = seq + 1",
        "delete from ledger_seal",
        "truncate ledger_seal",
        "insert into ledger_seal values (1, 1, now(), 1, sha256('x'))",
        "delete from ledger_pending",
        "insert into ledger_pending values (1)",
        "create or replace function ledger_part(value text) returns text language sql as $$ select '' $$",
    ],
)
@pytest.mark.parametrize("sealed", [False, True], ids=["unsealed", "sealed"])
def test_the_runtime_role_may_only_add(fresh_database: Any, statement: str, sealed: bool) -> None:
    write_some(3)
    if sealed:
        seal.seal_all()
    with (
        psycopg.connect(fresh_database.dsn, autocommit=True) as db,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        db.execute(statement.encode())
    assert verify(now=SOON).whole


@pytest.mark.parametrize(
    "statement",
    ["update {} set {} = {}", "delete from {}", "truncate {}"],
    ids=["update", "delete", "truncate"],
)
@pytest.mark.parametrize(("table", "column"), [("ledger_ledgerentry", "id"), ("ledger_seal", "seq")])
def test_even_the_owner_is_refused(fresh_database: Any, statement: str, table: str, column: str) -> None:
    write_some(3)
    seal.seal_all()
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="only ever added to")
    with psycopg.connect(fresh_database.owner_dsn, autocommit=True) as db, refused:
        db.execute(statement.format(table, column, column).encode())


def test_many_sealers_and_writers_make_one_chain(fresh_database: Any) -> None:
    def work(number: int) -> None:
        try:
            for _ in range(25):
                look(by=ANA, page="chart", now=NOW, patient_id=number)
                seal.seal_some(most=7)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[n]) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal.seal_all()
    report = verify(now=SOON)
    assert report.whole, report.problems
    assert report.sealed == 150


def test_a_rolled_back_look_is_not_sealed(fresh_database: Any) -> None:
    with psycopg.connect(fresh_database.dsn) as db:
        db.execute(
            "insert into ledger_ledgerentry (at, kind, name, outcome, staff_id, staff_name, second_staff_name, "
            "stream, risk, subject_kind, detail) values (now(), 'note', 'x', 'done', 1, 'x', '', '', '', '', '{}')"
        )
        db.rollback()
    write_some(3)
    assert seal.seal_all() == 4
    assert verify(now=SOON).whole


def test_fields_cannot_run_into_each_other() -> None:
    assert part("a") + part("bc") != part("ab") + part("c")
    assert part(None) != part("") != part("-")
    assert part("ß") == "2:ß"


@pytest.mark.parametrize("text", ["", "5", "x:y", "5:abc", "-1:" + "0" * 64])
def test_a_head_must_read_as_printed(text: str) -> None:
    with pytest.raises(ValueError, match="as it was printed"):
        Expected.read(text)
