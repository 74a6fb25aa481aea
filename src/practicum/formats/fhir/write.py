"""Write patients as FHIR R4, plain JSON."""

from collections.abc import Iterable
from typing import Any

from practicum.formats.fhir.patients import Address, Contact, Identifier, Name, PatientRow, Period

Json = dict[str, Any]
_IDENTIFIER_KINDS = "http://terminology.hl7.org/CodeSystem/v2-0203"
_LANGUAGES = "urn:ietf:bcp:47"


def write_patient(patient: PatientRow) -> Json:
    """Write one Patient; what is not known is left out, as FHIR asks."""
    resource: Json = {"resourceType": "Patient"}
    if patient.id:
        resource["id"] = patient.id
    resource["active"] = patient.active
    resource["identifier"] = [_identifier(i) for i in patient.identifiers]
    resource["name"] = [_name(n) for n in patient.names]
    resource["telecom"] = [_contact(c) for c in patient.contacts]
    resource["gender"] = patient.gender
    resource["birthDate"] = patient.birth
    if patient.deceased_date is not None:
        resource["deceasedDateTime"] = patient.deceased_date.isoformat()
    elif patient.deceased:
        resource["deceasedBoolean"] = True
    resource["address"] = [_address(a) for a in patient.addresses]
    if patient.language:
        coding = {"coding": [{"system": _LANGUAGES, "code": patient.language}]}
        resource["communication"] = [{"language": coding, "preferred": True}]
    if patient.replaced_by:
        resource["link"] = [{"other": {"reference": patient.replaced_by}, "type": "replaced-by"}]
    return _told(resource)


def write_bundle(patients: Iterable[PatientRow]) -> Json:
    """Write a collection Bundle."""
    entries = [{"resource": write_patient(patient)} for patient in patients]
    return _told({"resourceType": "Bundle", "type": "collection", "entry": entries})


def _told(element: Json) -> Json:
    """Leave out what is empty."""
    return {name: value for name, value in element.items() if value not in ("", [], {}, None)}


def _period(period: Period) -> Json:
    start, end = period.start, period.end
    return _told({"start": start.isoformat() if start else "", "end": end.isoformat() if end else ""})


def _identifier(identifier: Identifier) -> Json:
    kind = {"coding": [{"system": _IDENTIFIER_KINDS, "code": identifier.kind}]} if identifier.kind else {}
    return _told(
        {"use": identifier.use, "type": kind, "system": identifier.system, "value": identifier.value}
    )


def _name(name: Name) -> Json:
    return _told({
        "use": name.use,
        "family": name.family,
        "given": list(name.given),
        "prefix": [name.prefix] if name.prefix else [],
        "suffix": [name.suffix] if name.suffix else [],
        "period": _period(name.period),
    })  # fmt: skip


def _contact(contact: Contact) -> Json:
    return _told({
        "system": contact.system,
        "value": contact.value,
        "use": contact.use,
        "rank": contact.rank,
        "period": _period(contact.period),
    })  # fmt: skip


def _address(address: Address) -> Json:
    return _told({
        "use": address.use,
        "line": list(address.lines),
        "city": address.city,
        "state": address.state,
        "postalCode": address.postal_code,
        "country": address.country,
        "period": _period(address.period),
    })  # fmt: skip
