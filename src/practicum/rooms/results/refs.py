"""How the things of this room are named in sentences, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence

from practicum.kernel.actions import ref_type, register_ref
from practicum.kernel.patients.references import register_patient_reference
from practicum.rooms.results.models import (
    CriticalLimit,
    CriticalResult,
    Delivery,
    DeskRequest,
    LabMessage,
    LabReport,
    MatchDecision,
    Observation,
)

ReportRef = ref_type("lab_report")
MessageRef = ref_type("lab_message")
DeliveryRef = ref_type("result_delivery")
CriticalRef = ref_type("critical_result")
RequestRef = ref_type("desk_request")
LimitRef = ref_type("critical_limit")


def _reports(ids: Sequence[int]) -> dict[int, str]:
    return dict(LabReport.objects.filter(pk__in=ids).values_list("pk", "service_name"))


def _messages(ids: Sequence[int]) -> dict[int, str]:
    rows = LabMessage.objects.filter(pk__in=ids)
    return {row.pk: f"the result of {row.name_sent} from {row.sender}" for row in rows}


def _deliveries(ids: Sequence[int]) -> dict[int, str]:
    rows = Delivery.objects.filter(pk__in=ids).values_list("pk", "report__service_name", "to__name")
    return {pk: f"{test} in the inbox of {name}" for pk, test, name in rows}


def _criticals(ids: Sequence[int]) -> dict[int, str]:
    rows = CriticalResult.objects.filter(pk__in=ids).values_list("pk", "report__service_name")
    return {pk: f"the critical {test}" for pk, test in rows}


def _requests(ids: Sequence[int]) -> dict[int, str]:
    rows = DeskRequest.objects.filter(pk__in=ids).select_related("report")
    return {row.pk: f"{row.get_task_display().lower()} about {row.report.service_name}" for row in rows}


def _limits(ids: Sequence[int]) -> dict[int, str]:
    return dict(CriticalLimit.objects.filter(pk__in=ids).values_list("pk", "name"))


register_ref(
    "lab_report",
    label=_reports,
    patient_of=lambda pk: LabReport.objects.filter(pk=pk).values_list("patient_id", flat=True).first(),
)
register_ref(
    "lab_message",
    label=_messages,
    patient_of=lambda pk: LabMessage.objects.filter(pk=pk).values_list("patient_id", flat=True).first(),
)
register_ref(
    "result_delivery",
    label=_deliveries,
    patient_of=lambda pk: Delivery.objects.filter(pk=pk).values_list("report__patient_id", flat=True).first(),
)
register_ref(
    "critical_result",
    label=_criticals,
    patient_of=lambda pk: CriticalResult.objects.filter(pk=pk).values_list("patient_id", flat=True).first(),
)
register_ref(
    "desk_request",
    label=_requests,
    patient_of=lambda pk: (
        DeskRequest.objects.filter(pk=pk).values_list("report__patient_id", flat=True).first()
    ),
)
register_ref("critical_limit", label=_limits)

register_patient_reference(LabMessage, says="messages of laboratories")
register_patient_reference(MatchDecision, says="matches of results")
register_patient_reference(LabReport, says="results")
register_patient_reference(Observation, says="values of results")
register_patient_reference(CriticalResult, says="critical results")
