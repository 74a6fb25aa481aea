"""Which inbox a report goes to, and taking it out of inboxes again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from practicum.kernel.actions import publish
from practicum.kernel.base import Actor
from practicum.kernel.worklist.engine import close_items, open_item
from practicum.rooms.results.lifecycle import Abnormality, DeliveryState
from practicum.rooms.results.models import Delivery, LabReport
from practicum.rooms.results.rules.naming import short_name
from practicum.rooms.results.work import UNROUTED, WITHDRAWN

RANKS = {Abnormality.NORMAL: 0, Abnormality.ABNORMAL: 1, Abnormality.CRITICAL: 2}


def route(report: LabReport, *, by: Actor, now: datetime, is_new: bool = False) -> Delivery | None:
    """To the ordering provider's inbox; without one who works here, to the desk as work."""
    staff = report.ordering_provider
    if staff is not None and staff.active:
        return _put(report, to_id=staff.pk, now=now) if is_new else deliver(report, to_id=staff.pk, now=now)
    if staff is not None:
        why = f"{staff.name} no longer works here"
    elif report.provider_sent:
        why = f"the laboratory names {report.provider_sent}, whom nobody here matches by number"
    else:
        why = "the laboratory names no ordering provider"
    open_item(
        UNROUTED,
        says=f"{short_name(report.service_name)} from {report.message.sender}: {why}",
        subject_id=report.pk,
        patient_id=report.patient_id,
        key=f"report:{report.pk}",
        now=now,
    )
    return None


def deliver(
    report: LabReport, *, to_id: int, now: datetime, forwarded_from: Delivery | None = None, note: str = ""
) -> Delivery:
    """Put a report into an inbox; one that waits there already is answered instead."""
    waiting = Delivery.objects.filter(report=report, to_id=to_id, state=DeliveryState.NEW).first()
    return waiting or _put(report, to_id=to_id, now=now, forwarded_from=forwarded_from, note=note)


def _put(
    report: LabReport, *, to_id: int, now: datetime, forwarded_from: Delivery | None = None, note: str = ""
) -> Delivery:
    publish("inbox")
    publish(f"inbox:{to_id}")
    return Delivery.objects.create(
        report=report, to_id=to_id, rank=RANKS[Abnormality(report.abnormality)], delivered_at=now,
        forwarded_from=forwarded_from, note=note[:500],
    )  # fmt: skip


def routed(report: LabReport, *, outcome: str, by: Actor, now: datetime) -> None:
    """Close what waited for a provider to be named."""
    close_items(UNROUTED, subject_id=report.pk, outcome=outcome, by=by, now=now)


def replace(report: LabReport, *, now: datetime) -> None:
    """A newer version is here: the older one leaves the inboxes it still waits in."""
    _settle([report], to=DeliveryState.SUPERSEDED, comment="A newer version has arrived.", now=now)


def withdraw(reports: Sequence[LabReport], *, whose: str, by: Actor, now: datetime) -> None:
    """A match was wrong: out of every inbox, and whoever had acted on it is told."""
    seen = Delivery.objects.filter(
        report__in=reports, state__in=[DeliveryState.ACKNOWLEDGED, DeliveryState.FORWARDED]
    ).select_related("report")
    for delivery in seen:
        reader = delivery.settled_by_id or delivery.to_id
        open_item(
            WITHDRAWN,
            says=f"{delivery.report.service_name} was not {whose}'s: you had acknowledged or forwarded it",
            subject_id=delivery.report_id,
            owner_id=reader,
            key=f"delivery:{delivery.pk}",
            now=now,
        )
    seen.update(state=DeliveryState.WITHDRAWN)
    _settle(reports, to=DeliveryState.WITHDRAWN, comment="The match was undone.", now=now)
    for report in reports:
        close_items(
            UNROUTED, subject_id=report.pk, outcome="The match was undone", by=by, now=now, cancelled=True
        )


def _settle(reports: Sequence[LabReport], *, to: DeliveryState, comment: str, now: datetime) -> None:
    waiting = Delivery.objects.filter(report__in=reports, state=DeliveryState.NEW)
    if waiting.update(state=to, settled_at=now, comment=comment):
        publish("inbox")
