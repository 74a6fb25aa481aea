"""The loop of a critical result: opened at once, climbing, corrected, closed by a read-back alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from practicum.kernel.actions import publish, record
from practicum.kernel.base import Actor
from practicum.kernel.practice.models import Staff
from practicum.kernel.worklist.engine import close_items, open_item
from practicum.rooms.results.covering import cover_of
from practicum.rooms.results.events import CriticalOpened
from practicum.rooms.results.lifecycle import CriticalState, StepKind
from practicum.rooms.results.models import CriticalResult, CriticalStep, LabReport
from practicum.rooms.results.rules.criticals import OUTSIDE_LIMIT
from practicum.rooms.results.rules.judging import JudgedReport, JudgedValue
from practicum.rooms.results.work import CRITICAL, CRITICAL_HELP

Finding = dict[str, Any]


def attend(
    report: LabReport, judged: JudgedReport, *, previous: LabReport | None, by: Actor, now: datetime
) -> CriticalResult | None:
    """Open a loop for a critical report, or bring the open one of its earlier version up to date."""
    findings = [_finding(value) for value in judged.critical]
    loop = (
        CriticalResult.objects.select_for_update()
        .filter(thread=report.thread, state=CriticalState.OPEN)
        .first()
    )
    if loop is not None:
        return _bring_up_to_date(loop, report, judged, findings, now=now)
    if not findings or (previous is not None and _told_before(previous, findings)):
        return None
    return _open(report, findings, now=now)


def _finding(value: JudgedValue) -> Finding:
    sent = value.sent
    return {
        "code": sent.code, "name": sent.name, "value": sent.value.strip(), "units": sent.units,
        "because": value.critical_because,
    }  # fmt: skip


def _told_before(previous: LabReport, findings: Sequence[Finding]) -> bool:
    """The very same critical values were read back for the version before."""
    closed = CriticalResult.objects.filter(thread=previous.thread, state=CriticalState.CLOSED)
    told = {(f["code"], f["value"], f["units"]) for loop in closed for f in loop.findings}
    return all((f["code"], f["value"], f["units"]) in told for f in findings)


def _open(report: LabReport, findings: list[Finding], *, now: datetime) -> CriticalResult:
    staff = report.ordering_provider
    responsible = staff if staff is not None and staff.active else None
    loop = CriticalResult.objects.create(
        report=report, thread=report.thread, patient_id=report.patient_id, responsible=responsible,
        findings=findings, opened_at=now,
    )  # fmt: skip
    told = (cover_of(responsible.pk, at=now) or responsible) if responsible else None
    whom = told.name if told else "any physician"
    if told and responsible and told != responsible:
        whom = f"{told.name}, covering for {responsible.name}"
    add_step(loop, StepKind.OPENED, by=None, now=now, whom=whom, says=in_words(findings))
    open_item(
        CRITICAL,
        says=f"Read back: {in_words(findings)}",
        subject_id=loop.pk,
        patient_id=report.patient_id,
        owner_id=told.pk if told else None,
        key=f"critical:{loop.pk}",
        now=now,
    )
    if responsible is None:
        call_for_help(loop, role="nurse", now=now)
    record(CriticalOpened(occurred_at=now, critical_id=loop.pk))
    publish("inbox")
    return loop


def _bring_up_to_date(
    loop: CriticalResult, report: LabReport, judged: JudgedReport, findings: list[Finding], *, now: datetime
) -> CriticalResult:
    """A newer version while the loop is open: what must be read back is what holds now."""
    by_code = {value.sent.code: value for value in judged.values}
    critical = {f["code"] for f in findings}
    corrected = [
        _finding(by_code[old["code"]]) | {"because": f"corrected from {old['value']}; no longer critical"}
        if old["code"] in by_code
        else old
        for old in loop.findings
        if old["code"] not in critical
    ]
    new = [*findings, *corrected]
    if new != loop.findings:
        was = in_words(loop.findings)
        add_step(loop, StepKind.CORRECTED, by=None, now=now, says=f"{was} is now {in_words(new)}")
    loop.report, loop.findings = report, new
    loop.save()
    publish("inbox")
    return loop


def in_words(findings: Sequence[Finding]) -> str:
    """The values to read back, on one line."""
    return "; ".join(f"{f['name']} {f['value'][:80]} {f['units']}".strip() for f in findings)


def add_step(
    loop: CriticalResult, kind: StepKind, *, by: Actor | None, now: datetime, whom: str = "", says: str = ""
) -> CriticalStep:
    """Write one line of the log."""
    staff_id = by.staff_id if by is not None and not by.is_system else None
    return CriticalStep.objects.create(
        critical=loop, at=now, kind=kind, by_id=staff_id, whom=whom[:200], says=says
    )


def patient_found(report: LabReport, *, by: Actor, now: datetime) -> None:
    """The patient of an open loop has been found."""
    loop = _open_loop(report)
    if loop is None:
        return
    loop.patient_id = report.patient_id
    loop.save()
    add_step(loop, StepKind.MATCHED, by=by, now=now, says="The result has its patient now.")


def patient_lost(report: LabReport, *, by: Actor, now: datetime) -> None:
    """The match under an open loop was undone; the loop goes on without a patient."""
    loop = _open_loop(report)
    if loop is None:
        return
    loop.patient = None
    loop.save()
    add_step(
        loop, StepKind.UNMATCHED, by=by, now=now, says="The match was undone; whose value it is is open."
    )


def hand_to(loop: CriticalResult, staff: Staff, *, by: Actor, now: datetime, why: str = "") -> None:
    """Another clinician takes it; the clock runs on."""
    loop.responsible = staff
    loop.save()
    add_step(loop, StepKind.FORWARDED, by=by, now=now, whom=staff.name, says=why)


def _open_loop(report: LabReport) -> CriticalResult | None:
    return CriticalResult.objects.filter(thread=report.thread, state=CriticalState.OPEN).first()


def call_for_help(loop: CriticalResult, *, role: str, now: datetime) -> None:
    """Beside whoever has it: others who can reach a clinician see it too."""
    open_item(
        CRITICAL_HELP,
        says=f"Reach a clinician: {in_words(loop.findings)}",
        subject_id=loop.pk,
        patient_id=loop.patient_id,
        role=role,
        due_at=loop.opened_at + OUTSIDE_LIMIT,
        key=f"critical:{loop.pk}:{role}",
        now=now,
    )


def close_work(loop: CriticalResult, *, outcome: str, by: Actor, now: datetime) -> None:
    """Nothing of it waits any more."""
    close_items([CRITICAL, CRITICAL_HELP], subject_id=loop.pk, outcome=outcome, by=by, now=now)
