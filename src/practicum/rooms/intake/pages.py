"""Registration, one form long, with whoever may be the same person shown beside as one types."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict

from practicum.kernel.actions import Done, Held, Refused
from practicum.kernel.base import Stream
from practicum.kernel.coverage.models import Payer
from practicum.kernel.ledger.write import look
from practicum.kernel.patients.actions import register_patient
from practicum.kernel.patients.duplicates import Duplicate, probable_duplicates
from practicum.kernel.patients.languages import LANGUAGES
from practicum.kernel.patients.models import Patient
from practicum.kernel.patients.names import is_given_name
from practicum.kernel.patients.pages.access import covered, today_of
from practicum.kernel.patients.rules import Person, address_key
from practicum.kernel.patients.search_text import readings
from practicum.kernel.web import PracticeRequest, me, page, redirect_to, render, who
from practicum.kernel.web.forms import error_sentence
from practicum.kernel.web.submit import Invalid, label_of, submit
from practicum.lib.dates import parse_birth_date
from practicum.lib.identifiers import parse_phone
from practicum.lib.names import fold, read_name
from practicum.rooms.intake import import_pages as import_pages  # declares its pages
from practicum.rooms.intake.actions.registering import RegisterInsured, register_insured

BOOKING = "/schedule/book/?"


@page(
    "patients/register/", name="patient-register", who=who.stream(Stream.INTAKE), methods=("GET", "POST"),
    title="Register a patient", in_palette=True, carries=["E2", "E10"],
)  # fmt: skip
def register(request: PracticeRequest) -> HttpResponse:
    """The form; what was typed into the search is in it already."""
    if request.method != "POST":
        return _form(request, _from_search(request), {}, None)
    insured = bool(request.POST.get("payer") or request.POST.get("member_id", "").strip())
    result: Any = submit(request, register_insured) if insured else submit(request, register_patient)
    if isinstance(result, Done):
        back = _back_to(request.POST)
        chart = f"/patients/{result.id}/?new=1"
        return redirect_to(f"{back}&patient={result.id}" if back else chart, request=request)
    errors = dict(result.errors) if isinstance(result, Invalid) else {}
    if isinstance(result, Refused) and result.field:
        errors[result.field] = result.reason
    return _form(request, request.POST, errors, result)


@page(
    "patients/register/alike/", name="patient-register-alike", who=who.stream(Stream.INTAKE), methods=("POST",),
    carries=["E2"],
)  # fmt: skip
def alike(request: PracticeRequest) -> HttpResponse:
    """Whoever may be the person being typed. What cannot be read yet is left aside."""
    return render(request, "intake/alike.html", {"alike": _alike(request, request.POST)})


def _form(request: PracticeRequest, values: Any, errors: dict[str, str], result: Any) -> HttpResponse:
    sentences = {
        name: error_sentence(label_of(RegisterInsured, name), text) for name, text in errors.items() if name
    }
    shown = {
        "v": values, "errors": sentences, "result": result, "languages": tuple(LANGUAGES.items()),
        "payers": [(payer.pk, payer.name) for payer in Payer.objects.filter(active=True).order_by("name")],
        "alike": _alike(request, values), "lives_with": _name_of(request, values.get("lives_with", "")),
        "refused": isinstance(result, Refused | Held), "next": _back_to(values) or _back_to(request.GET),
    }  # fmt: skip
    return render(request, "intake/register.html", shown, status=422 if errors else 200)


def _back_to(values: Any) -> str:
    """The booking that the registration interrupted; nowhere else is gone to."""
    wish = str(values.get("next", ""))[:500]
    return wish if wish.startswith(BOOKING) and wish.isprintable() else ""


def _from_search(request: PracticeRequest) -> QueryDict:
    """A name, birth date or phone that was searched for in vain starts the form."""
    values = QueryDict(mutable=True)
    typed = request.GET.get("q", "").replace("\0", "")[:120]
    for name in ("family_name", "given_name", "birth_date", "phone", "lives_with"):
        if given := request.GET.get(name, "")[:120]:
            values[name] = given
    for way in readings(typed, today=today_of(request.now))[:1]:
        if way.birth and way.birth.dates:
            values["birth_date"] = f"{way.birth.dates[0]:%-m/%-d/%Y}"
        if len(way.digits) >= 10:
            values["phone"] = way.digits
        words = [word for word in typed.split() if any(c.isalpha() for c in word)]
        if way.words and len(words) > 1 and len(way.words) > 1:
            typed_name = read_name(" ".join(words))
            family, given = _capital(typed_name.family), _capital(typed_name.given)
            if is_given_name(fold(family)) and not is_given_name(fold(given)):
                family, given = given, family
            values["family_name"], values["given_name"] = family, given
        elif way.words:
            values["family_name"] = _capital(words[0] if words else "")
    return values


def _capital(name: str) -> str:
    return name.title() if name.islower() else name


def _alike(request: PracticeRequest, values: Any) -> list[Duplicate]:
    new = _person(values, today=today_of(request.now))
    if not ((new.family and (new.given or new.birth_date)) or new.phones or new.emails):
        return []
    found = probable_duplicates(new)
    if found:
        look(by=me(request), page="registration", now=request.now, also=[row.hit.patient_id for row in found])
    hits = covered([row.hit for row in found], by=me(request), now=request.now)
    return [Duplicate(hit, row.likeness) for hit, row in zip(hits, found, strict=True)]


def _person(values: Any, *, today: date) -> Person:
    """What can be read of a form that is still being typed."""

    def text(name: str) -> str:
        return " ".join(str(values.get(name, "")).replace("\0", "").split())[:120]

    phones = (_read(parse_phone, text(name)) for name in ("phone", "other_phone"))
    address = address_key(text("line1"), text("postal_code"))
    email = text("email")
    return Person(
        family=text("family_name"), given=text("given_name"), sex=text("sex") or "unknown",
        birth_date=_read(lambda typed: parse_birth_date(typed, today=today), text("birth_date")),
        phones=frozenset(filter(None, phones)), emails=frozenset([email] if "@" in email else []),
        addresses=frozenset(filter(None, [address])),
    )  # fmt: skip


def _read(parse: Any, typed: str) -> Any:
    try:
        return parse(typed) if typed else None
    except ValueError:
        return None


def _name_of(request: PracticeRequest, patient_id: str) -> str:
    if not (patient_id.isascii() and patient_id.isdigit() and len(patient_id) < 19):
        return ""
    patient = Patient.objects.filter(pk=int(patient_id)).first()
    if patient is None:
        return ""
    look(by=me(request), page="registration", now=request.now, patient_id=patient.pk)
    return f"{patient} ({patient.record_number})"
