"""What a form on the chart holds when it opens: the present values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practicum.kernel.actions.declare import AnyAction
from practicum.kernel.patients.models import Patient, PatientAddress, PatientContact

_OF_PATIENT = {"patients.change_demographics", "patients.set_preferences"}


def present_values(action: AnyAction, patient: Patient, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values on record for the action's fields; empty for actions that add something."""
    found: dict[str, Any] = {}
    fields = action.command.model_fields
    if "patient" in fields:
        found["patient"] = patient.pk
    if action.name in _OF_PATIENT:
        found |= {name: getattr(patient, name) for name in fields if name != "patient"}
    elif action.name == "patients.change_name":
        legal = patient.names.filter(use="official", end_date=None).first()
        if legal is not None:
            found |= {"family_name": legal.family, "given_name": legal.given, "middle_name": legal.middle,
                      "suffix": legal.suffix}  # fmt: skip
    elif action.name == "patients.change_contact":
        contact = PatientContact.objects.filter(pk=_id(given, "contact"), patient=patient).first()
        if contact is not None:
            found |= {contact.kind: contact.value, "use": contact.use, "note": contact.note}
    elif action.name == "patients.change_address":
        address = PatientAddress.objects.filter(pk=_id(given, "address"), patient=patient).first()
        if address is not None:
            found |= {
                name: getattr(address, name) for name in ("line1", "line2", "city", "state", "postal_code")
            }
    for source in _sources:
        found |= source(action.name, patient.pk, given)
    return found


def _id(given: Mapping[str, Any], name: str) -> int:
    text = str(given.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


_sources: list[Any] = []


def add_prefill(source: Any) -> None:
    """Have another package say the present values of its actions: fn(action name, patient id, given)."""
    _sources.append(source)
