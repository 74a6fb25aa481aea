"""The kinds of things billing's actions refer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from practicum.kernel.actions import Ref, register_ref
from practicum.kernel.patients.references import register_patient_reference
from practicum.rooms.billing.models import Payment

PaymentRef = Annotated[int, Ref("payment"), Field(ge=1, le=2**63 - 1, json_schema_extra={"ref": "payment"})]


def payment_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Payments by receipt number and amount."""
    rows = Payment.objects.filter(id__in=ids).values_list("id", "receipt_number", "amount_cents")
    return {number: f"receipt {receipt}, ${cents / 100:,.2f}" for number, receipt, cents in rows}


def patient_of(number: int) -> int | None:
    """Whose payment it is."""
    return Payment.objects.filter(id=number).values_list("patient_id", flat=True).first()


register_ref("payment", label=payment_labels, patient_of=patient_of)
register_patient_reference(Payment, says="payments")
