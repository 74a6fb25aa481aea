"""Messages and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from practicum.kernel.events import outgoing
from practicum.kernel.events.models import Outbound
from practicum.kernel.patients.models import Patient
from practicum.rooms.outreach.models import Notice

CHANNELS = {"sms": "Text message", "mail": "E-mail"}
BY_HAND = {"voice": "Phone call", "letter": "Letter", "": "No way"}
PAGE = 50
STATES = {
    "queued": "Waiting to be sent", "sending": "Leaving now", "sent": "Sent", "dead": "Could not be sent",
    "cancelled": "Stopped",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message."""

    id: int
    channel: str
    to: str
    patient_id: int | None
    patient: str
    state: str
    queued_at: datetime
    sent_at: datetime | None
    attempts: int
    proof: str
    error: str
    next_at: datetime
    text: str = ""
    subject: str = ""

    @property
    def how(self) -> str:
        """The channel in words."""
        return CHANNELS.get(self.channel, self.channel)

    @property
    def says(self) -> str:
        """Where it stands."""
        if self.state == "queued" and self.attempts:
            return f"Will be tried again ({self.attempts} {'try' if self.attempts == 1 else 'tries'} so far)"
        return STATES.get(self.state, self.state)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of messages."""

    messages: list[MessageView]
    more: bool
    counts: dict[str, int]
    unconnected: list[str]


def messages(*, state: str = "", channel: str = "", before: int | None = None) -> Listed:
    """The latest messages: three statements however many there are."""
    where = Q(channel__in=CHANNELS)
    if state:
        where &= Q(state__in=["queued", "sending"] if state == "queued" else [state])
    if channel:
        where &= Q(channel=channel)
    if before:
        where &= Q(id__lt=before)
    rows = list(Outbound.objects.filter(where).order_by("-id")[: PAGE + 1])
    waiting = Outbound.objects.filter(channel__in=CHANNELS, state__in=["queued", "dead"])
    states = list(waiting.values_list("state", flat=True)[:1000])
    counts = {one: states.count(one) for one in ("queued", "dead")}
    return Listed(
        _views(rows[:PAGE]), len(rows) > PAGE, counts,
        [CHANNELS[one] for one in CHANNELS if not outgoing.is_connected(one)],
    )  # fmt: skip


def message(number: int) -> MessageView | None:
    """One message."""
    return next(iter(_views(list(Outbound.objects.filter(id=number, channel__in=CHANNELS)))), None)


def _views(rows: list[Outbound]) -> list[MessageView]:
    names = {
        number: f"{family}, {given}"
        for number, family, given in Patient.objects.filter(id__in=[row.patient_id for row in rows if row.patient_id])
        .values_list("id", "family_name", "given_name")
    }  # fmt: skip
    return [
        MessageView(
            row.pk, row.channel, row.recipient, row.patient_id, names.get(row.patient_id or 0, ""), row.state,
            row.queued_at, row.sent_at, row.attempts, row.proof, row.last_error, row.next_at,
            str(row.body.get("text", "")), str(row.body.get("subject", "")),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A call or a letter to be done by hand."""

    id: int
    kind: str
    channel: str
    text: str
    at: datetime
    done_at: datetime | None
    came_to: str
    patient_id: int
    family_name: str
    given_name: str
    appointment_id: int

    @property
    def how(self) -> str:
        """The channel in words."""
        return BY_HAND.get(self.channel, self.channel)


_NOTICE = (
    "id", "kind", "channel", "text", "at", "done_at", "came_to", "appointment__patient_id",
    "appointment__patient__family_name", "appointment__patient__given_name", "appointment_id",
)  # fmt: skip


def by_hand() -> list[NoticeView]:
    """Calls and letters that wait for somebody, the oldest first."""
    found = Notice.objects.filter(outbound=None, done_at=None, came_to="").order_by("id")
    return [NoticeView(*row) for row in found.values_list(*_NOTICE)[:200]]


def notice(number: int) -> NoticeView | None:
    """One call or letter."""
    row = Notice.objects.filter(id=number).values_list(*_NOTICE).first()
    return NoticeView(*row) if row else None
