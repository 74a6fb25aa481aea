"""Files that are no pictures, no tables, no bundles, or far too much of one."""

from __future__ import annotations

import io
import json
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from practicum.rooms.intake.models import ImportBatch
from tests.attacks.test_bad_input import Door

pytestmark = pytest.mark.django_db


def _png(width: int, height: int) -> bytes:
    """A picture that says it is that large; its rows are a few bytes of nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * min(width * 3 + 1, 10_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _frames() -> bytes:
    out = io.BytesIO()
    first, *others = (Image.new("L", (64, 64), shade) for shade in range(200))
    first.save(out, "GIF", save_all=True, append_images=others)
    return out.getvalue()


PICTURES = [
    b"", b"GIF89a", b"\xff\xd8\xff\xe0" + b"\0" * 100, _png(100_000, 100_000), _png(2**31 - 1, 1), _png(6_000, 6_000),
    _png(0, 0),
    b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"%PDF-1.7", b"%!PS\n/x 1 def",
    b"II*\0" + b"\xff" * 64,
    b"BM" + b"\xff" * 64, b"RIFF\xff\xff\xff\xffWEBPVP8 ", _frames(), b"\0" * 11_000_000,
]  # fmt: skip
NAMES = [
    "../../../etc/passwd",
    "a\0b.jpg",
    "x" * 400 + ".jpg",
    "a\r\nX: y.jpg",
    "<b>.jpg",
    "\u202egpj.exe",
    "",
]


@pytest.fixture
def door(cast: Any) -> Any:
    """The desk's browser."""
    made = Door(cast.client(cast.desk))
    yield made
    made.close()


def test_whatever_is_sent_as_a_photo(cast: Any, door: Door) -> None:
    address = f"/patients/{cast.patient.pk}/photo/"
    for number, content in enumerate(PICTURES):
        sent = SimpleUploadedFile(NAMES[number % len(NAMES)] or "x", content, content_type="image/jpeg")
        answer = door.send(f"picture {number}", "post", address, {"picture": sent})
        assert answer.status_code in {200, 303, 422}, number
    door.settle()


def test_a_photo_of_somebody_else_is_not_found(cast: Any, door: Door) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (10, 10)).save(picture, "PNG")
    mine, other = cast.patient, cast.another_patient(given_name="Bo", birth_date="1970-01-01")
    address = f"/patients/{mine.pk}/photo/"
    assert (
        door.send(
            "one", "post", address, {"picture": SimpleUploadedFile("a.png", picture.getvalue())}
        ).status_code
        == 303
    )
    from practicum.kernel.documents.models import PatientPhoto

    photo = PatientPhoto.objects.get()
    answer = door.client.get(f"/patients/{mine.pk}/photo/{photo.pk}/")
    assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
    assert door.client.get(f"/patients/{other.pk}/photo/{photo.pk}/").status_code == 404
    assert cast.client(cast.outsider).get(f"/patients/{mine.pk}/photo/{photo.pk}/").status_code == 403


def _patient(**values: Any) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "name": [{"family": "Nash", "given": ["Bo"]}],
        "birthDate": "1980-01-01",
    } | values


NASTY = (
    "\ud800",
    "\0",
    "\u202e",
    "x" * 100_000,
    "😀" * 300,
    "=cmd|' /c calc'!A1",
    "<script>",
    "2026-02-30",
    "٣",
    "null",
    "",
)
BUNDLES: list[Any] = [
    *(_patient(name=[{"family": text, "given": [text]}]) for text in NASTY),
    *(_patient(birthDate=text) for text in NASTY),
    *(_patient(telecom=[{"system": "phone", "value": text}, {"system": "email", "value": text}]) for text in NASTY),
    *(_patient(identifier=[{"system": text, "value": text}]) for text in NASTY),
    *(_patient(address=[{"line": [text], "city": text, "postalCode": text, "state": text}]) for text in NASTY),
    _patient(id="x" * 5_000), _patient(name=[{"family": "A"}] * 5_000), _patient(deceasedDateTime="0001-01-01T00:00:00+14:00"),
    {"resourceType": "\ud800"},
    {"resourceType": "Bundle", "type": "\ud800", "entry": [{"resource": None}, 1, [], {"fullUrl": "\0"}]},
    [[[[]]]], [None, 1, "x"], {"resourceType": "Bundle", "type": "collection", "entry": {"a": 1}},
]  # fmt: skip
RAW = [
    b"[" * 200_000, b'{"a":' * 100_000, b'{"resourceType": "Patient", "x": 1' + b"0" * 6_000 + b"}",
    b"\xff\xfe\x00\xd8", b"\0" * 1000,
    b"{}\n{\n[]\n", b"NaN", b'"' * 10_001, b"a,b\n" + b'"' + b"x" * 300_000, b"name;dob\n\x00;\x00\n",
    b",,,\n,,,\n", b"\r\r\r\n\n",
    "\ud7ff,\u202e\nx,y".encode(), b"first name,last name,birth date\n" + b"=1+1,@SUM(A1),1/1/1980\n" * 3,
    b"PK\x03\x04" + b"\0" * 100,
    b"first name,last name,dob\n" + "\U0001f600,\U0001f600,99/99/9999\n".encode() * 3, b"x" * 500_000,
]  # fmt: skip


def test_whatever_is_brought_in_as_patients(cast: Any, door: Door) -> None:
    files = [json.dumps(one).encode() for one in BUNDLES] + RAW
    files.append("\n".join(json.dumps(one) for one in BUNDLES).encode())
    for number, content in enumerate(files):
        name = NAMES[number % len(NAMES)] or "x"
        what = f"file {number} {content[:60]!r}"
        answer = door.send(what, "post", "/import/", {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code in {200, 303, 422}, what
        batch = ImportBatch.objects.order_by("-id").first()
        if answer.status_code != 303 or batch is None:
            continue
        here = f"/import/{batch.pk}/"
        door.send(what, "post", f"{here}read/")
        door.send(what, "get", here)
        report = door.send(what, "get", f"{here}errors.csv")
        for line in report.content.decode("utf-8-sig").splitlines() if report.status_code == 200 else ():
            assert not line.startswith(("=", "+", "@")) and ",=" not in line and ',"=' not in line, line
        door.send(what, "post", here, {"do": "commit"})
        door.send(what, "post", here, {"do": "undo"})
    door.settle()
