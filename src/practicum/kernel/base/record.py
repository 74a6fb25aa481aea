"""The base of every model: what class of health information it holds and how long it is kept."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from practicum.kernel.base.changes import (
    Change,
    FieldChange,
    changes_wanted,
    note_change,
)
from practicum.kernel.base.classes import Health, Retention


class Record(models.Model):
    """An abstract model that declares its class of information and its retention.

    Subclasses set both class attributes; a test walks all models and fails on one that does not.
    """

    health: ClassVar[Health]
    retention: ClassVar[Retention]
    # What a supervisor need not read before signing: columns, or with "*" the whole row.
    unread: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; while an action is tried out, also report what the row would become."""
        before = self._stored_values() if changes_wanted() and "*" not in self.unread else None
        super().save(*args, **kwargs)
        if before is not None:
            self._note("changed" if before else "added", before)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete; while an action is tried out, also report it."""
        if changes_wanted() and "*" not in self.unread:
            note_change(Change(str(self._meta.verbose_name), self.pk, "removed", ()))
        return super().delete(*args, **kwargs)

    def _stored_values(self) -> dict[str, Any]:
        if self.pk is None or self._state.adding:
            return {}
        found = type(self)._base_manager.filter(pk=self.pk).values().first()
        return dict(found) if found else {}

    def _note(self, how: str, before: dict[str, Any]) -> None:
        fields = []
        for column in self._meta.concrete_fields:
            after = getattr(self, column.attname)
            was = before.get(column.attname)
            if (
                column.primary_key
                or column.name in self.unread
                or after == was
                or (not before and after in (None, "", [], {}))
            ):
                continue
            target = column.related_model
            refers_to = str(target._meta.model_name) if isinstance(target, type) else ""
            fields.append(FieldChange(str(column.verbose_name), was, after, refers_to))
        if fields:
            note_change(Change(str(self._meta.verbose_name), self.pk, how, tuple(fields)))
