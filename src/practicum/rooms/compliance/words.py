"""Entries of the ledger, said in words. References are named in one query a kind, however many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from practicum.kernel.actions.command import label_refs, ref_kind
from practicum.kernel.actions.declare import find_action
from practicum.kernel.actions.words import sentences
from practicum.kernel.ledger.search import Found
from practicum.kernel.zone import practice_zone

OUTCOMES = {
    "done": ("done", "ok"), "reviewed": ("done, to be reviewed", "accent"), "held": ("held", "held"),
    "refused": ("refused", "bad"), "countersigned": ("countersigned", "ok"), "voided": ("voided", ""),
    "looked": ("looked", ""),
}  # fmt: skip
KINDS = {"action": "Actions", "look": "Looks", "sign_in": "Sign-ins", "note": "Other facts"}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the page and the export show it."""

    id: int
    at: datetime
    kind: str
    says: str
    outcome: str
    tone: str
    staff_id: int
    staff: str
    second: str
    patient_id: int | None
    patient: str
    patients: int
    reason: str
    stream: str


def in_words(entries: Sequence[Found]) -> list[Line]:
    """The entries worded: an action by its own sentence, a look by its page."""
    actions = [e for e in entries if e.kind == "action"]
    said = dict(
        zip(
            [e.id for e in actions],
            sentences([(e.name, _command(e.detail)) for e in actions], zone=practice_zone()),
            strict=True,
        )
    )
    patients = _labels({"patient": [e.patient_id for e in entries if e.patient_id is not None]})
    return [_line(entry, said=said, patients=patients) for entry in entries]


def _line(entry: Found, *, said: Mapping[int, str], patients: Mapping[tuple[str, int], str]) -> Line:
    words, tone = OUTCOMES.get(entry.outcome, (entry.outcome, ""))
    reason = entry.detail.get("reason", "")
    return Line(
        id=entry.id, at=entry.at, kind=entry.kind, says=said.get(entry.id) or _plain(entry), outcome=words, tone=tone,
        staff_id=entry.staff_id, staff=entry.staff_name, second=entry.second_staff_name, patient_id=entry.patient_id,
        patient=patients.get(("patient", entry.patient_id), "") if entry.patient_id else "",
        patients=len(entry.also), reason=reason if isinstance(reason, str) else "", stream=stream_of(entry.name),
    )  # fmt: skip


def stream_of(name: str) -> str:
    """The room an action belongs to."""
    action = find_action(name)
    return action.stream.value if action and action.stream else ""


def name_in_words(name: str) -> str:
    """The name of an action, a page or a fact as people say it."""
    action = find_action(name)
    if action is not None:
        return action.title
    text = name.rpartition(".")[2].replace("_", " ").replace("-", " ")
    return text[:1].upper() + text[1:]


def _plain(entry: Found) -> str:
    name = name_in_words(entry.name)
    if entry.kind != "look":
        return name
    shown = f": {len(entry.also)} patients" if len(entry.also) > 1 else ""
    return f"Looked at {name[:1].lower()}{name[1:]}{shown}"


def _command(detail: Mapping[str, Any]) -> Mapping[str, Any]:
    command = detail.get("command")
    return command if isinstance(command, dict) else {}


def _labels(wanted: Mapping[str, Sequence[int]]) -> dict[tuple[str, int], str]:
    known: dict[str, list[int]] = defaultdict(list)
    for kind, ids in wanted.items():
        if ids and ref_kind(kind) is not None:
            known[kind] = sorted(set(ids))
    return label_refs(known)
