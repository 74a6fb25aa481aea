"""How work items are named when an action refers to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from practicum.kernel.actions import Ref, register_ref
from practicum.kernel.worklist.models import WorkItem, WorkMove

WorkItemRef = Annotated[
    int,
    Ref("work_item"),
    Field(title="Work item", ge=1, le=2**63 - 1, json_schema_extra={"ref": "work_item"}),
]
WorkMoveRef = Annotated[
    int, Ref("work_move"), Field(title="Move", ge=1, le=2**63 - 1, json_schema_extra={"ref": "work_move"})
]


def item_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Work items by what they say."""
    return {pk: f"“{says}”" for pk, says in WorkItem.objects.filter(id__in=ids).values_list("id", "says")}


def item_patient(item_id: int) -> int | None:
    """Whom the item is about."""
    return WorkItem.objects.filter(id=item_id).values_list("patient_id", flat=True).first()


def move_labels(ids: Sequence[int]) -> Mapping[int, str]:
    """Moves by what was done to which item."""
    rows = WorkMove.objects.filter(id__in=ids).values_list("id", "move", "item__says")
    return {pk: f"“{says}” {move}" for pk, move, says in rows}


def move_patient(move_id: int) -> int | None:
    """Whom the moved item is about."""
    return WorkMove.objects.filter(id=move_id).values_list("item__patient_id", flat=True).first()


register_ref("work_item", label=item_labels, patient_of=item_patient)
register_ref("work_move", label=move_labels, patient_of=move_patient)
