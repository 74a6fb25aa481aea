"""A patient's photo."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from pydantic import Field

from practicum.kernel.actions import (
    Command,
    PatientRef,
    Risk,
    RuleBroken,
    Stream,
    Undo,
    action,
    ref_type,
)
from practicum.kernel.base import Actor
from practicum.kernel.documents.models import PatientPhoto
from practicum.kernel.documents.pictures import NotAPicture, portrait
from practicum.kernel.documents.storing import store
from practicum.kernel.patients.charts import open_chart

PhotoRef = ref_type("patientphoto")


class RemovePhoto(Command):
    """Take a photo off a patient's chart."""

    photo: PhotoRef = Field(title="Photo")  # type: ignore[valid-type]


@action(stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Remove a photo", in_palette=False)
def remove_photo(command: RemovePhoto, *, by: Actor, now: datetime) -> PatientPhoto:
    """Remove it; an earlier one shows again if there is one."""
    photo = PatientPhoto.objects.filter(pk=command.photo, removed_at=None).first()
    if photo is None:
        raise RuleBroken("This photo is not there, or was removed already.")
    open_chart(photo.patient_id)
    photo.removed_at = now
    photo.save(update_fields=["removed_at"])
    return photo


_picture: ContextVar[bytes | None] = ContextVar("practicum_picture", default=None)


@contextmanager
def picture_in_hand(content: bytes) -> Iterator[str]:
    """Have the uploaded bytes at hand for `add_photo`; gives their SHA-256, which the command names.

    The picture itself stays out of the command, and so out of the ledger.
    """
    token = _picture.set(content)
    try:
        yield hashlib.sha256(content).hexdigest()
    finally:
        _picture.reset(token)


class AddPhoto(Command):
    """Put a photo on a patient's chart."""

    patient: PatientRef = Field(title="Patient")
    sha256: str = Field(title="Picture", pattern="^[0-9a-f]{64}$")


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Add a photo of {patient}", in_palette=False,
    undo=Undo(remove_photo, lambda _command, photo_id: RemovePhoto(photo=photo_id)),
)  # fmt: skip
def add_photo(command: AddPhoto, *, by: Actor, now: datetime) -> PatientPhoto:
    """Make the picture small and free of the camera's notes, and keep it."""
    content = _picture.get()
    if content is None or hashlib.sha256(content).hexdigest() != command.sha256:
        raise RuleBroken("The picture did not arrive with this. Choose it again on the chart.")
    try:
        small = portrait(content)
    except NotAPicture as problem:
        raise RuleBroken(str(problem), field="picture") from problem
    patient = open_chart(command.patient)
    file = store(
        small, name=f"photo-{patient.record_number}.jpg", media_type="image/jpeg", by_id=by.staff_id, now=now,
        patient_id=patient.pk,
    )  # fmt: skip
    return PatientPhoto.objects.create(patient=patient, file=file, taken_at=now)
