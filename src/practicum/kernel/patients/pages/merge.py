"""Two charts side by side: what differs, what will move; and what was merged, to take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from practicum.kernel.actions import Done, Held
from practicum.kernel.authority import visibility
from practicum.kernel.base import Stream
from practicum.kernel.ledger.write import look
from practicum.kernel.patients.actions.merge import merge_patients
from practicum.kernel.patients.duplicates import people
from practicum.kernel.patients.languages import said_language
from practicum.kernel.patients.merging import what_will_move
from practicum.kernel.patients.models import Channel, Patient, PatientMerge
from practicum.kernel.patients.pages.access import today_of
from practicum.kernel.patients.queries import ChartFront, chart_front, said_phone
from practicum.kernel.patients.rules import Likeness, likeness
from practicum.kernel.web import PracticeRequest, me, page, render, who
from practicum.kernel.web.submit import Invalid, submit

_MERGES = 30


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the comparison."""

    label: str
    kept: str
    merged: str
    field: str = ""

    @property
    def differs(self) -> bool:
        """Whether the two do not say the same."""
        return self.kept != self.merged


@page(
    "patients/merge/", name="patient-merge", who=who.stream(Stream.RECORDS), methods=("GET", "POST"),
    title="Merge charts", in_palette=True,
)  # fmt: skip
def merge_charts(request: PracticeRequest) -> HttpResponse:
    """Choose two charts, compare them, merge them, or take a merge back."""
    source = request.POST if request.method == "POST" else request.GET
    survivor, merged = _number(source.get("survivor")), _number(source.get("merged"))
    result: Any = submit(request, merge_patients) if request.method == "POST" else None
    shown: dict[str, Any] = {"result": result, "survivor_id": survivor, "merged_id": merged, "pair": None}
    if survivor and merged and not isinstance(result, Done | Held):
        shown |= _compare(request, survivor, merged)
    errors = result.errors if isinstance(result, Invalid) else {}
    merges = _merges()
    if merges:
        seen = {patient_id for one in merges for patient_id in (one.survivor_id, one.merged_id)}
        look(by=me(request), page="merges", now=request.now, also=sorted(seen))
    shown |= {"merges": merges, "errors": errors, "posted": request.POST, "labels": _labels(survivor, merged)}
    return render(request, "patients/merge.html", shown, status=422 if errors else 200)


def _compare(request: PracticeRequest, survivor: int, merged: int) -> dict[str, Any]:
    today = today_of(request.now)
    fronts = [chart_front(patient_id, today=today) for patient_id in (survivor, merged)]
    first, second = fronts
    if first is None or second is None:
        return {"problem": "One of the charts is not there. Choose again."}
    if survivor == merged:
        return {"problem": "These are one chart. Choose two."}
    for front in (first, second):
        if not visibility.can_see(
            by=me(request), patient_id=front.patient.pk, restricted=front.patient.restricted, now=request.now
        ):
            return {
                "problem": f"The chart {front.patient.record_number} is restricted. Open it in need first."
            }
    look(by=me(request), page="merge", now=request.now, patient_id=survivor, also=[merged])
    known = people([survivor, merged])
    like: Likeness | None = likeness(known[survivor], known[merged])
    return {
        "pair": (first, second), "differences": differences(first, second), "likeness": like,
        "moves": what_will_move(merged), "problem": "",
    }  # fmt: skip


def differences(first: ChartFront, second: ChartFront) -> list[Difference]:
    """The two charts line by line; lines with a field can be taken over from the second."""
    a, b = first.patient, second.patient
    return [
        Difference("Record number", a.record_number, b.record_number),
        Difference("Legal name", first.full_name, second.full_name),
        Difference("Goes by", a.preferred_name, b.preferred_name, "preferred_name"),
        Difference("Birth date", _day(a), _day(b), "birth_date"),
        Difference("Sex", a.get_sex_display(), b.get_sex_display(), "sex"),
        Difference(
            "Language",
            said_language(a.preferred_language),
            said_language(b.preferred_language),
            "preferred_language",
        ),
        Difference("Reached best by", _channel(a), _channel(b), "preferred_channel"),
        Difference("Phones and e-mail", _contacts(first), _contacts(second)),
        Difference("Address", _address(first), _address(second)),
        Difference("Registered", f"{a.registered_at:%-d %b %Y}", f"{b.registered_at:%-d %b %Y}"),
    ]


def _channel(patient: Patient) -> str:
    return dict(Channel.choices).get(patient.preferred_channel, patient.preferred_channel)


def _day(patient: Patient) -> str:
    return f"{patient.birth_date:%-m/%-d/%Y}"


def _contacts(front: ChartFront) -> str:
    return ", ".join(said_phone(c.value) if c.kind == "phone" else c.value for c in front.contacts)


def _address(front: ChartFront) -> str:
    return "; ".join(address.one_line for address in front.addresses)


def _merges() -> list[PatientMerge]:
    return list(PatientMerge.objects.select_related("survivor", "merged").order_by("-id")[:_MERGES])


def _labels(*ids: int | None) -> dict[int, str]:
    found = Patient.objects.in_bulk([number for number in ids if number])
    return {number: f"{patient} ({patient.record_number})" for number, patient in found.items()}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
