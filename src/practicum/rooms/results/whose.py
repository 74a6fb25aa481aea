"""Whose a message is: found by rule, remembered with its grounds, changed only by a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from practicum.kernel.actions import record
from practicum.kernel.base import Actor
from practicum.kernel.patients.models import Patient
from practicum.kernel.worklist.engine import close_items, open_item
from practicum.rooms.results import delivering, people, urgency
from practicum.rooms.results.events import ResultMatched, ResultUnmatched
from practicum.rooms.results.models import LabMessage, LabReport, MatchDecision, Observation
from practicum.rooms.results.rules.matching import Identifier, ReportedPerson, Scored, Verdict, decide, score
from practicum.rooms.results.rules.naming import short_name
from practicum.rooms.results.work import UNMATCHED


@dataclass(frozen=True)
class Found:
    """The patient a message belongs to, or None and why a person must look."""

    patient_id: int | None
    how: MatchDecision.How
    why: str
    score: int | None = None


def person_of(message: LabMessage) -> ReportedPerson:
    """The patient as the message named them."""
    return ReportedPerson(
        family=message.family_sent,
        given=message.given_sent,
        birth_date=message.birth_date_sent,
        sex=message.sex_sent,
        phone=message.phone_sent,
        identifiers=tuple(Identifier(value, kind) for value, kind in message.identifiers_sent),
    )


def find(person: ReportedPerson, *, threads: Sequence[str], now: datetime) -> Found:
    """As an earlier version was matched for the same person as sent, else by score."""
    earlier = _earlier(threads) if threads else []
    never = frozenset(
        MatchDecision.objects.filter(message__in=earlier, undone_at__isnull=False).values_list(
            "patient_id", flat=True
        )
        if earlier
        else ()
    )
    for message in earlier:
        if message.patient_id and person_of(message) == person and message.patient_id not in never:
            return Found(message.patient_id, MatchDecision.How.EARLIER, "as the earlier version was matched")
    verdict = weigh(person, never=never)
    if verdict.match is None:
        return Found(None, MatchDecision.How.SCORE, verdict.why)
    match = verdict.match
    return Found(match.known.patient_id, MatchDecision.How.SCORE, verdict.why, match.score)


def _earlier(threads: Sequence[str]) -> list[LabMessage]:
    """The messages that brought earlier versions, the latest first."""
    return list(LabMessage.objects.filter(reports__thread__in=list(threads)).distinct().order_by("-id")[:10])


def weigh(person: ReportedPerson, *, never: frozenset[int] = frozenset()) -> Verdict:
    """The rule's verdict over everyone the person could be."""
    return decide(person, people.candidates(person), never=never)


def note_decision(message: LabMessage, found: Found, *, now: datetime) -> None:
    """Keep who or what decided, and on which grounds."""
    if found.patient_id is None:
        return
    MatchDecision.objects.create(
        message=message, patient_id=found.patient_id, how=found.how, score=found.score, reasons=found.why,
        decided_at=now,
    )  # fmt: skip
    record(ResultMatched(occurred_at=now, message_id=message.pk, patient_id=found.patient_id))


def ask_the_desk(message: LabMessage, reports: Sequence[LabReport], *, now: datetime) -> None:
    """Open the work item for a message nobody was found for."""
    tests = ", ".join(short_name(report.service_name) for report in reports[:3]) or "results"
    more = f" and {len(reports) - 3} more" if len(reports) > 3 else ""
    open_item(
        UNMATCHED,
        says=f"{tests}{more} for {message.name_sent} from {message.sender}: {message.waits_because}",
        subject_id=message.pk,
        key=f"message:{message.pk}",
        now=now,
    )


def match_by_person(
    message: LabMessage, patient: Patient, *, reason: str, by: Actor, now: datetime
) -> MatchDecision:
    """Give a message to a patient because a person says so; reports go on to their inboxes."""
    weighed = score_one(message, patient)
    grounds = ("; ".join(weighed.reasons) if weighed else "") or "nothing agrees"
    decision = MatchDecision.objects.create(
        message=message, patient=patient, how=MatchDecision.How.PERSON, decided_by_id=by.staff_id, decided_at=now,
        reasons=f"{reason}; {grounds}" if reason else grounds,
    )  # fmt: skip
    _give(message, patient.pk)
    record(ResultMatched(occurred_at=now, message_id=message.pk, patient_id=patient.pk))
    close_items(UNMATCHED, subject_id=message.pk, outcome=f"Matched to {patient}", by=by, now=now)
    for report in LabReport.objects.filter(message=message, is_current=True).order_by("position"):
        urgency.patient_found(report, by=by, now=now)
        delivering.route(report, by=by, now=now)
    return decision


def unmatch(message: LabMessage, *, reason: str, by: Actor, now: datetime) -> MatchDecision:
    """Take a match back: the trail stays, the result waits again, whoever saw it is told."""
    decision = MatchDecision.objects.select_related("patient").get(message=message, undone_at__isnull=True)
    decision.undone_at, decision.undone_by_id, decision.undone_reason = now, by.staff_id, reason
    decision.save()
    reports = list(LabReport.objects.filter(message=message).order_by("position"))
    delivering.withdraw(reports, whose=str(decision.patient), by=by, now=now)
    for report in reports:
        urgency.patient_lost(report, by=by, now=now)
    _give(message, None)
    message.waits_because = f"the match with {decision.patient} was undone: {reason}"[:300]
    message.save()
    record(ResultUnmatched(occurred_at=now, message_id=message.pk, patient_id=decision.patient_id))
    ask_the_desk(message, reports, now=now)
    return decision


def _give(message: LabMessage, patient_id: int | None) -> None:
    message.patient_id = patient_id
    message.waits_because = ""
    message.save()
    LabReport.objects.filter(message=message).update(patient_id=patient_id)
    Observation.objects.filter(report__message=message).update(patient_id=patient_id)


def score_one(message: LabMessage, patient: Patient) -> Scored | None:
    """What speaks for and against one patient."""
    known = people.known_patients({patient.pk: ""})
    return score(person_of(message), known[0]) if known else None
