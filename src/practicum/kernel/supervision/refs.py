"""How proposals and reviews are named."""

from __future__ import annotations

from collections.abc import Sequence

from practicum.kernel.actions import register_ref
from practicum.kernel.supervision.models import Proposal, Review


def _proposal_labels(ids: Sequence[int]) -> dict[int, str]:
    return dict(Proposal.objects.filter(id__in=ids).values_list("id", "says"))


def _proposal_patient(number: int) -> int | None:
    return Proposal.objects.filter(id=number).values_list("patient_id", flat=True).first()


def _review_labels(ids: Sequence[int]) -> dict[int, str]:
    rows = Review.objects.filter(id__in=ids).values_list("id", "action", "done_by__name")
    return {number: f"{name.split('.')[-1].replace('_', ' ')} by {who}" for number, name, who in rows}


def _review_patient(number: int) -> int | None:
    return Review.objects.filter(id=number).values_list("patient_id", flat=True).first()


register_ref("proposal", label=_proposal_labels, patient_of=_proposal_patient)
register_ref("review", label=_review_labels, patient_of=_review_patient)
