"""Photos: made small and safe, shown to whoever may see the chart."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from practicum.kernel.documents.models import FileContent, PatientPhoto
from practicum.kernel.documents.pictures import NotAPicture, portrait
from practicum.kernel.documents.storing import read, store


def picture(size: tuple[int, int] = (900, 1200), kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, (120, 90, 60))
    exif = image.getexif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = 6
    image.save(out, kind, exif=exif) if kind != "GIF" else image.save(out, kind)
    return out.getvalue()


def test_what_the_camera_noted_is_gone() -> None:
    small = portrait(picture())
    assert b"SecretCamera" not in small
    with Image.open(io.BytesIO(small)) as image:
        assert image.size == (480, 480)
        assert not image.getexif()


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"<svg/>", b"\xff\xd8\xff\xe0" + b"x" * 100, b"%PDF-1.4"]
)
def test_what_is_no_picture_is_said(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        portrait(content)


def test_a_bomb_is_not_opened() -> None:
    with pytest.raises(NotAPicture):
        portrait(picture((12_000, 12_000), "PNG"))


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once_and_checked(cast: Any) -> None:
    files = [store(b"abc", name="a.txt", media_type="text/plain", by_id=1, now=cast.now) for _ in range(2)]
    assert FileContent.objects.count() == 1
    assert read(files[0]) == b"abc"
    FileContent.objects.update(content=b"abd")
    with pytest.raises(ValueError, match="content"):
        read(files[1])


@pytest.mark.django_db
def test_a_photo_comes_on_the_chart_and_off_it(cast: Any) -> None:
    patient, browser = cast.patient, cast.client(cast.desk)
    address = f"/patients/{patient.pk}/photo/"
    assert browser.get(address).status_code == 200
    assert browser.post(address, {}).status_code == 422
    bad = browser.post(address, {"picture": SimpleUploadedFile("x.jpg", b"nonsense")})
    assert "not a picture" in bad.content.decode()
    assert browser.post(address, {"picture": SimpleUploadedFile("x.jpg", picture())}).status_code == 303
    photo = PatientPhoto.objects.get()
    shown = f"/patients/{patient.pk}/photo/{photo.pk}/"
    assert shown in browser.get(f"/patients/{patient.pk}/").content.decode()
    assert browser.get(shown)["Content-Type"] == "image/jpeg"
    assert cast.client(cast.outsider).get(shown).status_code == 403
    browser.post(f"/patients/{patient.pk}/do/documents.remove_photo/", {"photo": photo.pk})
    assert browser.get(shown).status_code == 404
