"""Timestamps keep their precision and their offset."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.formats.hl7.errors import Fault, Hl7Error
from practicum.formats.hl7.times import Precision, Timestamp, on_day, read_timestamp, timestamp

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("text", "precision"),
    [("2026", 4), ("202611", 6), ("20261104", 8), ("2026110410", 10), ("202611041015", 12), ("20261104101530", 14),
     ("20261104101530.1234", 15), ("20261104101530.1234-0500", 15), ("20261104+0530", 8), ("202611041015-0330", 12)],
)  # fmt: skip
def test_as_precise_as_sent(text: str, precision: int) -> None:
    read = read_timestamp(text)
    assert read is not None
    assert read.precision == precision
    assert str(read) == text


def test_instants() -> None:
    sent = read_timestamp("20261104101530-0500")
    bare = read_timestamp("20261104101530")
    assert sent is not None
    assert bare is not None
    assert (
        sent.instant(zone=NEW_YORK)
        == bare.instant(zone=NEW_YORK)
        == datetime(2026, 11, 4, 15, 15, 30, tzinfo=UTC)
    )
    assert sent.day == date(2026, 11, 4)
    assert Timestamp(datetime(2026, 11, 1), Precision.MONTH).day is None
    assert read_timestamp("202611042400") == read_timestamp("202611050000")
    assert str(on_day(date(1985, 3, 4))) == "19850304"


@pytest.mark.parametrize("text", ["", " ", "0", "00000000", "00000000000000"])
def test_saying_nothing(text: str) -> None:
    assert read_timestamp(text) is None


@pytest.mark.parametrize(
    "text", ["2026-11-04", "20261304", "20260230", "202611041060", "20261104256100", "abc", "20261104101530+9900",
             "20261104101530+0560", "999912312400", "202", "20261", "20261104101530.", "٢٠٢٦"]
)  # fmt: skip
def test_impossible(text: str) -> None:
    with pytest.raises(Hl7Error) as refused:
        read_timestamp(text)
    assert refused.value.fault is Fault.DATA_TYPE


@given(st.datetimes(min_value=datetime(1000, 1, 1)), st.integers(-720, 840))
def test_written_times_read_back(local: datetime, minutes: int) -> None:
    at = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    fine = local.replace(microsecond=local.microsecond // 100 * 100)
    read = read_timestamp(str(timestamp(at, precision=Precision.FRACTION)))
    assert read == Timestamp(fine, Precision.FRACTION, minutes)
    read.instant(zone=NEW_YORK)
    assert read_timestamp(str(timestamp(at))) == timestamp(at)


def test_an_instant_carries_its_offset() -> None:
    with pytest.raises(ValueError, match="offset"):
        timestamp(datetime(2026, 1, 1))
