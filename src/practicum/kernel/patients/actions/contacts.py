"""Telephones, e-mail addresses and postal addresses."""

from __future__ import annotations

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
from practicum.kernel.actions.fields import Email, ShortText
from practicum.kernel.base import Actor
from practicum.kernel.patients.charts import open_chart, touch
from practicum.kernel.patients.fields import (
    City,
    Country,
    Line,
    PhoneNumber,
    PostalCode,
    State,
)
from practicum.kernel.patients.models import (
    ContactKind,
    ContactUse,
    PatientAddress,
    PatientContact,
)

ContactRef = ref_type("patientcontact")
AddressRef = ref_type("patientaddress")


class ReopenContact(Command):
    """Note that an ended telephone or e-mail address is right after all."""

    contact: ContactRef = Field(title="Contact")  # type: ignore[valid-type]


class EndContact(Command):
    """Note that a telephone or e-mail address does not reach the patient any more."""

    contact: ContactRef = Field(title="Contact")  # type: ignore[valid-type]


@action(stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Use {contact} again", in_palette=False)
def reopen_contact(command: ReopenContact, *, by: Actor, now: datetime) -> PatientContact:
    """Take the end away."""
    contact = _contact(command.contact, ended=True)
    contact.end_date = None
    return _keep(contact, now=now)


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, says="End {contact}", in_palette=False,
    undo=Undo(reopen_contact, lambda _command, contact_id: ReopenContact(contact=contact_id)),
)  # fmt: skip
def end_contact(command: EndContact, *, by: Actor, now: datetime) -> PatientContact:
    """Give it an end; it stays findable as a former one."""
    contact = _contact(command.contact, ended=False)
    contact.end_date = now.date()
    return _keep(contact, now=now)


class AddContact(Command):
    """Add a telephone number or an e-mail address."""

    patient: PatientRef = Field(title="Patient")
    phone: PhoneNumber | None = Field(None, title="Phone")
    email: Email | None = Field(None, title="E-mail")
    use: ContactUse = Field(ContactUse.MOBILE, title="Which one")
    note: ShortText = Field("", title="Note", description="An extension, or when to call.")


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, carries=["E2"],
    says="Add {phone} {email} to {patient}",
    undo=Undo(end_contact, lambda _command, contact_id: EndContact(contact=contact_id)),
)  # fmt: skip
def add_contact(command: AddContact, *, by: Actor, now: datetime) -> PatientContact:
    """Add it behind those there are."""
    patient = open_chart(command.patient)
    kind, value = _one_of(command.phone, command.email)
    current = patient.contacts.filter(end_date=None)
    if current.filter(value=value).exists():
        raise RuleBroken("This is on record already.", field=kind.value)
    last = current.filter(kind=kind).order_by("-rank").values_list("rank", flat=True).first() or 0
    touch(patient, now=now)
    return PatientContact.objects.create(
        patient=patient, kind=kind, value=value, use=command.use, note=command.note, rank=last + 1,
        start_date=now.date(),
    )  # fmt: skip


class ChangeContact(Command):
    """Correct a telephone number or e-mail address, or what is known about it."""

    contact: ContactRef = Field(title="Contact")  # type: ignore[valid-type]
    phone: PhoneNumber | None = Field(None, title="Phone")
    email: Email | None = Field(None, title="E-mail")
    use: ContactUse | None = Field(None, title="Which one")
    note: ShortText | None = Field(None, title="Note")
    first: bool = Field(default=False, title="Try this one first")


@action(stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Change {contact}", in_palette=False)
def change_contact(command: ChangeContact, *, by: Actor, now: datetime) -> PatientContact:
    """Correct what was given. A new number ends the old one, so that it stays findable."""
    contact = _contact(command.contact, ended=False)
    if command.phone or command.email:
        kind, value = _one_of(command.phone, command.email)
        if kind != contact.kind:
            raise RuleBroken("A telephone stays a telephone: add the other one instead.", field=kind.value)
        if value != contact.value:
            contact.end_date = now.date()
            contact.save(update_fields=["end_date"])
            contact = PatientContact(
                patient=contact.patient, kind=kind, value=value, use=contact.use, rank=contact.rank,
                note=contact.note, start_date=now.date(),
            )  # fmt: skip
    contact.use = command.use or contact.use
    contact.note = contact.note if command.note is None else command.note
    if command.first:
        _make_room(contact)
    return _keep(contact, now=now)


def _make_room(contact: PatientContact) -> None:
    others = PatientContact.objects.filter(patient=contact.patient_id, kind=contact.kind, end_date=None)
    for rank, other in enumerate(others.exclude(pk=contact.pk).order_by("rank", "id"), start=2):
        other.rank = rank
        other.save(update_fields=["rank"])
    contact.rank = 1


class EndAddress(Command):
    """Note that a patient does not live there any more."""

    address: AddressRef = Field(title="Address")  # type: ignore[valid-type]


@action(stream=Stream.INTAKE, risk=Risk.ROUTINE, says="End the address {address}", in_palette=False)
def end_address(command: EndAddress, *, by: Actor, now: datetime) -> PatientAddress:
    """Give it an end."""
    address = PatientAddress.objects.filter(pk=command.address, end_date=None).first()
    if address is None:
        raise RuleBroken("This address is not there, or has ended already.")
    touch(open_chart(address.patient_id), now=now)
    address.end_date = now.date()
    address.save(update_fields=["end_date"])
    return address


class AddAddress(Command):
    """Add a postal address. An address of the same use ends."""

    patient: PatientRef = Field(title="Patient")
    use: ContactUse = Field(ContactUse.HOME, title="Which one")
    line1: Line = Field(title="Street and number", min_length=1)
    line2: Line = Field("", title="Apartment")
    city: City = Field(title="City", min_length=1)
    state: State = Field("", title="State")
    postal_code: PostalCode = Field("", title="ZIP code")
    country: Country = Field("US", title="Country")


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Add {line1}, {city} to {patient}",
    undo=Undo(end_address, lambda _command, address_id: EndAddress(address=address_id)),
)  # fmt: skip
def add_address(command: AddAddress, *, by: Actor, now: datetime) -> PatientAddress:
    """Add it and end the one it takes the place of."""
    patient = open_chart(command.patient)
    for former in patient.addresses.filter(use=command.use, end_date=None):
        former.end_date = now.date()
        former.save(update_fields=["end_date"])
    touch(patient, now=now)
    values = command.model_dump(exclude={"patient"})
    return PatientAddress.objects.create(patient=patient, start_date=now.date(), **values)


class ChangeAddress(Command):
    """Correct a slip in an address. For a move, add the new address."""

    address: AddressRef = Field(title="Address")  # type: ignore[valid-type]
    line1: Line | None = Field(None, title="Street and number")
    line2: Line | None = Field(None, title="Apartment")
    city: City | None = Field(None, title="City")
    state: State | None = Field(None, title="State")
    postal_code: PostalCode | None = Field(None, title="ZIP code")


@action(
    stream=Stream.INTAKE, risk=Risk.ROUTINE, says="Correct the address {address}",
    in_palette=False,
)  # fmt: skip
def change_address(command: ChangeAddress, *, by: Actor, now: datetime) -> PatientAddress:
    """Correct what was given; what is left out stays."""
    address = PatientAddress.objects.filter(pk=command.address, end_date=None).first()
    if address is None:
        raise RuleBroken("This address is not there, or has ended already.")
    touch(open_chart(address.patient_id), now=now)
    for name, value in command.model_dump(exclude={"address"}, exclude_none=True).items():
        setattr(address, name, value)
    address.save()
    return address


def _one_of(phone: str | None, email: str | None) -> tuple[ContactKind, str]:
    if phone and email:
        raise RuleBroken("One at a time: a telephone or an e-mail address.", field="email")
    if phone:
        return ContactKind.PHONE, phone
    if email:
        return ContactKind.EMAIL, email
    raise RuleBroken("Type a telephone number or an e-mail address.", field="phone")


def _contact(contact_id: int, *, ended: bool) -> PatientContact:
    contact = PatientContact.objects.filter(pk=contact_id, end_date__isnull=not ended).first()
    if contact is None:
        raise RuleBroken("This is not there, or somebody changed it a moment ago. Look again.")
    return contact


def _keep(contact: PatientContact, *, now: datetime) -> PatientContact:
    touch(open_chart(contact.patient_id), now=now)
    contact.save()
    return contact
