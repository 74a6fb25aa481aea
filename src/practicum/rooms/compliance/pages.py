"""The ledger's pages: search, one patient's account, today at a glance, export."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponseBase, StreamingHttpResponse

from practicum.kernel.actions.command import label_refs
from practicum.kernel.base import Actor
from practicum.kernel.ledger.search import PAGE, Asked, account_of, by_person, every, find
from practicum.kernel.ledger.write import enter, look
from practicum.kernel.web import PracticeRequest, me, page, render, who
from practicum.kernel.zone import practice_zone
from practicum.lib.dates import parse_date
from practicum.rooms.compliance.words import KINDS, OUTCOMES, Line, in_words, name_in_words

MOST_EXPORTED = 50_000
_OVERSEERS = ("manager", "privacy_officer")
# One's own entries name the patients one has seen: they are for those who still work with patients.
_READERS = who.with_patients | who.role(*_OVERSEERS)
_DAYS = {"today": 1, "7 days": 7, "30 days": 30}


@page("ledger/", name="ledger", who=_READERS, title="Ledger", rail="scroll-text", keys="l", in_palette=True)  # fmt: skip
def ledger(request: PracticeRequest) -> HttpResponseBase:
    """Who did what and who saw whom; one's own entries for everybody, all of them for overseers."""
    by = me(request)
    form = read_form(request, by=by)
    before, after = _number(request.GET.get("before")), _number(request.GET.get("after"))
    rows = find(form.asked, before=before, after=after, most=PAGE + 1)
    further = len(rows) > PAGE
    rows = (rows[1:] if after else rows[:PAGE]) if further else rows
    if form.asked.patient_id:
        look(by=by, page="ledger", patient_id=form.asked.patient_id, now=request.now)
    elif shown := sorted({row.patient_id for row in rows if row.patient_id is not None}):
        look(by=by, page="ledger", also=shown, now=request.now)
    newer, older = bool(before) or (bool(after) and further), further if not after else True
    shown_values = {
        "lines": in_words(rows), "form": form, "oversees": oversees(by), "kinds": KINDS,
        "outcomes_list": [(name, words) for name, (words, _) in OUTCOMES.items()],
        "query": form.query(), "newer": f"?{form.query(after=rows[0].id)}" if rows and newer else None,
        "older": f"?{form.query(before=rows[-1].id)}" if rows and older else None,
        "glance": _glance(request) if form.is_bare and oversees(by) and not before and not after else None,
        "since_choices": [(name, f"?{form.query(since=_days_ago(request, n), until='')}") for name, n in _DAYS.items()],
    }  # fmt: skip
    template = (
        "compliance/entries.html"
        if request.htmx and request.htmx.target == "ledger"
        else "compliance/ledger.html"
    )
    return render(request, template, shown_values)


@page("ledger/patient/<int:number>/", name="ledger-patient", who=who.role(*_OVERSEERS), title="Who saw this patient")  # fmt: skip
def patient_account(request: PracticeRequest, number: int) -> HttpResponseBase:
    """Everybody who saw or changed one patient's record, a line for each person and day."""
    if number >= 2**63:
        raise Http404("There is no such patient.")
    by, form = me(request), read_form(request, by=me(request))
    since = form.asked.since or request.now - timedelta(days=365)
    until = form.asked.until or request.now + timedelta(days=1)
    look(by=by, page="account", patient_id=number, now=request.now)
    lines = account_of(patient_id=number, since=since, until=until, zone=practice_zone().key)
    shown = {
        "lines": lines, "patient_id": number, "patient": label_refs({"patient": [number]})["patient", number],
        "since": since, "until": until, "form": form, "name_in_words": name_in_words, "one_day": timedelta(days=1),
        "people": len({line.staff_id for line in lines}),
    }  # fmt: skip
    return render(request, "compliance/account.html", shown)


@page("ledger/export/", name="ledger-export", who=_READERS)
def export(request: PracticeRequest) -> HttpResponseBase:
    """The entries asked for as a spreadsheet; that it was taken is entered."""
    by = me(request)
    form = read_form(request, by=by)
    enter(
        "ledger.export",
        by=by,
        now=request.now,
        patient_id=form.asked.patient_id,
        detail={"asked": form.query()},
    )
    lines = (line for batch in _batches(request, form.asked) for line in in_words(batch))
    answer = StreamingHttpResponse(_csv(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ledger-{request.now:%Y%m%d-%H%M}.csv"'
    return answer


def oversees(by: Actor) -> bool:
    """True for those who may read everybody's entries."""
    return by.has_role(*_OVERSEERS)


@dataclass(frozen=True, slots=True)
class Form:
    """What was asked, as it is asked again by a link."""

    asked: Asked
    since: str
    until: str
    patient: str
    staff: str
    errors: dict[str, str]

    @property
    def is_bare(self) -> bool:
        """True when nothing narrows the search."""
        return self.asked == Asked()

    def query(self, **other: Any) -> str:
        """The search as an address carries it."""
        asked = self.asked
        values = {"patient": asked.patient_id, "staff": asked.staff_id, "since": self.since, "until": self.until,
                  "kind": asked.kind, "outcome": asked.outcome, "name": asked.name} | other  # fmt: skip
        return urlencode({name: value for name, value in values.items() if value})


def read_form(request: PracticeRequest, *, by: Actor) -> Form:
    """The search out of the address. Whoever does not oversee others asks about themselves alone."""
    given, errors = request.GET, dict[str, str]()
    patient_id = _number(given.get("patient"))
    staff_id = _number(given.get("staff"), zero=True) if oversees(by) else by.staff_id
    today = request.now.astimezone(practice_zone()).date()
    since = _day(given.get("since", ""), "since", errors, today=today)
    until = _day(given.get("until", ""), "until", errors, today=today)
    kind, outcome = given.get("kind", ""), given.get("outcome", "")
    labels = label_refs({
        kind_: [number] for kind_, number in (("patient", patient_id), ("staff", staff_id)) if number is not None
    })  # fmt: skip
    asked = Asked(
        patient_id=patient_id, staff_id=staff_id, since=_start(since), until=_start(until, days=1),
        kind=kind if kind in KINDS else "", outcome=outcome if outcome in OUTCOMES else "",
        name=given.get("name", "").replace("\x00", "")[:120],
    )  # fmt: skip
    return Form(
        asked, since.isoformat() if since else given.get("since", "")[:40],
        until.isoformat() if until else given.get("until", "")[:40],
        labels.get(("patient", patient_id or 0), ""), labels.get(("staff", staff_id if staff_id is not None else -1), ""),
        errors,
    )  # fmt: skip


def _day(text: str, name: str, errors: dict[str, str], *, today: date) -> date | None:
    if not text.strip():
        return None
    try:
        return parse_date(text[:40], today=today, lean="past")
    except ValueError as error:
        errors[name] = f"{text[:40]} {error}"
        return None


def _start(day: date | None, *, days: int = 0) -> datetime | None:
    """The first moment of a day, or of one later, where the practice is."""
    if day is None or not date(1900, 1, 1) <= day <= date(9000, 1, 1):
        return None
    return datetime.combine(day + timedelta(days=days), time(), practice_zone())


def _number(text: str | None, *, zero: bool = False) -> int | None:
    if not text or not text.isascii() or not text.isdigit() or len(text) > 18:
        return None
    return int(text) or (0 if zero else None)


def _days_ago(request: PracticeRequest, days: int) -> str:
    return (request.now.astimezone(practice_zone()).date() - timedelta(days=days - 1)).isoformat()


def _glance(request: PracticeRequest) -> Any:
    """Today by person; Practicum itself last."""
    midnight = datetime.combine(request.now.astimezone(practice_zone()).date(), time(), practice_zone())
    days = by_person(since=midnight, until=request.now + timedelta(minutes=1))
    return sorted(days, key=lambda day: day.staff_id == 0)


def _batches(request: PracticeRequest, asked: Asked) -> Iterator[list[Any]]:
    """The entries in portions; whom each portion names has been seen."""
    entries = every(asked, most=MOST_EXPORTED)
    while batch := list(islice(entries, 1_000)):
        if named := sorted({entry.patient_id for entry in batch if entry.patient_id is not None}):
            look(by=me(request), page="ledger export", also=named, now=request.now)
        yield batch


class _Echo:
    """A file that gives back what is written."""

    def write(self, text: str) -> str:
        return text


def _csv(lines: Iterator[Line]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    zone = practice_zone()
    yield "\ufeff"
    yield str(writer.writerow(["Entry", "At", "Zone", "Who", "Countersigned by", "What", "Outcome", "Why", "Patient",
                               "Patient number", "Patients on the list"]))  # fmt: skip
    for line in lines:
        cells = [line.id, f"{line.at.astimezone(zone):%Y-%m-%d %H:%M:%S}", zone.key, line.staff, line.second, line.says,
                 line.outcome, line.reason, line.patient, line.patient_id or "", line.patients or ""]  # fmt: skip
        yield str(writer.writerow([_harmless(cell) for cell in cells]))


def _harmless(cell: object) -> object:
    """Keep a spreadsheet from taking text for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
