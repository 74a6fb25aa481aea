"""One message judged: its key and its answer."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.adapters.lab.examine import examine, too_long, unfinished
from practicum.formats.hl7.ack import parse_ack
from practicum.formats.hl7.errors import Fault, Hl7Error
from practicum.formats.hl7.oru import parse_oru
from practicum.formats.hl7.tests.samples import CBC, changed, without

NOW = datetime(2026, 11, 4, 15, tzinfo=UTC)


def test_the_key_names_sender_number_and_content() -> None:
    key = examine(CBC).key
    assert key.startswith("LABX|MERIDIAN|MSG00001|")
    assert len(key.split("|")[-1]) == 64
    assert examine(CBC).key == key
    assert examine(CBC.replace(b"12.40", b"12.41")).key != key


def test_the_key_of_what_cannot_be_read_is_its_content() -> None:
    assert len(examine(b"garbage").key) == 64
    assert "|" not in examine(b"garbage").key
    long = examine(changed(CBC, MSH_3="A" * 5000, MSH_4="B" * 5000, MSH_10="C" * 5000))
    assert len(long.key) <= 200


@pytest.mark.parametrize(
    ("raw", "code", "fault"),
    [
        (CBC, "AA", 0),
        (without(CBC, "PID"), "AE", 100),
        (changed(CBC, OBR_4=""), "AE", 101),
        (changed(CBC, MSH_18="KLINGON"), "AE", 103),
        (changed(CBC, MSH_9="ADT^A01"), "AR", 200),
        (changed(CBC, MSH_9="ORU^R30"), "AR", 201),
        (changed(CBC, MSH_11="Z"), "AR", 202),
        (changed(CBC, MSH_12="3.0"), "AR", 203),
        (b"hello", "AE", 100),
    ],
)
def test_the_answer(raw: bytes, code: str, fault: int) -> None:
    (reply,) = examine(raw).replies(now=NOW)
    ack = parse_ack(reply)
    assert (ack.code, ack.fault) == (code, fault)
    assert ack.control_id == ("" if raw == b"hello" else "MSG00001")


def test_our_own_failure_asks_for_it_again() -> None:
    (reply,) = examine(CBC).replies(now=NOW, failure=Hl7Error(Fault.INTERNAL, "send it again."))
    assert (parse_ack(reply).code, parse_ack(reply).fault) == ("AR", 207)


def test_a_fragment_is_known_for_one_by_every_later_reader() -> None:
    whole_looking = CBC[: CBC.index(b"OBX|3")]
    parse_oru(whole_looking)
    arrival = unfinished(whole_looking)
    assert arrival.error is not None
    with pytest.raises(Hl7Error, match="cut off"):
        parse_oru(arrival.raw)
    assert parse_ack(arrival.replies(now=NOW)[0]).control_id == "MSG00001"
    head = too_long(whole_looking, limit=100)
    assert parse_ack(head.replies(now=NOW)[0]).fault == 104
    with pytest.raises(Hl7Error, match="cut off"):
        parse_oru(head.raw)


@given(st.binary(max_size=120))
def test_anything_is_judged_and_answered(raw: bytes) -> None:
    for data in (raw, b"MSH|^~\\&|" + raw):
        arrival = examine(data)
        assert arrival.raw == data
        assert all(parse_ack(reply).code for reply in arrival.replies(now=NOW))
