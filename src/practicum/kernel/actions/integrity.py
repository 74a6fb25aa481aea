"""The database's refusals as sentences."""

from __future__ import annotations

import logging
from functools import cache

from django.apps import apps
from django.db import DatabaseError
from psycopg import errors

from practicum.kernel.actions.results import RuleBroken

log = logging.getLogger(__name__)

_sentences: dict[str, str] = {}


def says_when_broken(constraint: str, sentence: str) -> None:
    """Word a constraint that a migration wrote by hand; Django's own carry violation_error_message."""
    _sentences[constraint] = sentence


@cache
def _declared() -> dict[str, str]:
    found = {}
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            custom = constraint.violation_error_message
            if custom and custom != constraint.default_violation_error_message:
                found[constraint.name] = str(custom)
    return found


def as_rule_broken(error: DatabaseError) -> RuleBroken | None:
    """The refusal behind a database error, or None when it is not one but a fault."""
    cause = error.__cause__
    if not isinstance(cause, errors.Error):
        return None
    name = cause.diag.constraint_name or ""
    # Names only: the message of a database error quotes values.
    log.info(
        "refused by the database: %s %s %s %s",
        cause.sqlstate,
        cause.diag.table_name,
        cause.diag.column_name,
        name,
    )
    sentence = _sentences.get(name) or _declared().get(name)
    if sentence:
        return RuleBroken(sentence)
    if isinstance(cause, errors.RaiseException) or (isinstance(cause, errors.CheckViolation) and not name):
        # Worded by a trigger of ours.
        said = (cause.diag.message_primary or "the database refused this").strip()
        return RuleBroken(f"{said[0].upper()}{said[1:].rstrip('.')}.")
    if isinstance(cause, errors.ForeignKeyViolation):
        return RuleBroken("Something this refers to does not exist any more. Look it up again.")
    if isinstance(cause, errors.UniqueViolation | errors.ExclusionViolation):
        return RuleBroken("This is already there: somebody else may have just done it. Look again.")
    if isinstance(cause, errors.DataError | errors.CheckViolation | errors.NotNullViolation):
        return RuleBroken("A value is outside of what can be kept. Check the fields and try again.")
    return None


def can_be_retried(error: DatabaseError) -> bool:
    """True when the same transaction may well succeed a moment later."""
    return isinstance(error.__cause__, errors.DeadlockDetected | errors.SerializationFailure)
