"""Patients in from FHIR, row by row, and out again."""

import json
from datetime import date
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.patient import Patient
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.formats.fhir.patients import Address, Contact, Identifier, Name, PatientRow, Period
from practicum.formats.fhir.read import read_patients
from practicum.formats.fhir.write import write_bundle, write_patient

ANA: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "ana",
    "identifier": [{"use": "usual", "system": "urn:oid:1.2.3", "value": "MRN-7",
                    "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}}],
    "name": [{"use": "maiden", "family": "Vega"}, {"use": "official", "family": "O’Brien", "given": ["Ana", "María"]}],
    "telecom": [{"system": "phone", "value": "(617) 555-0123", "use": "mobile", "rank": 1}],
    "gender": "female",
    "birthDate": "1985-03-04",
    "address": [{"use": "home", "line": ["12 Elm St", "Apt 4"], "city": "Boston", "state": "MA", "postalCode": "02115"}],
    "communication": [{"language": {"coding": [{"code": "es"}]}, "preferred": True}],
}  # fmt: skip


def bundle(*resources: object, kind: str = "collection") -> bytes:
    return json.dumps(
        {"resourceType": "Bundle", "type": kind, "entry": [{"resource": r} for r in resources]}
    ).encode()


def test_a_patient_as_sent() -> None:
    (row,) = read_patients(bundle(ANA)).rows
    assert row.place == "entry 1"
    assert row.identifiers == (Identifier("urn:oid:1.2.3", "MRN-7", "MR", "usual"),)
    assert row.name == Name("O’Brien", ("Ana", "María"), use="official")
    assert (row.gender, row.birth_date, row.language) == ("female", date(1985, 3, 4), "es")
    assert row.contacts == (Contact("phone", "(617) 555-0123", "mobile", 1),)
    assert row.addresses[0].lines == ("12 Elm St", "Apt 4")


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps(ANA).encode(),
        (json.dumps(ANA) + "\n\n" + json.dumps(ANA) + "\r\n").encode(),
        b"\xef\xbb\xbf" + bundle(ANA),
        json.dumps([ANA]).encode(),
        bundle(ANA, kind="searchset").decode().encode("utf-16"),
    ],
)
def test_every_form_of_file(raw: bytes) -> None:
    reading = read_patients(raw)
    assert reading.errors == ()
    assert {row.id for row in reading.rows} == {"ana"}


@pytest.mark.parametrize(
    ("change", "path", "says"),
    [
        ({"gender": "femle"}, "gender", "not one of female, male, other, unknown"),
        ({"birthDate": "1985-13-04"}, "birthDate", "does not match"),
        ({"birthDate": "1985-02-30"}, "birthDate", ""),
        ({"birthDate": 1985}, "birthDate", ""),
        ({"name": [{"use": "legal", "family": "X"}]}, "name[0].use", "“legal” is not one of"),
        ({"name": [{"family": 3}]}, "name[0].family", "valid string"),
        ({"name": []}, "name", "no name"),
        ({"name": [{"use": "official"}]}, "name", "no name"),
        ({"telecom": [{"system": "fon", "value": "1"}]}, "telecom[0].system", "“fon”"),
        ({"address": [{"city": ["x"]}]}, "address[0].city", "string"),
        ({"colour": "blue"}, "colour", "not permitted"),
        ({"name": [{"family": "a\u0000b"}]}, "", "control characters"),
        ({"name": [{"family": "\ud800"}]}, "", ""),
        ({"deceasedBoolean": True, "deceasedDateTime": "2020-01-01"}, "", ""),
        ({"contact": [{"gender": "x"}]}, "contact[0].gender", "not one of"),
    ],
)
def test_errors_name_entry_and_path(change: dict[str, Any], path: str, says: str) -> None:
    reading = read_patients(bundle(ANA, {**ANA, **change}, ANA))
    assert [row.place for row in reading.rows] == ["entry 1", "entry 3"]
    assert reading.errors
    assert {error.place for error in reading.errors} == {"entry 2"}
    assert any(error.path == path and says in error.sentence for error in reading.errors), reading.errors
    assert all(str(error).endswith(".") for error in reading.errors)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "not JSON"),
        (b"hello", "not JSON"),
        (b'{"resourceType": "Patient"', "line 1, column 27"),
        (b'{"resourceType": "Observation"}', "a Bundle or a Patient is needed"),
        (b"3", "no FHIR resource"),
        (b'{"resourceType": "Bundle", "type": "collection"}', "no patients"),
        (b'{"resourceType": "Bundle", "type": "collection", "entry": 3}', "not a list"),
        (b'{"resourceType": "Bundle", "entry": [{}]}', "holds no resource"),
        (b"[NaN]", "NaN"),
        (b"[" * 100_000, "nested too deeply"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b"caf\xe9", "not in UTF-8"),
        (b'[{"resourceType": 3}]', "what kind"),
    ],
)
def test_files_that_are_none(raw: bytes, says: str) -> None:
    reading = read_patients(raw)
    assert reading.rows == ()
    assert any(says in error.sentence for error in reading.errors), reading.errors


def test_a_bad_line_among_good_ones() -> None:
    reading = read_patients((json.dumps(ANA) + "\n{oops\n" + json.dumps(ANA)).encode())
    assert len(reading.rows) == 2
    assert reading.errors[0].place == "line 2"


def test_what_is_passed_over_is_said() -> None:
    raw = json.loads(bundle(ANA, {"resourceType": "Organization"}, kind="zoo"))
    raw["link"] = [{"relation": "next", "url": "x"}]
    said = " ".join(read_patients(json.dumps(raw).encode()).odd)
    assert "1 of type Organization passed over" in said
    assert "zoo" in said
    assert "next page" in said


def test_years_only_and_death() -> None:
    changed = {**ANA, "birthDate": "1985", "deceasedDateTime": "2024-05-06T10:00:00Z", "active": False}
    (row,) = read_patients(bundle(changed)).rows
    assert row.birth_date is None
    assert "only to the year" in row.odd[0]
    assert row.deceased
    assert row.deceased_date == date(2024, 5, 6)
    assert not row.active


def test_too_many() -> None:
    assert "at most 1" in read_patients(bundle(ANA, ANA), most=1).errors[0].sentence


word = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=8)
maybe = st.just("") | word
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
periods = st.builds(Period, st.none() | days, st.none() | days)
rows = st.builds(
    PatientRow,
    place=st.just("entry 1"),
    id=st.from_regex(r"[A-Za-z0-9.-]{1,20}", fullmatch=True),
    active=st.booleans(),
    identifiers=st.lists(
        st.builds(Identifier, st.just("urn:x"), word, maybe, st.sampled_from(["", "usual"])), max_size=2
    ).map(tuple),
    names=st.lists(
        st.builds(
            Name,
            word,
            st.lists(word, max_size=2).map(tuple),
            maybe,
            maybe,
            st.sampled_from(["", "official"]),
            periods,
        ),
        min_size=1,
        max_size=2,
    ).map(tuple),
    gender=st.sampled_from(["", "male", "female", "other", "unknown"]),
    birth=days.map(str),
    deceased=st.just(True),
    deceased_date=st.none() | days,
    contacts=st.lists(
        st.builds(Contact, st.just("phone"), word, st.just("home"), st.none() | st.integers(1, 9), periods),
        max_size=2,
    ).map(tuple),
    addresses=st.lists(
        st.builds(
            Address,
            st.lists(word, max_size=2).map(tuple),
            word,
            maybe,
            maybe,
            maybe,
            st.just("home"),
            periods,
        ),
        max_size=2,
    ).map(tuple),
    language=st.sampled_from(["", "en", "es"]),
    replaced_by=st.sampled_from(["", "Patient/9"]),
)


@settings(max_examples=80)
@given(rows)
def test_what_is_written_is_valid_and_reads_back(row: PatientRow) -> None:
    Patient.model_validate(write_patient(row))
    Bundle.model_validate(write_bundle([row]))
    reading = read_patients(json.dumps(write_bundle([row])).encode())
    assert reading.errors == ()
    assert reading.rows == (row,)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda c: st.lists(c, max_size=3) | st.dictionaries(st.text(max_size=5), c, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200)
@given(
    st.sampled_from([*ANA, "link", "contact", "communication", "deceasedBoolean", "modifierExtension"]),
    json_values,
)
def test_any_damage_is_read_or_told(name: str, value: Any) -> None:
    reading = read_patients(bundle({**ANA, name: value}))
    assert len(reading.rows) + bool(reading.errors) >= 1 or reading.odd


@given(st.binary(max_size=60))
def test_any_bytes(raw: bytes) -> None:
    assert read_patients(raw).errors
