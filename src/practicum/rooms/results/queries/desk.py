"""The matching desk: what waits for a patient, with the likely ones side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from practicum.rooms.results import whose
from practicum.rooms.results.models import LabMessage, LabReport, MatchDecision
from practicum.rooms.results.queries.people import PatientShown, shown
from practicum.rooms.results.rules.matching import Scored, plain
from practicum.rooms.results.rules.naming import short_name

PAGE = 100


@dataclass(frozen=True)
class WaitingRow:
    """One message without a patient."""

    id: int
    name_sent: str
    birth_date_sent: date | None
    sender: str
    tests: str
    why: str
    received_at: datetime
    worst: str


@dataclass(frozen=True)
class Compared:
    """One line of a comparison: what was sent against what is known."""

    label: str
    sent: str
    known: str
    agrees: bool | None


@dataclass(frozen=True)
class CandidateShown:
    """A patient who may be meant, compared line by line."""

    patient: PatientShown
    score: int
    reasons: tuple[str, ...]
    conflict: str
    lines: tuple[Compared, ...]
    ruled_out: str = ""


@dataclass(frozen=True)
class MessageShown:
    """A message on the matching desk."""

    id: int
    inbound_id: int
    name_sent: str
    sender: str
    received_at: datetime
    why: str
    sent: tuple[tuple[str, str], ...]
    reports: tuple[tuple[int, str, str], ...]
    candidates: tuple[CandidateShown, ...]
    patient: PatientShown | None
    odd: tuple[str, ...] = ()


def waiting(*, start: int = 0) -> tuple[tuple[WaitingRow, ...], int]:
    """What waits for a patient, the longest first, and how many there are."""
    found = LabMessage.objects.filter(patient__isnull=True, reports__isnull=False).distinct()
    rows = list(found.order_by("received_at", "id")[start : start + PAGE])
    tests: dict[int, list[tuple[str, str]]] = {row.pk: [] for row in rows}
    reports = LabReport.objects.filter(message__in=rows).order_by("position")
    for message_id, name, abnormality in reports.values_list("message_id", "service_name", "abnormality"):
        tests[message_id].append((short_name(name), abnormality))
    order = ("normal", "abnormal", "critical")
    shown_rows = tuple(
        WaitingRow(
            id=row.pk,
            name_sent=row.name_sent,
            birth_date_sent=row.birth_date_sent,
            sender=row.sender,
            tests=", ".join(name for name, _ in tests[row.pk]),
            why=row.waits_because,
            received_at=row.received_at,
            worst=max((how for _, how in tests[row.pk]), key=order.index, default="normal"),
        )
        for row in rows
    )
    return shown_rows, found.count()


def next_waiting(after: LabMessage) -> LabMessage | None:
    """The message after this one on the desk, or the first."""
    found = LabMessage.objects.filter(patient__isnull=True, reports__isnull=False).exclude(pk=after.pk)
    later = found.filter(received_at__gte=after.received_at).order_by("received_at", "id").first()
    return later or found.order_by("received_at", "id").first()


def message_shown(message_id: int, *, now: datetime) -> MessageShown | None:
    """The message with its candidates, or None when there is none of that number."""
    message = LabMessage.objects.select_related("patient").filter(pk=message_id).first()
    if message is None:
        return None
    reports = LabReport.objects.filter(message=message).order_by("position")
    candidates = _candidates(message, now=now) if message.patient is None else ()
    return MessageShown(
        id=message.pk,
        inbound_id=message.inbound_id,
        name_sent=message.name_sent,
        sender=message.sender,
        received_at=message.received_at,
        why=message.waits_because,
        sent=_as_sent(message),
        reports=tuple(
            (pk, short_name(name), how)
            for pk, name, how in reports.values_list("pk", "service_name", "abnormality")
        ),
        candidates=candidates,
        patient=shown(message.patient, on=now.date()),
        odd=tuple(message.odd),
    )


def _as_sent(message: LabMessage) -> tuple[tuple[str, str], ...]:
    numbers = ", ".join(f"{value} ({kind})" if kind else value for value, kind in message.identifiers_sent)
    born = f"{message.birth_date_sent:%d %b %Y}".lstrip("0") if message.birth_date_sent else ""
    return (
        ("Name", message.name_sent), ("Born", born), ("Sex", message.sex_sent), ("Telephone", message.phone_sent),
        ("Numbers", numbers),
    )  # fmt: skip


def _candidates(message: LabMessage, *, now: datetime) -> tuple[CandidateShown, ...]:
    from practicum.kernel.patients.models import Patient

    threads = message.reports.values_list("thread", flat=True)
    undone = dict(
        MatchDecision.objects.filter(
            message__reports__thread__in=list(threads), undone_at__isnull=False
        ).values_list("patient_id", "undone_reason")
    )
    verdict = whose.weigh(whose.person_of(message))
    charts = Patient.objects.in_bulk([s.known.patient_id for s in verdict.candidates])
    found = []
    for scored in verdict.candidates:
        patient = shown(charts[scored.known.patient_id], on=now.date())
        assert patient is not None
        found.append(
            CandidateShown(
                patient=patient, score=scored.score, reasons=scored.reasons, conflict=scored.conflict,
                lines=_compared(message, scored), ruled_out=undone.get(patient.id, ""),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda c: bool(c.ruled_out)))


def _compared(message: LabMessage, scored: Scored) -> tuple[Compared, ...]:
    known = scored.known
    family, given = next(iter(known.names), ("", ""))
    numbers = {value.upper() for value, _ in message.identifiers_sent}
    has_number = known.record_number.upper() in numbers or (
        bool(known.merged_from) and known.merged_from.upper() in numbers
    )
    number = f"{known.record_number} (was {known.merged_from})" if known.merged_from else known.record_number
    return (
        Compared("Family", message.family_sent, family, _same(message.family_sent, family)),
        Compared("Given", message.given_sent, given, _same(message.given_sent, given)),
        Compared(
            "Born", _day(message.birth_date_sent), _day(known.birth_date),
            message.birth_date_sent == known.birth_date if message.birth_date_sent else None,
        ),
        Compared("Sex", message.sex_sent, known.sex, message.sex_sent == known.sex if message.sex_sent else None),
        Compared("Number", "", number, has_number if numbers else None),
    )  # fmt: skip


def _same(sent: str, known: str) -> bool | None:
    return plain(sent) == plain(known) if sent else None


def _day(day: date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""


def count_waiting() -> int:
    """How many messages wait for a patient."""
    return LabMessage.objects.filter(patient__isnull=True, reports__isnull=False).distinct().count()
