"""Every page that shows a patient enters a look: each is driven, and the ledger asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from practicum.kernel import clock
from practicum.kernel.actions import Held, perform
from practicum.kernel.authority.actions import BreakGlassOpen, break_glass
from practicum.kernel.authority.models import LevelGrant
from practicum.kernel.base import SYSTEM, Stream
from practicum.kernel.events import collecting
from practicum.kernel.ledger.models import LedgerEntry
from practicum.kernel.patients.actions import MarkDeceased, RestrictChart, mark_deceased, restrict_chart
from practicum.kernel.patients.actions.merge import MergePatients, merge_patients
from practicum.kernel.web.routes import Page, all_pages
from practicum.kernel.worklist.public import open_item
from practicum.kernel.worklist.work import UNDELIVERABLE
from practicum.rooms.billing.actions import TakeCopay, take_copay
from practicum.rooms.frontdesk.actions import ArrivePatient, arrive
from practicum.rooms.outreach.reactions import queue_confirmation
from practicum.rooms.results.tests import clinic
from practicum.rooms.scheduling.public import AppointmentBooked
from practicum.rooms.scheduling.tests.conftest import NOW, make_office
from tests.attacks.nasty import addresses

pytestmark = pytest.mark.django_db
NAME = "Quistgaard"
AT_NINE = NOW + timedelta(hours=3)

# Pages that show somebody's name and enter no look of their own, and why.
EXEMPT = {
    "live": "names and numbers of topics, no patient",
    "work-list": "the list that renews itself: worklist/looks.py enters whoever is new on it",
    "work-item-now": "renews an open item, whose opening was the look",
    "patient-register": "what was searched for, with a capital letter; whoever is like it is a look",
    "patient-photo": "the picture on a page that has entered the look",
}
# What has to have been shown for the walk to mean anything.
EXPECTED = {
    "patient", "patients", "search", "search-suggest", "refs", "do", "visit", "schedule", "book", "find-slot", "desk",
    "desk-visit", "board", "payments", "receipt", "work", "work-item", "home", "supervision", "proposal", "openings", "opening",
    "results-inbox", "results-report", "results-of-patient", "ledger", "ledger-patient", "patient-merge",
}  # fmt: skip


@pytest.fixture
def morning(cast: Any, monkeypatch: Any) -> Any:
    """A patient about whom there is something everywhere."""
    monkeypatch.setattr(clock, "now", lambda: AT_NINE)
    office = make_office()
    patient = cast.another_patient(family_name=NAME, given_name="Ada", birth_date="1985-03-04")
    other = cast.another_patient(
        family_name=NAME, given_name="Adah", birth_date="1985-03-04", phone="212 555 0143"
    )
    visit = office.book(9, patient=patient.pk)
    queue_confirmation(AppointmentBooked(appointment_id=visit, occurred_at=NOW), by=SYSTEM, now=NOW)
    cast.does(arrive, ArrivePatient(appointment=visit), at=AT_NINE)
    cast.does(take_copay, TakeCopay(patient=patient.pk, visit=visit, cash=1000), at=AT_NINE)
    held = perform(mark_deceased, MarkDeceased(patient=patient.pk), by=cast.trainee, now=AT_NINE)
    assert isinstance(held, Held), held
    perform(
        restrict_chart, RestrictChart(patient=other.pk, reason="Somebody known"), by=cast.trainee, now=AT_NINE
    )
    perform(
        break_glass, BreakGlassOpen(patient=patient.pk, reason="At the desk now"), by=cast.desk, now=AT_NINE
    )
    with collecting() as box:
        open_item(
            UNDELIVERABLE,
            says=f"{NAME} waits",
            subject_id=1,
            patient_id=patient.pk,
            role="manager",
            now=AT_NINE,
            by=SYSTEM,
        )
        box.flush(now=AT_NINE)
    sent = clinic.Sent(
        mrn=patient.record_number,
        family=NAME,
        given="Ada",
        birth="19850304",
        values=(clinic.PANIC,),
        npi="1558597798",
    )
    doctor = clinic.make_staff("Ben Lindqvist", "physician", npi="1558597798")
    _receive(sent)
    third = cast.another_patient(
        family_name=NAME, given_name="Adam", birth_date="1970-01-01", phone="212 555 0144"
    )
    cast.does(
        merge_patients, MergePatients(survivor=other.pk, merged=third.pk, reason="One person"), at=AT_NINE
    )
    assert doctor
    return patient


def _receive(sent: clinic.Sent) -> None:
    from practicum.kernel.events import inbox

    inbox.receive(source="lab", key="one", raw=sent.raw, now=AT_NINE)
    inbox.tick(now=AT_NINE)


def _numbers() -> list[str]:
    """The numbers of everything that belongs to some patient, and of what stands beside it."""
    found: set[int] = set()
    for model in apps.get_models():
        names = {field.attname for field in model._meta.concrete_fields}
        if "patient_id" in names or model._meta.label in {
            "patients.Patient",
            "results.LabMessage",
            "authority.BreakGlass",
        }:
            found |= set(model._default_manager.values_list("pk", flat=True)[:20])
    return [str(number) for number in sorted(found)]


def _asked(page: Page, patient: models.Model) -> Iterator[dict[str, str]]:
    number = str(patient.pk)
    yield {}
    if "<int:" in page.route:
        return
    yield {
        "q": NAME.lower(),
        "patient": number,
        "survivor": number,
        "merged": str(patient.pk + 1),
        "day": "2027-03-01",
    }
    yield {"scope": "everyone", "show": "mine", "view": "all", "item": "1"}


def test_every_page_that_shows_a_patient_enters_a_look(cast: Any, morning: Any) -> None:
    browser = cast.client(cast.manager, at=AT_NINE)
    site = str(morning.appointments.first().site_id)
    numbers = _numbers()
    shown: set[str] = set()
    unseen: set[str] = set()
    for page in all_pages():
        if "GET" not in page.methods or page.name in {"live", "sign-out"}:
            continue
        route = page.route.replace("<slug:kind>", "patient").replace("<str:name>", "patients.set_preferences")
        for address in addresses(route, tuple(numbers)):
            for asked in _asked(page, morning):
                before = LedgerEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
                answer = browser.get(address, asked | ({"site": site} if "site" not in asked else {}))
                said = b"".join(answer.streaming_content) if answer.streaming else answer.content
                if NAME.encode() not in said or answer.status_code >= 400:
                    continue  # what was typed stands there in lower case
                shown.add(page.name)
                entered = LedgerEntry.objects.filter(
                    id__gt=before, kind="look", staff_id=cast.manager.staff_id
                )
                named = entered.exclude(patient_id=None, also_patient_ids=None)
                if page.name not in EXEMPT and not named.exists():
                    unseen.add(f"{page.name} {address} {asked}")
    assert not unseen, "\n".join(sorted(unseen))
    assert not EXPECTED - shown, f"not met on the walk: {sorted(EXPECTED - shown)}"


@pytest.mark.parametrize("whoever", ["outsider", "former"])
def test_nobody_without_a_stream_reads_a_name(cast: Any, morning: Any, whoever: str) -> None:
    """Neither somebody who never worked with patients, nor somebody who does no more."""
    somebody = cast.outsider if whoever == "outsider" else cast.trainee
    if whoever == "former":
        LevelGrant.objects.bulk_create(
            LevelGrant(
                staff_id=somebody.staff_id,
                stream=stream,
                level=0,
                given_at=NOW,
                effective_at=NOW,
                evidence="Left",
            )
            for stream in Stream
        )
    with collecting() as box:
        open_item(
            UNDELIVERABLE,
            says=NAME,
            subject_id=2,
            patient_id=morning.pk,
            owner_id=somebody.staff_id,
            now=AT_NINE,
            by=SYSTEM,
        )
        box.flush(now=AT_NINE)
    browser = cast.client(somebody, at=AT_NINE)
    for page in all_pages():
        if "GET" not in page.methods or page.name in {"live", "sign-out"}:
            continue
        route = page.route.replace("<slug:kind>", "patient").replace("<str:name>", "authority.break_glass")
        for address in addresses(route, tuple(_numbers())):
            for asked in _asked(page, morning):
                answer = browser.get(address, asked)
                said = b"".join(answer.streaming_content) if answer.streaming else answer.content
                assert NAME.encode() not in said, (page.name, address, asked)
