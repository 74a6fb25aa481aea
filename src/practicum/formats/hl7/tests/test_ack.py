"""Acknowledgements as the standard says them, checked by an independent library."""

from datetime import UTC, datetime

import pytest
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.parser import parse_message
from hypothesis import given
from hypothesis import strategies as st

from practicum.formats.hl7.ack import answers, parse_ack, write_ack
from practicum.formats.hl7.errors import Fault, Hl7Error, Place
from practicum.formats.hl7.header import Header, read_header, salvage_header
from practicum.formats.hl7.message import parse
from practicum.formats.hl7.tests.samples import CBC, OLD, changed

NOW = datetime(2026, 11, 4, 15, 15, 30, tzinfo=UTC)
BAD_FIELD = Hl7Error(
    Fault.REQUIRED_FIELD, "the order does not say which test it is.", place=Place("OBR", 2, 4)
)
BAD_VERSION = Hl7Error(Fault.VERSION_ID, "version 2.9 is not taken here.", place=Place("MSH", 1, 12))
TROUBLE = Hl7Error(Fault.INTERNAL, "try again.")


def header(accept: str = "", application: str = "") -> Header:
    return read_header(parse(changed(CBC, MSH_15=accept, MSH_16=application)))


@pytest.mark.parametrize(
    ("accept", "application", "error", "codes"),
    [
        ("", "", None, ("AA",)),
        ("", "", BAD_FIELD, ("AE",)),
        ("", "", BAD_VERSION, ("AR",)),
        ("", "", TROUBLE, ("AR",)),
        ("AL", "NE", None, ("CA",)),
        ("AL", "NE", BAD_FIELD, ("CE",)),
        ("AL", "NE", BAD_VERSION, ("CR",)),
        ("AL", "NE", TROUBLE, ("CE",)),
        ("AL", "AL", None, ("CA", "AA")),
        ("NE", "AL", None, ("AA",)),
        ("NE", "NE", None, ()),
        ("NE", "NE", BAD_FIELD, ()),
        ("ER", "", None, ()),
        ("ER", "", BAD_FIELD, ("CE",)),
        ("SU", "ER", None, ("CA",)),
        ("SU", "ER", BAD_FIELD, ("AE",)),
    ],
)
def test_answered_as_asked(
    accept: str, application: str, error: Hl7Error | None, codes: tuple[str, ...]
) -> None:
    assert answers(header(accept, application), error=error) == codes


def test_an_acceptance() -> None:
    raw = write_ack(header(), "AA", now=NOW, control_id="K1")
    assert raw.decode().split("\r")[:2] == [
        "MSH|^~\\&|PRACTICUM|HARBOR|LABX|MERIDIAN^1.2.3.4^ISO|20261104151530+0000||ACK^R01^ACK|K1|P|2.5.1||||||UNICODE UTF-8",
        "MSA|AA|MSG00001",
    ]
    ack = parse_ack(raw)
    assert (ack.code, ack.control_id, ack.fault) == ("AA", "MSG00001", 0)


def test_an_error_names_the_place() -> None:
    raw = write_ack(header(), "AE", now=NOW, control_id="K1", error=BAD_FIELD)
    assert (
        "ERR||OBR^2^4|101^Required field missing^HL70357|E||||OBR 2, field 4: the order does not say"
        in raw.decode()
    )
    ack = parse_ack(raw)
    assert (ack.code, ack.fault, ack.where) == ("AE", 101, "OBR^2^4")


def test_an_old_sender_gets_the_old_form() -> None:
    raw = write_ack(read_header(parse(OLD)), "AR", now=NOW, control_id="K1", error=BAD_VERSION)
    assert "|ACK|K1|P|2.3|" in raw.decode()
    assert "ERR|MSH^1^12^203&Unsupported version id&HL70357" in raw.decode()
    assert parse_ack(raw).fault == 203


def test_an_unknown_version_is_answered_in_ours() -> None:
    raw = write_ack(
        read_header(parse(changed(CBC, MSH_12="9"))), "AR", now=NOW, control_id="K1", error=BAD_VERSION
    )
    assert parse(raw).header.value(12) == "2.5.1"


def test_an_odd_trigger_and_sender_are_echoed_whole() -> None:
    odd = read_header(parse(changed(CBC, MSH_9="ORU^R@1|", MSH_3="A@B\\F\\C")))
    read = read_header(parse(write_ack(odd, "AR", now=NOW, control_id="K@1", error=BAD_VERSION)))
    assert (read.trigger, read.control_id) == (odd.trigger, "K@1")
    assert read.receiving_application == odd.sending_application


@pytest.mark.parametrize("error", [None, BAD_FIELD, BAD_VERSION, TROUBLE])
def test_hl7apy_finds_them_strictly_valid(error: Hl7Error | None) -> None:
    code = answers(header(), error=error)[0]
    raw = write_ack(header(), code, now=NOW, control_id="K1", error=error)
    assert parse_message(raw.decode(), validation_level=VALIDATION_LEVEL.STRICT).validate()


@pytest.mark.parametrize(
    ("raw", "control_id"),
    [
        (changed(CBC, MSH_18="KLINGON"), "MSG00001"),
        (CBC.replace(b"Fasting", b"F\xe4st"), "MSG00001"),
        (b"\x00garbage " + CBC[:120], "MSG00001"),
        (CBC.replace(b"^~\\&", b"^^^^"), "MSG00001"),
        (b"", ""),
        (b"MSH", ""),
        (b"MSH|", ""),
    ],
)
def test_the_header_of_a_broken_message_is_salvaged(raw: bytes, control_id: str) -> None:
    assert salvage_header(raw).control_id == control_id


@given(st.binary(max_size=80))
def test_salvage_and_answer_never_fail(raw: bytes) -> None:
    for data in (raw, b"MSH" + raw, b"MSH|^~\\&|" + raw):
        read = salvage_header(data)
        for code in answers(read, error=BAD_FIELD):
            assert parse_ack(write_ack(read, code, now=NOW, control_id="1", error=BAD_FIELD)).code == code


def test_an_answer_that_is_none() -> None:
    with pytest.raises(Hl7Error, match="no MSA"):
        parse_ack(CBC)
