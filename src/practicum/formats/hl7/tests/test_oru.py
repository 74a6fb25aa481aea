"""Result messages read into dataclasses, and refused with segment, field and code."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.formats.hl7.datatypes import (
    Authority,
    CodedValue,
    Document,
    Identifier,
    Number,
    Structured,
    Text,
)
from practicum.formats.hl7.errors import Fault, Hl7Error
from practicum.formats.hl7.message import parse
from practicum.formats.hl7.oru import check_oru, parse_oru
from practicum.formats.hl7.tests.samples import CBC, OLD, changed, without


def test_the_patient_as_sent() -> None:
    patient = parse_oru(CBC).patient
    assert patient.identifiers == (
        Identifier("MRN1001", Authority("PRACTICUM"), "MR"),
        Identifier("99887", Authority("MERIDIAN", "1.2.3.4", "ISO"), "PI"),
    )
    assert (patient.name.family, patient.name.given, patient.name.suffix) == ("O'Brien", "Ana", "Jr.")
    assert len(patient.names) == 2
    assert patient.birth is not None
    assert patient.birth.day == date(1985, 3, 4)
    assert patient.sex == "F"
    assert [phone.text for phone in patient.phones] == ["(617)555-0123", "ana@example.org"]
    assert patient.addresses[0].postal_code == "02115"
    assert patient.account_number == Identifier("A-77")
    assert patient.notes == ("Fasting patient",)


def test_the_order_as_sent() -> None:
    message = parse_oru(CBC)
    (order,) = message.orders
    assert message.header.sending_application == Authority("LABX")
    assert str(message.header.at) == "20261104101530.1234-0500"
    assert order.placer_number is not None
    assert order.filler_number is not None
    assert (order.placer_number.value, order.filler_number.value) == ("P-1001", "F-2001")
    assert order.service.loinc == "58410-2"
    assert order.service.code_in("L") == "CBC"
    assert [c.npi for c in order.ordering] == ["1234567893"]
    assert order.ordering[0].name.family == "Adams"
    assert [c.npi for c in order.copies_to] == ["1558598797"]
    assert (order.status, order.section, order.specimen.text) == ("F", "HM", "Blood")
    assert order.notes == ("Collected at home",)
    assert message.groups[0].visit.patient_class == "O"
    assert message.odd == ()


def test_the_results_as_sent() -> None:
    number, structured, coded, words, document, cancelled = parse_oru(CBC).orders[0].results
    assert number.values == (Number(Decimal("12.40"), "12.40"),)
    assert (number.units.code, number.reference_range, number.flags, number.status) == (
        "10*3/uL",
        "4.0-11.0",
        ("H",),
        "F",
    )
    assert number.notes == ("Repeated\nand confirmed",)
    assert structured.values == (Structured(">", Decimal(1000), "", None, ">1000"),)
    assert structured.flags == ("HH", "A")
    assert isinstance(coded.values[0], CodedValue)
    assert coded.values[0].coded.code_in("SCT") == "112283007"
    assert coded.status == "C"
    assert words.text == "Tube & cap ^ 5|5 \\ A\nsecond line"
    assert isinstance(document.values[0], Document)
    assert document.values[0].content() == b"%PDF-1.4"
    assert cancelled.values == ()
    assert cancelled.status == "X"


def test_an_old_sender_is_read_and_its_oddities_said() -> None:
    message = parse_oru(OLD)
    first, second = message.orders[0].results
    assert message.patient.identifiers[0] == Identifier("209230")
    assert first.values == (Structured("<", Decimal(5), "", None, "<5"),)
    assert second.notes == ("Result: NEGATIVE",)
    assert message.orders[0].ordering[0].identifier == "CH13380"
    assert any("said to be a number" in odd for odd in message.odd)


@pytest.mark.parametrize(
    ("raw", "fault", "says"),
    [
        (without(CBC, "PID"), Fault.SEGMENT_SEQUENCE, "PID: the message has no patient segment"),
        (without(CBC, "OBR"), Fault.SEGMENT_SEQUENCE, "OBR: the message has no order segment"),
        (without(CBC, "OBX"), Fault.SEGMENT_SEQUENCE, "OBX: the message has no result segment"),
        (changed(CBC, OBR_4=""), Fault.REQUIRED_FIELD, "OBR, field 4"),
        (changed(CBC, OBX_3=""), Fault.REQUIRED_FIELD, "OBX, field 3"),
        (changed(CBC, PID_3="", PID_5=""), Fault.REQUIRED_FIELD, "PID, field 3"),
        (changed(CBC, MSH_9=""), Fault.REQUIRED_FIELD, "MSH, field 9"),
        (changed(CBC, MSH_9="ADT^A01"), Fault.MESSAGE_TYPE, "ADT"),
        (changed(CBC, MSH_9="ORU^R30"), Fault.EVENT_CODE, "ORU\\^R30"),
        (changed(CBC, MSH_10=""), Fault.REQUIRED_FIELD, "MSH, field 10"),
        (changed(CBC, MSH_11="Q"), Fault.PROCESSING_ID, "none of P, T, D"),
        (changed(CBC, MSH_12=""), Fault.REQUIRED_FIELD, "MSH, field 12"),
        (changed(CBC, MSH_12="2.2"), Fault.VERSION_ID, "2.2"),
        (changed(CBC, MSH_12="2.9"), Fault.VERSION_ID, "2.9"),
        (changed(CBC, MSH_12="banana"), Fault.VERSION_ID, "banana"),
        (CBC + CBC, Fault.SEGMENT_SEQUENCE, "second message"),
        (CBC.replace(b"OBR|", b"OBX|9|ST|A^B||x\rOBR|"), Fault.SEGMENT_SEQUENCE, "before any order"),
        (CBC.replace(b"PID|", b"OBR|1|||X^Y\rPID|", 1), Fault.SEGMENT_SEQUENCE, "before any patient"),
        (CBC + b"PID|2||X\r", Fault.SEGMENT_SEQUENCE, "PID 2: the patient has no order"),
        (
            CBC + b"OBR|2|||X^Y|||||||||||||||||||||F\r",
            Fault.SEGMENT_SEQUENCE,
            "OBR 2: the order has no result",
        ),
    ],
)
def test_refused_with_place_and_code(raw: bytes, fault: Fault, says: str) -> None:
    with pytest.raises(Hl7Error, match=says) as refused:
        parse_oru(raw)
    assert refused.value.fault is fault


@pytest.mark.parametrize(
    "version", ["2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2"]
)
def test_versions_taken(version: str) -> None:
    assert parse_oru(changed(CBC, MSH_12=version)).header.version == version


def test_an_order_may_be_cancelled_without_results() -> None:
    assert parse_oru(changed(without(CBC, "OBX", "NTE"), OBR_25="X")).orders[0].results == ()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"PID_7": "19851399"}, "PID, field 7"),
        ({"OBX_2": "ZZ"}, "not known; read as text"),
        ({"OBX_2": ""}, "kind of value is missing"),
        ({"OBX_5": "high"}, "said to be a number"),
        ({"OBX_11": "Q"}, "status “Q” is not known"),
        ({"PID_3": ""}, "no identifier"),
        ({"PID_5": ""}, "no name"),
        ({"MSH_15": "ZZ"}, "acknowledgement condition"),
    ],
)
def test_odd_things_are_read_and_said(fields: dict[str, str], says: str) -> None:
    assert any(says in odd for odd in parse_oru(changed(CBC, **fields)).odd)


def test_two_patients_in_one_message() -> None:
    second = without(CBC, "MSH").replace(b"MRN1001", b"MRN1002")
    message = parse_oru(CBC + second)
    assert [group.patient.identifiers[0].value for group in message.groups] == ["MRN1001", "MRN1002"]
    assert len(message.groups[1].orders[0].results) == 6


def test_a_broken_document_is_told_when_opened() -> None:
    result = parse_oru(CBC.replace(b"JVBERi0xLjQ=", b"JVBER!0xLjQ=")).orders[0].results[4]
    assert isinstance(result.values[0], Document)
    with pytest.raises(Hl7Error, match="not whole"):
        result.values[0].content()


@pytest.mark.parametrize(
    ("clinician", "npi"),
    [
        ("1234567893^A^B", "1234567893"),
        ("1234567890^A^B", ""),
        ("1234567893^A^B^^^^^^LOCAL^L^^^PRN", ""),
        ("1234567893^A^B^^^^^^&2.16.840.1.113883.4.6&ISO", "1234567893"),
        ("D77^A^B^^^^^^NPI", ""),
    ],
)
def test_the_npi_is_found_and_checked(clinician: str, npi: str) -> None:
    assert parse_oru(changed(CBC, OBR_16=clinician)).orders[0].ordering[0].npi == npi


@pytest.mark.parametrize(
    ("phone", "text"),
    [("^PRN^PH^^1^617^5550123", "+1 617 5550123"), ("^^^^^617^5550123", "617 5550123"), ("5550123", "5550123"),
     ("^PRN^PH^^^^^^^^^+16175550123", "+16175550123")],
)  # fmt: skip
def test_phones_old_and_new(phone: str, text: str) -> None:
    assert parse_oru(changed(CBC, PID_13=phone)).patient.phones[0].text == text


@settings(max_examples=150)
@given(st.data())
def test_any_damage_is_read_or_refused(data: st.DataObject) -> None:
    raw = bytearray(CBC)
    for _ in range(data.draw(st.integers(1, 6))):
        raw = raw or bytearray(b"M")
        at = data.draw(st.integers(0, len(raw) - 1))
        match data.draw(st.sampled_from(["change", "drop", "insert", "cut"])):
            case "change":
                raw[at] = data.draw(st.integers(0, 255))
            case "drop":
                del raw[at : at + data.draw(st.integers(1, 30))]
            case "insert":
                raw[at:at] = data.draw(
                    st.sampled_from([b"|", b"^", b"~", b"&", b"\\", b"\r", b"\n", b'""', b"\x00"])
                )
            case _:
                raw = raw[:at]
    try:
        for order in parse_oru(bytes(raw)).orders:
            assert all(isinstance(result.text, str) for result in order.results)
        check_oru(parse(bytes(raw)))
    except Hl7Error as refused:
        assert str(refused).strip()
        with pytest.raises(Hl7Error):
            check_oru(parse(bytes(raw)))


def test_text_of_every_kind_of_value() -> None:
    kinds = {
        "DT": "20261104",
        "TM": "1015",
        "RP": "/reports/7^LABX^AP^PDF",
        "XPN": "Adams^Greta",
        "FT": "a\\.br\\b",
    }
    for kind, raw in kinds.items():
        result = parse_oru(changed(CBC, OBX_2=kind, OBX_5=raw)).orders[0].results[0]
        assert result.text
    assert parse_oru(changed(CBC, OBX_2="", OBX_5="x^y")).orders[0].results[0].values == (Text("x y"),)
