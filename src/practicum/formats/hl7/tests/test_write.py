"""What we write reads back the same, and independent libraries accept it."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import hl7 as reference
import pytest
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.parser import parse_message
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.formats.hl7.datatypes import (
    Address,
    Authority,
    Clinician,
    Coded,
    CodedValue,
    Identifier,
    Number,
    OrderNumber,
    PersonName,
    Structured,
    Telecom,
    Text,
    Value,
)
from practicum.formats.hl7.header import Header
from practicum.formats.hl7.message import parse, serialise
from practicum.formats.hl7.oru import parse_oru
from practicum.formats.hl7.results import Order, Patient, PatientResults, Result, ResultMessage, Visit
from practicum.formats.hl7.tests.samples import CBC
from practicum.formats.hl7.times import Precision, Timestamp
from practicum.formats.hl7.write import write_oru

some = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=10).filter(
    lambda s: s == s.strip() and s != '""'
)
word = some.filter(bool)
code = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,8}", fullmatch=True)
authorities = st.builds(Authority, some, some, some)
codeds = st.builds(Coded, code, some, some, some, some, some, some)
times = st.builds(
    Timestamp,
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(lambda t: t.replace(microsecond=0)),
    st.just(Precision.SECOND),
    st.sampled_from([None, -300, 330]),
)
names = st.builds(PersonName, word, some, some, some, some, st.sampled_from(["", "L"]))
clinicians = st.builds(
    Clinician, code, names, authorities.filter(lambda a: "NPI" not in str(a).upper()), st.just("PRN")
)
numbers = st.builds(OrderNumber, code, authorities)
decimals = st.decimals(-10000, 10000, places=2)
values: st.SearchStrategy[tuple[str, Value]] = st.one_of(
    decimals.map(lambda d: ("NM", Number(d, str(d)))),
    word.map(lambda t: ("ST", Text(t))),
    codeds.map(lambda c: ("CWE", CodedValue(c))),
    decimals.map(lambda d: ("SN", Structured("<", abs(d), "", None, f"<{abs(d)}"))),
)
results = st.builds(
    lambda value, **rest: Result(set_id="1", kind=value[0], values=(value[1],), **rest),
    values, code=codeds, sub_id=some, units=codeds, reference_range=some, status=st.sampled_from("FPC"),
    flags=st.lists(code, max_size=2).map(tuple), observed_at=st.none() | times, notes=st.lists(word, max_size=2).map(tuple),
)  # fmt: skip
orders = st.builds(
    Order, set_id=st.just("1"), service=codeds, placer_number=st.none() | numbers, filler_number=numbers,
    ordering=st.lists(clinicians, max_size=2).map(tuple), status=st.just("F"), observed_at=times, specimen=codeds,
    notes=st.lists(word, max_size=2).map(tuple), results=st.lists(results, min_size=1, max_size=3).map(tuple),
)  # fmt: skip
patients = st.builds(
    Patient,
    identifiers=st.lists(st.builds(Identifier, code, authorities, some), min_size=1, max_size=3, unique=True).map(tuple),
    names=st.lists(names, min_size=1, max_size=2).map(tuple), birth=times, sex=st.sampled_from("FMUO"),
    phones=st.lists(st.builds(Telecom, word, code, st.just("PH")).filter(lambda t: t.use != "NET"), max_size=2).map(tuple),
    addresses=st.lists(st.builds(Address, word, some, some, some, some, some, some), max_size=2).map(tuple),
)  # fmt: skip
messages = st.builds(
    lambda patient, orders: ResultMessage(
        Header(Authority("LABX"), Authority("MERIDIAN"), code="ORU", trigger="R01", structure="ORU_R01",
               control_id="1", processing_id="P", version="2.5.1", character_set="UNICODE UTF-8"),
        (PatientResults(patient, Visit(), tuple(orders)),),
    ),
    patients, st.lists(orders, min_size=1, max_size=2),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(messages)
def test_what_is_written_reads_back(message: ResultMessage) -> None:
    raw = write_oru(message)
    assert replace(parse_oru(raw), odd=()) == message
    assert serialise(parse(raw)) == raw


def test_a_message_read_and_written_keeps_its_content() -> None:
    once = parse_oru(CBC)
    again = parse_oru(write_oru(once))
    assert again.patient == once.patient
    assert again.orders == once.orders
    # A bare NPI is written with its authority, and stays so.
    assert again.groups[0].visit.attending[0].kind == "NPI"
    assert parse_oru(write_oru(again)).groups == again.groups


@pytest.fixture(scope="module")
def plain() -> ResultMessage:
    who = Clinician("1234567893", PersonName("Adams", "Greta"), npi="1234567893")
    found = Result("1", "NM", Coded("2823-3", "Potassium", "LN"), values=(Number(Decimal("4.2"), "4.2"),),
                   units=Coded("mmol/L"), reference_range="3.5-5.1", flags=("N",), status="F")  # fmt: skip
    text = Result(
        "2", "TX", Coded("8251-1", "Comment", "LN"), values=(Text("a | b ^ c ~ d & e \\ f"),), status="F"
    )
    order = Order("1", Coded("24323-8", "CMP", "LN"), OrderNumber("P1"), OrderNumber("F1"), (who,), status="F",
                  observed_at=Timestamp(datetime(2026, 11, 4, 8, 30)), results=(found, text))  # fmt: skip
    patient = Patient((Identifier("MRN1", Authority("PRACTICUM"), "MR"),), (PersonName("Ng", "Li", kind="L"),),
                      Timestamp(datetime(1985, 3, 4), Precision.DAY), "F")  # fmt: skip
    header = Header(Authority("LABX"), Authority("MERIDIAN"), Authority("PRACTICUM"), Authority("HARBOR"),
                    Timestamp(datetime(2026, 11, 4, 10, 15)), control_id="77")  # fmt: skip
    return ResultMessage(header, (PatientResults(patient, Visit("O"), (order,)),))


def test_python_hl7_reads_it(plain: ResultMessage) -> None:
    read = reference.parse(write_oru(plain).decode())
    assert str(read.segment("PID")(3)) == "MRN1^^^PRACTICUM^MR"
    assert read.unescape(str(read.segments("OBX")[1](5))) == "a | b ^ c ~ d & e \\ f"
    assert read["OBX.F5.R1"] == "4.2"


def test_hl7apy_finds_it_strictly_valid(plain: ResultMessage) -> None:
    read = parse_message(
        write_oru(plain).decode(), validation_level=VALIDATION_LEVEL.STRICT, find_groups=True
    )
    assert read.validate()
    assert read.oru_r01_patient_result.oru_r01_patient.pid.pid_5.to_er7() == "Ng^Li^^^^^L"
