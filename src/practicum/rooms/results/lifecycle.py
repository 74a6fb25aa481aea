"""The states of results, deliveries, desk requests and critical loops, and the moves between them.

The diagrams in the docs are made from these tables; a test walks them.
"""

from __future__ import annotations

from django.db.models import TextChoices


class ReportStatus(TextChoices):
    """How far the laboratory stands by a report (HL7 tables 0085 and 0123)."""

    PRELIMINARY = "preliminary", "Preliminary"
    FINAL = "final", "Final"
    CORRECTED = "corrected", "Corrected"
    CANCELLED = "cancelled", "Cancelled"


class Abnormality(TextChoices):
    """How far from normal the worst value is."""

    NORMAL = "normal", "Normal"
    ABNORMAL = "abnormal", "Abnormal"
    CRITICAL = "critical", "Critical"


class DeliveryState(TextChoices):
    """Where a report stands in one inbox."""

    NEW = "new", "Waiting"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    FORWARDED = "forwarded", "Forwarded"
    SUPERSEDED = "superseded", "Replaced by a newer version"
    WITHDRAWN = "withdrawn", "Withdrawn: it was another patient's"


class RequestState(TextChoices):
    """Where a request to the desk stands."""

    OPEN = "open", "Asked"
    DONE = "done", "Done"


class DeskTask(TextChoices):
    """What the desk can be asked to do about a result."""

    CALL_PATIENT = "call_patient", "Call the patient"
    BOOK_VISIT = "book_visit", "Book a visit"
    REPEAT_TEST = "repeat_test", "Have the test repeated"
    REFER = "refer", "Refer the patient"
    SEND_COPY = "send_copy", "Send a copy"
    OTHER = "other", "Something else"


class CriticalState(TextChoices):
    """A critical result is open until somebody reads it back."""

    OPEN = "open", "Waiting for a read-back"
    CLOSED = "closed", "Read back"


class StepKind(TextChoices):
    """What a line in a critical result's log records."""

    OPENED = "opened", "Opened"
    CLIMBED = "climbed", "Climbed"
    NO_ANSWER = "no_answer", "No answer"
    BUSY = "busy", "Line busy"
    LEFT_MESSAGE = "left_message", "Message left"
    WRONG_PERSON = "wrong_person", "Wrong person reached"
    DECLINED = "declined", "Would not take it"
    WILL_CALL_BACK = "will_call_back", "Will call back"
    CORRECTED = "corrected", "Value corrected"
    MATCHED = "matched", "Patient found"
    UNMATCHED = "unmatched", "Match undone"
    FORWARDED = "forwarded", "Handed to another"
    READ_BACK = "read_back", "Read back"


ATTEMPTS = (
    StepKind.NO_ANSWER, StepKind.BUSY, StepKind.LEFT_MESSAGE, StepKind.WRONG_PERSON, StepKind.DECLINED,
    StepKind.WILL_CALL_BACK,
)  # fmt: skip
"""Outcomes other than reached: each is recorded as itself and leaves the result open."""

DELIVERY_MOVES: dict[DeliveryState, dict[str, DeliveryState]] = {
    DeliveryState.NEW: {
        "acknowledge": DeliveryState.ACKNOWLEDGED,
        "forward": DeliveryState.FORWARDED,
        "replace": DeliveryState.SUPERSEDED,
        "withdraw": DeliveryState.WITHDRAWN,
    },
    DeliveryState.ACKNOWLEDGED: {"reopen": DeliveryState.NEW, "withdraw": DeliveryState.WITHDRAWN},
    DeliveryState.FORWARDED: {"withdraw": DeliveryState.WITHDRAWN},
    DeliveryState.SUPERSEDED: {},
    DeliveryState.WITHDRAWN: {},
}

CRITICAL_MOVES: dict[CriticalState, dict[str, CriticalState]] = {
    CriticalState.OPEN: {
        **{kind.value: CriticalState.OPEN for kind in StepKind if kind is not StepKind.READ_BACK},
        StepKind.READ_BACK.value: CriticalState.CLOSED,
    },
    CriticalState.CLOSED: {},
}


def moved(state: str, move: str) -> DeliveryState | None:
    """Where the move leads from this state, or None when it cannot be made."""
    return DELIVERY_MOVES[DeliveryState(state)].get(move)
