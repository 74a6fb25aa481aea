"""Putting a message away: its patients, its reports and their versions, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from practicum.kernel.actions import publish, record
from practicum.kernel.base import Actor
from practicum.kernel.events.models import Inbound
from practicum.rooms.results import delivering, limits, people, urgency, whose
from practicum.rooms.results.events import ResultFiled
from practicum.rooms.results.lifecycle import Abnormality
from practicum.rooms.results.models import LabMessage, LabReport, Observation
from practicum.rooms.results.rules import oddities
from practicum.rooms.results.rules.incoming import IncomingMessage, IncomingPart
from practicum.rooms.results.rules.judging import About, JudgedReport, judge, thread_of
from practicum.rooms.results.rules.versions import Standing, standing

_VERSION = ("thread", "version", "is_current", "status", "content", "reported_at", "patient_id")
DEGREES = (Abnormality.NORMAL, Abnormality.ABNORMAL, Abnormality.CRITICAL)


@dataclass(frozen=True)
class Placed:
    """A judged report with its place among the versions already here."""

    judged: JudgedReport
    position: int
    thread: str
    standing: Standing
    current: LabReport | None
    version: int


def file_message(
    incoming: IncomingMessage, *, inbound: Inbound, by: Actor, now: datetime
) -> list[LabMessage]:
    """File every patient's part of a message. A message filed before is answered with what was filed."""
    before = list(LabMessage.objects.filter(inbound=inbound).order_by("position"))
    if before:
        return before
    filed = []
    for position, part in enumerate(incoming.parts, start=1):
        filed.append(_file_part(incoming, part, inbound=inbound, position=position, by=by, now=now))
    publish("inbox")
    return filed


def _file_part(
    incoming: IncomingMessage,
    part: IncomingPart,
    *,
    inbound: Inbound,
    position: int,
    by: Actor,
    now: datetime,
) -> LabMessage:
    received_at = inbound.received_at
    clock = oddities.odd_clock(sent_at=incoming.sent_at, received_at=received_at)
    message = _message(incoming, part, inbound=inbound, position=position, odd=[*incoming.odd, clock])
    placed = place(incoming, part, received_at=received_at)
    news = [p for p in placed if p.standing is not Standing.REPEAT]
    for repeat in (p for p in placed if p.standing is Standing.REPEAT):
        message.odd.append(f"{repeat.judged.sent.service_name}: the same as before; nothing changed.")
    if not news:
        message.patient_id = next((p.current.patient_id for p in placed if p.current), None)
        message.save()
        return message
    threads = [p.thread for p in placed if p.version > 1]
    found = whose.find(part.person, threads=threads, now=now)
    message.patient_id = found.patient_id
    message.waits_because = "" if found.patient_id else found.why[:300]
    message.save()
    whose.note_decision(message, found, now=now)
    reports = [_store(p, message=message, received_at=received_at) for p in news]
    _store_values(list(zip(reports, news, strict=True)), patient_id=found.patient_id)
    for report, p in zip(reports, news, strict=True):
        _settle(report, p, by=by, now=now)
    if found.patient_id is None:
        whose.ask_the_desk(message, reports, now=now)
    return message


def _message(
    incoming: IncomingMessage, part: IncomingPart, *, inbound: Inbound, position: int, odd: Sequence[str]
) -> LabMessage:
    person = part.person
    return LabMessage(
        inbound=inbound,
        position=position,
        sender=incoming.sender[:120],
        control_id=incoming.control_id[:199],
        sent_at=incoming.sent_at,
        received_at=inbound.received_at,
        family_sent=person.family[:200],
        given_sent=person.given[:200],
        birth_date_sent=person.birth_date,
        sex_sent=person.sex[:10],
        phone_sent=person.phone[:40],
        identifiers_sent=[[i.value[:120], i.kind[:20]] for i in person.identifiers],
        odd=[line for line in odd if line],
    )


def place(incoming: IncomingMessage, part: IncomingPart, *, received_at: datetime) -> list[Placed]:
    """Judge each report and find its place among its versions; threads are locked until the commit."""
    table = limits.in_force()
    person = About(part.person.birth_date, part.person.sex)
    judged = [judge(report, limits=table, about=person, received_at=received_at) for report in part.reports]
    threads = [
        thread_of(sender=incoming.sender, control_id=incoming.control_id, position=n, report=report)
        for n, report in enumerate(part.reports, start=1)
    ]
    _lock(threads)
    known: dict[str, list[LabReport]] = {thread: [] for thread in threads}
    for version in LabReport.objects.filter(thread__in=threads).only(*_VERSION).order_by("version"):
        known[version.thread].append(version)
    placed: list[Placed] = []
    for n, (report, thread) in enumerate(zip(judged, threads, strict=True), start=1):
        if any(p.thread == thread for p in placed):  # the same test twice in one message
            thread = f"{thread[:280]}#{n}"
            known[thread] = list(LabReport.objects.filter(thread=thread).order_by("version"))
        placed.append(_place(report, n, thread, known[thread]))
    return placed


def _place(report: JudgedReport, position: int, thread: str, versions: Sequence[LabReport]) -> Placed:
    current = next((v for v in versions if v.is_current), None)
    how = standing(
        status=report.status,
        content=report.content,
        reported_at=report.sent.reported_at,
        current_status=current.status if current else None,
        current_content=current.content if current else "",
        current_reported_at=current.reported_at if current else None,
        earlier_contents=frozenset(v.content for v in versions),
    )
    return Placed(report, position, thread, how, current, len(versions) + 1)


def _lock(threads: Sequence[str]) -> None:
    """Two processes with versions of one report take turns; sorted, so that they cannot deadlock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(key) from (select distinct hashtextextended(t, 7151) as key"
            " from unnest(%s::text[]) t order by 1) as locks",
            [sorted(threads)],
        )


def _store(placed: Placed, *, message: LabMessage, received_at: datetime) -> LabReport:
    sent, current = placed.judged.sent, placed.current
    newest = placed.standing in (Standing.FIRST, Standing.NEWER)
    odd = list(placed.judged.odd)
    if newest and current is not None:
        LabReport.objects.filter(pk=current.pk).update(is_current=False)
    if not newest:
        odd.append("It arrived after a newer version and changes nothing; it is kept beside it.")
    provider = people.ordering_staff(sent.provider)
    return LabReport.objects.create(
        message=message,
        position=placed.position,
        thread=placed.thread,
        version=placed.version,
        is_current=newest,
        supersedes=current if newest else None,
        content=placed.judged.content,
        placer_number=sent.placer_number[:80],
        filler_number=sent.filler_number[:80],
        service_code=sent.service_code[:60],
        service_name=(sent.service_name or sent.service_code or "Unnamed test")[:200],
        status=placed.judged.status,
        abnormality=DEGREES[placed.judged.degree],
        patient_id=message.patient_id,
        ordering_provider=provider,
        provider_sent=sent.provider.words[:200],
        observed_at=sent.observed_at,
        reported_at=sent.reported_at,
        received_at=received_at,
        notes=sent.notes,
        odd=odd,
    )


def _store_values(pairs: Sequence[tuple[LabReport, Placed]], *, patient_id: int | None) -> None:
    Observation.objects.bulk_create(
        Observation(
            report=report,
            position=position,
            code=value.sent.code[:60],
            name=(value.sent.name or value.sent.code or "Unnamed value")[:200],
            sub_id=value.sent.sub_id[:40],
            value=value.sent.value,
            number=value.number.value if value.number else None,
            comparator=value.number.comparator if value.number else "",
            units=value.sent.units[:80],
            range_text=value.sent.usual[:120],
            flag=value.sent.flag[:40],
            abnormality=DEGREES[value.degree],
            critical_because=value.critical_because[:200],
            status=value.status,
            notes=value.sent.notes,
            patient_id=patient_id,
            observed_at=value.sent.observed_at or report.observed_at,
        )
        for report, placed in pairs
        for position, value in enumerate(placed.judged.values, start=1)
    )


def _settle(report: LabReport, placed: Placed, *, by: Actor, now: datetime) -> None:
    """Send the report where it must go: urgent first, then the inbox, else the desk."""
    record(ResultFiled(occurred_at=now, report_id=report.pk))
    if not report.is_current:
        return
    if placed.current is not None:
        delivering.replace(placed.current, now=now)
    if placed.judged.critical or placed.current is not None:
        urgency.attend(report, placed.judged, previous=placed.current, by=by, now=now)
    if report.patient_id is not None:
        delivering.route(report, by=by, now=now, is_new=True)


def current_reports(message: LabMessage) -> list[LabReport]:
    """The reports of a message that are the current versions."""
    return list(LabReport.objects.filter(Q(message=message) & Q(is_current=True)).order_by("position"))
