"""Which tables point at a patient, so that a merge can move every row and take every move back.

Each package registers its own in its refs.py; a test walks all models and fails on a column that
points at a patient and is neither registered nor exempt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models


@dataclass(frozen=True, slots=True)
class CellChange:
    """A further cell that must change for a row to fit beside the survivor's rows."""

    row_id: int
    column: str
    after: Any


Adapt = Callable[[int, int, date], Sequence[CellChange]]


@dataclass(frozen=True, slots=True)
class Reference:
    """One column that holds a patient's id.

    owned: the row is part of the patient (a name, a telephone) and goes if the registration is
    withdrawn; any other row means that something has happened with the patient.
    trace: the row speaks of work on the chart (a review, a work item) and does not hold it back from that.
    adapt: `adapt(survivor_id, merged_id, today)` says what must change so that the rows fit.
    """

    label: str
    column: str
    says: str
    owned: bool = False
    adapt: Adapt | None = None
    trace: bool = False

    @property
    def model(self) -> type[models.Model]:
        """The model the column belongs to."""
        return apps.get_model(self.label)

    @property
    def table(self) -> str:
        """The table's name."""
        return self.model._meta.db_table


_references: dict[tuple[str, str], Reference] = {}
_exempt: dict[tuple[str, str], str] = {}


def register_patient_reference(
    model: type[models.Model] | str,
    field: str = "patient",
    *,
    says: str = "",
    owned: bool = False,
    adapt: Adapt | None = None,
    trace: bool = False,
) -> None:
    """Declare that `field` of `model` holds a patient, as a foreign key or as a plain number.

    says: what the rows are in the plural, for the person who merges ("appointments").
    """
    found = _model(model)
    column = _column(found, field)
    words = says or f"{found._meta.verbose_name_plural}"
    _references[found._meta.label, column] = Reference(found._meta.label, column, words, owned, adapt, trace)


def exempt_patient_reference(model: type[models.Model] | str, field: str, *, because: str) -> None:
    """Declare that a merge leaves this column alone, and why."""
    found = _model(model)
    _exempt[found._meta.label, _column(found, field)] = because


def patient_references() -> Iterator[Reference]:
    """Every registered column, by name."""
    return iter([_references[key] for key in sorted(_references)])


def unregistered_columns() -> list[str]:
    """Columns that point at a patient and were forgotten: "Model.column" each."""
    missing = []
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            key = (model._meta.label, column.attname)
            if _holds_a_patient(column) and key not in _references and key not in _exempt:
                missing.append(f"{key[0]}.{key[1]}")
    return missing


def _holds_a_patient(column: models.Field[Any, Any]) -> bool:
    target = column.related_model
    if isinstance(target, type):
        return target._meta.label == "patients.Patient"
    return column.attname.endswith(("patient_id", "patient_ids"))


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{model._meta.label}.{name} is no column.")
    return str(field.attname)


def _model(model: type[models.Model] | str) -> type[models.Model]:
    return apps.get_model(model) if isinstance(model, str) else model
