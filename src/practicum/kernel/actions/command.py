"""The typed input of an action, and the references it may hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from practicum.kernel.base import Actor

_MOST_ID = 2**63 - 1


class Command(BaseModel):
    """Typed input. The form, the JSON endpoint and the preview are made from it.

    The docstring says in plain words what the action is for; `Field(title=, description=)` labels
    the fields. Nothing but what is declared is accepted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=100_000, validate_default=False)

    def as_json(self) -> str:
        """The command as JSON text with sorted keys: what is stored and what is compared."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks a field as the id of a thing of some kind: `Annotated[int, Ref("patient")]`."""

    kind: str


def ref_type(kind: str) -> Any:
    """The type of a reference field: a positive id of that kind, typed or picked."""
    return Annotated[int, Ref(kind), Field(ge=1, le=_MOST_ID, json_schema_extra={"ref": kind})]


PatientRef = Annotated[int, Ref("patient"), Field(ge=1, le=_MOST_ID, json_schema_extra={"ref": "patient"})]
StaffRef = Annotated[int, Ref("staff"), Field(ge=1, le=_MOST_ID, json_schema_extra={"ref": "staff"})]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a picker offers."""

    id: int
    label: str
    hint: str = ""


Labels = Callable[[Sequence[int]], Mapping[int, str]]
PatientOf = Callable[[int], "int | None"]
Search = Callable[[str, Actor], Sequence[Choice]]


@dataclass(frozen=True, slots=True)
class RefKind:
    """How things of a kind are named, found, and tied to a patient."""

    kind: str
    label: Labels
    patient_of: PatientOf | None = None
    search: Search | None = None


_kinds: dict[str, RefKind] = {}


def register_ref(
    kind: str,
    *,
    label: Labels,
    patient_of: PatientOf | None = None,
    search: Search | None = None,
) -> None:
    """Declare a kind of reference; each package does so in its refs.py."""
    _kinds[kind] = RefKind(kind, label, patient_of, search)


def ref_kind(kind: str) -> RefKind | None:
    """The declaration of a kind, or None when nobody has declared it."""
    return _kinds.get(kind)


def kind_of_model(model_name: str) -> str | None:
    """The kind of reference that names rows of a model: `visittype` is `visit_type`."""
    return next((kind for kind in _kinds if kind.replace("_", "") == model_name), None)


def label_refs(wanted: Mapping[str, Sequence[int]]) -> dict[tuple[str, int], str]:
    """The words for many references, one query a kind: {(kind, id): label}."""
    found: dict[tuple[str, int], str] = {}
    for kind, ids in wanted.items():
        declared = _kinds.get(kind)
        labels = declared.label(sorted(set(ids))) if declared else {}
        for number in ids:
            found[kind, number] = labels.get(number, f"{kind.replace('_', ' ')} {number}")
    return found


def refs_in(command_type: type[Command]) -> dict[str, str]:
    """The reference fields of a command: {field: kind}; a list of references counts too."""
    found = {}
    for name, info in command_type.model_fields.items():
        ref = next((m for m in info.metadata if isinstance(m, Ref)), None) or _ref_inside(info.annotation)
        if ref is not None:
            found[name] = ref.kind
    return found


def _ref_inside(annotation: Any) -> Ref | None:
    for part in get_args(annotation):
        if isinstance(part, Ref):
            return part
        found = _ref_inside(part)
        if found is not None:
            return found
    return None


Blankable = BeforeValidator(lambda value: None if value == "" else value)
