"""What a handler may say about itself while it runs."""

from __future__ import annotations

from typing import Any

from practicum.kernel.events.outbox import current_box


def about(
    *,
    patient_id: int | None = None,
    subject: tuple[str, int | None] | None = None,
    **detail: Any,
) -> None:
    """Say which patient and which thing the running action concerns, and details for the ledger.

    The patient is found by itself when the command has a patient field.
    """
    box = current_box()
    if patient_id is not None:
        box.patient_id = patient_id
    if subject is not None:
        box.subject = subject
    box.detail.update(detail)
