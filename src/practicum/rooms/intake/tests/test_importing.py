"""Files of patients, good and bad, in and out again."""

from __future__ import annotations

import io
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from practicum.kernel.actions import perform
from practicum.kernel.base import SYSTEM
from practicum.kernel.ledger.models import LedgerEntry
from practicum.kernel.patients.actions import AddContact, add_contact
from practicum.kernel.patients.models import Patient
from practicum.rooms.intake import command
from practicum.rooms.intake.columns import guess_mapping
from practicum.rooms.intake.models import ImportBatch

pytestmark = pytest.mark.django_db
CSV = """Last Name,First Name,DOB,Gender,Cell Phone,E-mail,Zip,MRN,Language
Petrov,Ivan,3/4/1961,M,212-555-0111,ivan@example.org,10001,A-17,Russian
Nguyễn,Thị Lan,1999-12-31,F,(212) 555-0112,,10002,A-18,Vietnamese
Okonjo,,7/7/1977,F,212-555-0113,,,A-19,
Silva,Rosa,2/30/1980,F,12,,,A-20,
Quist,Ada,3/4/1985,F,212-555-0142,,,A-21,English
Petrov,Ivan,3/4/1961,M,,,,A-22,
"""


def upload(browser: Any, content: bytes, name: str = "old.csv") -> ImportBatch:
    done = browser.post("/import/", {"file": SimpleUploadedFile(name, content)})
    assert done.status_code == 303, done.content.decode()[:3000]
    batch = ImportBatch.objects.latest("id")
    while batch.status == "reading":
        assert browser.post(f"/import/{batch.pk}/read/").status_code in (200, 303)
        batch.refresh_from_db()
    return batch


def statuses(batch: ImportBatch) -> list[str]:
    return list(batch.rows.order_by("line").values_list("status", flat=True))


def test_a_table_is_previewed_imported_and_taken_back(cast: Any) -> None:
    assert cast.patient
    browser = cast.client(cast.desk)
    batch = upload(browser, CSV.encode())
    assert statuses(batch) == ["new", "new", "error", "error", "duplicate", "duplicate"]
    page = browser.get(f"/import/{batch.pk}/").content.decode()
    assert "has no day 30" in page and "line 5" in page
    report = browser.get(f"/import/{batch.pk}/errors.csv").content.decode("utf-8-sig")
    assert "line 4,Given name,Is needed." in report
    browser.post(f"/import/{batch.pk}/", {"do": "commit"})
    assert set(Patient.objects.values_list("family_name", flat=True)) == {"Quist", "Petrov", "Nguyễn"}
    entry = LedgerEntry.objects.get(name="intake.commit_import")
    batch.refresh_from_db()
    assert entry.detail["digest"] == batch.digest and entry.detail["count"] == 2
    assert (
        f"/patients/{Patient.objects.get(family_name='Nguyễn').pk}/"
        in browser.get("/patients/?q=nguyen lan").content.decode()
    )
    browser.post(f"/import/{batch.pk}/", {"do": "undo"})
    assert list(Patient.objects.values_list("family_name", flat=True)) == ["Quist"]


def test_an_import_somebody_worked_with_stays(cast: Any) -> None:
    browser = cast.client(cast.desk)
    batch = upload(browser, CSV.encode())
    browser.post(f"/import/{batch.pk}/", {"do": "commit"})
    ivan = Patient.objects.get(family_name="Petrov")
    perform(add_contact, AddContact(patient=ivan.pk, phone="212 555 0188"), by=SYSTEM, now=cast.now)
    refused = browser.post(f"/import/{batch.pk}/", {"do": "undo"}).content.decode()
    assert "line 2 Ivan Petrov (changed)" in refused
    assert Patient.objects.filter(family_name="Nguyễn").exists()


def test_a_trainee_imports_only_with_a_countersign(cast: Any) -> None:
    browser = cast.client(cast.trainee)
    batch = upload(browser, CSV.encode())
    held = browser.post(f"/import/{batch.pk}/", {"do": "commit"}).content.decode()
    assert "Waiting for a countersign" in held
    assert not Patient.objects.filter(family_name="Petrov").exists()


def test_fhir_patients(cast: Any) -> None:
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1970-05-06",
                      "name": [{"use": "official", "family": "Sato", "given": ["Yuki", "M"]},
                               {"use": "maiden", "family": "Mori"}],
                      "telecom": [{"system": "phone", "value": "212-555-0133", "use": "home"}],
                      "identifier": [{"system": "urn:old", "value": "77"}],
                      "address": [{"line": ["1 Elm St"], "city": "New York", "state": "NY", "postalCode": "10001"}]}},
        {"resource": {"resourceType": "Patient", "id": "p2", "name": [{"family": "Nobody"}]}},
        {"resource": {"resourceType": "Observation"}},
    ]}  # fmt: skip
    browser = cast.client(cast.desk)
    batch = upload(browser, json.dumps(bundle).encode(), "patients.json")
    assert sorted(statuses(batch)) == ["error", "new"]
    browser.post(f"/import/{batch.pk}/", {"do": "commit"})
    yuki = Patient.objects.get(family_name="Sato")
    assert yuki.identifiers.get().value == "77"
    assert f"/patients/{yuki.pk}/" in browser.get("/patients/?q=mori").content.decode()


def test_columns_are_guessed_and_can_be_chosen(cast: Any) -> None:
    assert guess_mapping(["Surname", "Forename", "Date of Birth", "Shoe size"]) == {
        "family_name": "Surname", "given_name": "Forename", "birth_date": "Date of Birth",
    }  # fmt: skip
    browser = cast.client(cast.desk)
    batch = upload(browser, b"Who,When\nRosa Lind,5/5/1955\n")
    assert statuses(batch) == ["error"]
    form = {"do": "map", "column-full_name": "Who", "column-birth_date": "When"}
    browser.post(f"/import/{batch.pk}/", form)
    browser.post(f"/import/{batch.pk}/read/")
    assert statuses(batch) == ["new"]
    refused = browser.post(f"/import/{batch.pk}/", {"do": "map", "column-full_name": "Nope"})
    assert "has no column" in refused.content.decode()


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\x02",
        b"{",
        b"[]",
        b'a,b\n"',
        b"\xff\xfe\x00",
        b"DOB\n" + b"x" * 50_000,
        "名前\n山田\n".encode(),
        b",,,\n,,,\n",
    ],
)
def test_whatever_a_file_holds_is_answered(cast: Any, content: bytes) -> None:
    browser = cast.client(cast.desk)
    done = browser.post("/import/", {"file": SimpleUploadedFile("x.csv", content)})
    assert done.status_code in (200, 303)
    for batch in ImportBatch.objects.all():
        browser.post(f"/import/{batch.pk}/read/")
        assert browser.get(f"/import/{batch.pk}/").status_code == 200
    assert browser.post("/import/", {}).status_code == 422
    assert browser.get("/import/99999/").status_code == 404
    assert not Patient.objects.exists()


def test_a_long_file_is_read_by_and_by(cast: Any) -> None:
    lines = ["Last Name,First Name,DOB"]
    letters = "abcdefghij"
    lines += [
        f"F{letters[n // 100 % 10]}{letters[n // 10 % 10]}{letters[n % 10]},Gi{letters[n // 1000]},"
        f"1/{n % 28 + 1}/{1940 + n % 60}"
        for n in range(2300)
    ]
    browser = cast.client(cast.desk)
    browser.post("/import/", {"file": SimpleUploadedFile("long.csv", "\n".join(lines).encode())})
    batch = ImportBatch.objects.latest("id")
    shown = browser.post(f"/import/{batch.pk}/read/").content.decode()
    assert "1,000 of 2,300" in shown
    browser.post(f"/import/{batch.pk}/read/")
    browser.post(f"/import/{batch.pk}/read/")
    batch.refresh_from_db()
    assert batch.status == "previewed"
    assert batch.rows.count() == 2300


def run(capsys: Any, *words: str) -> tuple[int, str]:
    parser = ArgumentParser()
    command.arguments(parser)
    code = command.run(parser.parse_args(list(words)))
    said = capsys.readouterr()
    return code, said.out + said.err


def test_the_command_line(cast: Any, tmp_path: Path, capsys: Any) -> None:
    assert cast.site
    file = tmp_path / "old.csv"
    file.write_text(CSV)
    code, said = run(capsys, str(file), "--preview", "--errors", str(tmp_path / "errors.csv"))
    assert code == 1 and "3 new, 1 probable duplicates, 2 errors" in said
    assert "Birth date" in (tmp_path / "errors.csv").read_text()
    assert not Patient.objects.exists()
    code, said = run(capsys, str(file), "--commit")
    assert code == 0 and Patient.objects.count() == 3
    number = said.rsplit(" ", 1)[-1].strip()
    code, said = run(capsys, "--undo", number)
    assert code == 0 and not Patient.objects.exists()
    assert run(capsys, "--undo", number)[0] == 1
    assert run(capsys, str(tmp_path / "none.csv"))[0] == 1
    assert run(capsys)[0] == 1


def test_the_file_is_kept_as_it_came(cast: Any) -> None:
    batch = upload(cast.client(cast.desk), CSV.encode())
    assert io.BytesIO(bytes(batch.raw)).read() == CSV.encode()
