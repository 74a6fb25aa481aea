"""Invented things for the page of all parts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from pydantic import Field

from practicum.kernel import clock
from practicum.kernel.actions import Command, Done, Held, Refused
from practicum.kernel.actions.command import PatientRef, StaffRef
from practicum.kernel.actions.fields import AnyDate, Cents, LongText, Phone, ShortText
from practicum.kernel.web.submit import Invalid

_PEOPLE = (
    ("Okafor, Amara", 1985, 3, 14, "Follow-up", "Dr. Lindqvist", "arrived", "ok", -12),
    ("Nguyen, Minh Anh", 1992, 11, 2, "New patient", "Dr. Osei", "confirmed", "accent", 8),
    (
        "de la Cruz, Inés",
        1958,
        7,
        30,
        "Blood pressure check",
        "N. Haddad, NP",
        "waiting for countersign",
        "held",
        23,
    ),
    ("Kowalczyk, Zbigniew", 1949, 1, 9, "Annual physical", "Dr. Lindqvist", "booked", "", 52),
    ("O’Brien-Whitfield, Siobhan", 2016, 5, 21, "Well child", "Dr. Osei", "late", "bad", -31),
    ("田中, 陽子", 1977, 9, 17, "Results", "Dr. Lindqvist", "booked", "", 96),
)


class SampleForm(Command):
    """Every kind of field, as forms are made from commands."""

    patient: PatientRef = Field(title="Patient", description="Name, birth date, phone or record number")
    colleagues: list[StaffRef] = Field(default_factory=list, title="Tell also")
    visit: Literal["office", "telephone", "video"] = Field("office", title="Kind of visit")
    reason: Annotated[ShortText, Field(json_schema_extra={"width": "two-thirds"})] = Field(title="Reason")
    minutes: Annotated[int, Field(ge=5, le=240, json_schema_extra={"width": "third"})] = Field(
        20, title="Minutes"
    )
    birth_date: AnyDate = Field(title="Birth date", json_schema_extra={"widget": "date", "width": "half"})
    phone: Phone | None = Field(None, title="Phone", json_schema_extra={"widget": "phone", "width": "half"})
    paid: Cents | None = Field(
        None, title="Co-payment", json_schema_extra={"widget": "money", "width": "half"}
    )
    language: Literal["English", "Spanish", "Vietnamese", "Polish", "Japanese", "Arabic"] = Field(
        "English", title="Language", json_schema_extra={"width": "half"}
    )
    needs: list[Literal["interpreter", "wheelchair", "quiet_room"]] = Field(
        default_factory=list, title="Needs"
    )
    remind: bool = Field(
        True, title="Send a reminder", description="The day before, by the preferred channel"
    )
    note: LongText = Field("", title="Note to the team", json_schema_extra={"widget": "textarea"})


def results() -> dict[str, Any]:
    """A result of each kind."""
    name = "styleguide.book_a_visit"
    return {
        "done": Done(name, 7, 1),
        "review": Done(name, 7, 1, reviewed=True),
        "held": Held(name, 1, 1, says="Book Follow-up for Amara Okafor, Tue 4 Mar, 10:20.", waits_for="Maria Delgado"),
        "refused": Refused(name, "That time has just been taken. Choose another; the next free one is 10:40.", None,
                           hand_over=True),
        "invalid": Invalid(name, {"birth_date": "needs a day, a month and a year.", "reason": "is needed."}),
    }  # fmt: skip


def samples(request: HttpRequest) -> dict[str, Any]:
    """What the page of all parts shows."""
    now = getattr(request, "now", None) or clock.now()
    visits = [
        {
            "id": number, "name": name, "birth_date": date(year, month, day), "age": now.year - year,
            "record_number": f"MRN 10{number:04d}", "visit": visit, "provider": provider, "state": state,
            "tone": tone, "at": now + timedelta(minutes=minutes), "restricted": number == 2,
        }
        for number, (name, year, month, day, visit, provider, state, tone, minutes) in enumerate(_PEOPLE, 1)
    ]  # fmt: skip
    trail = [
        {"at": now - timedelta(minutes=4), "text": "Countersigned", "by": "Maria Delgado", "icon": "check", "tone": "ok"},
        {"at": now - timedelta(minutes=21), "text": "Held for a countersign", "by": "Tomás Rivera", "icon": "hourglass",
         "tone": "held"},
        {"at": now - timedelta(days=1, hours=3), "text": "Reminder could not be delivered: number not in service",
         "by": "Practicum", "icon": "triangle-alert", "tone": "warn"},
        {"at": now - timedelta(days=9), "text": "Booked", "by": "Tomás Rivera", "icon": "calendar-plus"},
    ]  # fmt: skip
    figures = [
        {"label": "Waiting now", "value": "3", "hint": "longest 31 min", "tone": "warn"},
        {"label": "Arrived", "value": "18", "hint": "of 42"},
        {"label": "Collected", "value": "$1,240.00", "hint": "today"},
        {"label": "Calls an hour", "value": "24", "spark": [8, 12, 19, 31, 28, 24, 22, 26, 24]},
    ]
    return {
        "visits": visits, "visit": visits[2], "trail": trail, "figures": figures, "sample_form": SampleForm,
        "sample_values": {"visit": "telephone", "minutes": 20, "birth_date": "3/14/1985"},
        "sample_errors": {"birth_date": "", "reason": "is needed."}, "bands": results(), "soon": now,
    }  # fmt: skip
