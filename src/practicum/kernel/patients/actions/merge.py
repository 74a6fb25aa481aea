"""Making two charts of one person one, and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from practicum.kernel.actions import (
    Command,
    PatientRef,
    Risk,
    RuleBroken,
    Stream,
    Undo,
    about,
    action,
    record,
    ref_type,
)
from practicum.kernel.actions.fields import Reason
from practicum.kernel.base import Actor
from practicum.kernel.patients import merging
from practicum.kernel.patients.charts import open_chart
from practicum.kernel.patients.events import PatientsMerged, PatientsUnmerged
from practicum.kernel.patients.models import Patient, PatientMerge

MergeRef = ref_type("patientmerge")
Takeable = Literal[
    "birth_date", "sex", "gender_identity", "pronouns", "preferred_language", "needs_interpreter",
    "preferred_channel", "preferred_name", "household_id", "deceased", "deceased_date",
]  # fmt: skip


class UnmergePatients(Command):
    """Take a merge back: each chart gets again what it had, and what came since stays."""

    merge: MergeRef = Field(title="Merge")  # type: ignore[valid-type]
    reason: Reason = Field("Merged by mistake", title="Why")


@action(
    stream=Stream.RECORDS, risk=Risk.CONSEQUENTIAL, says="Take back the merge of {merge}",
    in_palette=False,
)  # fmt: skip
def unmerge_patients(command: UnmergePatients, *, by: Actor, now: datetime) -> PatientMerge:
    """Put every cell back that the merge changed and nobody has changed since."""
    done = PatientMerge.objects.select_for_update().filter(pk=command.merge).first()
    if done is None or done.undone_at is not None:
        raise RuleBroken("This merge is not there, or was taken back already.")
    for patient_id in sorted((done.survivor_id, done.merged_id)):
        Patient.objects.select_for_update().get(pk=patient_id)
    _check_last(done)
    stayed = merging.unmerge(done, reason=command.reason, by_id=by.staff_id, now=now)
    about(patient_id=done.survivor_id, stayed=len(stayed), merged_id=done.merged_id)
    record(
        PatientsUnmerged(
            merge_id=done.pk, survivor_id=done.survivor_id, merged_id=done.merged_id, occurred_at=now
        )
    )
    return done


def _check_last(done: PatientMerge) -> None:
    """A chart that was itself merged on, or took in another later, is unpicked from the end."""
    later = (
        PatientMerge.objects.filter(merged=done.survivor_id, undone_at=None)
        .select_related("survivor")
        .first()
    )
    if later is not None:
        raise RuleBroken(f"The chart was merged on into {later.survivor}. Take that back first.")
    later = PatientMerge.objects.filter(survivor=done.survivor_id, undone_at=None, pk__gt=done.pk).first()
    if later is not None:
        raise RuleBroken(f"{later.merged} was merged into this chart later. Take that back first.")


class MergePatients(Command):
    """Make two charts of one person one. Everything of the second moves to the first."""

    survivor: PatientRef = Field(title="Keep this chart")
    merged: PatientRef = Field(title="Merge this one into it")
    take: list[Takeable] = Field(default_factory=list, title="Take over from the second")
    reason: Reason = Field(title="How you know that it is one person")


@action(
    stream=Stream.RECORDS, risk=Risk.CRITICAL, says="Merge {merged} into {survivor}",
    undo=Undo(unmerge_patients, lambda _command, merge_id: UnmergePatients(merge=merge_id)),
)  # fmt: skip
def merge_patients(command: MergePatients, *, by: Actor, now: datetime) -> PatientMerge:
    """Move everything, keep both histories."""
    if command.survivor == command.merged:
        raise RuleBroken("These are one chart already: choose two.", field="merged")
    charts = {patient_id: open_chart(patient_id) for patient_id in sorted((command.survivor, command.merged))}
    done = merging.merge(
        charts[command.survivor], charts[command.merged], take=command.take, reason=command.reason,
        by_id=by.staff_id, now=now, today=now.date(),
    )  # fmt: skip
    about(patient_id=command.survivor, merged_id=command.merged)
    record(
        PatientsMerged(
            merge_id=done.pk, survivor_id=command.survivor, merged_id=command.merged, occurred_at=now
        )
    )
    return done
