"""Keeping and reading files; plain functions for actions to use."""

from __future__ import annotations

import hashlib
from datetime import datetime

from practicum.kernel.documents.models import FileContent, StoredFile


def store(
    content: bytes, *, name: str, media_type: str, by_id: int, now: datetime, patient_id: int | None = None
) -> StoredFile:
    """Keep a file. The same bytes are kept once, under their SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    kept, _ = FileContent.objects.get_or_create(sha256=digest, defaults={"content": content})
    return StoredFile.objects.create(
        content=kept, sha256=digest, name=name[:200], media_type=media_type, size=len(content),
        patient_id=patient_id, stored_at=now, by_id=by_id,
    )  # fmt: skip


def read(file: StoredFile) -> bytes:
    """A file's bytes; raises ValueError when they are not the ones that were stored."""
    content = bytes(FileContent.objects.values_list("content", flat=True).get(pk=file.content_id))
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise ValueError(f"Stored file {file.pk} does not have the content it was stored with.")
    return content
