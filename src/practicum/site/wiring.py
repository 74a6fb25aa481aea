"""Who is joined to what: the one table of reactions, message handlers, adapters and recurring work.

Everything is named as "module:function", so that reading this page needs no other and importing it
costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any

from practicum.site import discovery


@dataclass(frozen=True, kw_only=True)
class Tick:
    """Recurring work: a function ``(*, now) -> int`` that says how many things it did.

    Many job processes may run it at once; it takes its own locks (SKIP LOCKED). Work that did
    something is run again at once; idle work is looked at again after ``every``.
    """

    run: str
    every: timedelta


FAST = timedelta(milliseconds=200)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)

# what the gate asks of the packages above it
AUTHORISER = "practicum.kernel.authority.gate:authorise"
SUPERVISOR = "practicum.kernel.supervision.keep:Keeper"
DEAD_END = "practicum.kernel.worklist.dead_ends:open_dead_end"

# which charts are closed to whom, and what opens them without breaking the glass: a visit, a result
CLOSED_CHARTS = "practicum.kernel.patients.pages.access:closed_among"
RELATIONS: tuple[str, ...] = (
    "practicum.rooms.scheduling.queries.relations:has_visits_with",
    "practicum.rooms.scheduling.queries.relations:comes_today",
    "practicum.rooms.results.queries.relations:has_results_of",
)

# event (room.Class) -> reactions
REACTIONS: dict[str, tuple[str, ...]] = {
    "practice.StaffAccessChanged": ("practicum.kernel.authority.reactions:end_sessions",),
    "authority.GlassBroken": ("practicum.site.alerts:open_glass_review",),
    "authority.GlassReviewed": ("practicum.site.alerts:close_glass_review",),
    "scheduling.AppointmentBooked": ("practicum.rooms.outreach.reactions:queue_confirmation",),
    "scheduling.AppointmentMoved": ("practicum.rooms.outreach.reactions:queue_confirmation",),
    "scheduling.AppointmentCancelled": ("practicum.rooms.outreach.reactions:queue_confirmation",),
    "worklist.WorkItemClimbed": ("practicum.rooms.results.reactions:note_the_climb",),
}

# source of incoming messages -> handler(inbound_id, raw, *, by, now)
INBOUND: dict[str, str] = {
    "lab": "practicum.rooms.results.reactions:take_in",
}

# channel of outgoing messages -> adapter(message) -> proof, and whether it is connected
OUTBOUND: dict[str, tuple[str, str]] = {
    "mail": ("practicum.site.outgoing:send_mail", "practicum.site.outgoing:mail_connected"),
    "sms": ("practicum.site.outgoing:send_text", "practicum.site.outgoing:text_connected"),
}

# what job processes run
TICKS: dict[str, Tick] = {
    "deliver events": Tick(run="practicum.kernel.events.delivery:tick", every=FAST),
    "handle messages": Tick(run="practicum.kernel.events.inbox:tick", every=FAST),
    "send messages": Tick(run="practicum.kernel.events.outgoing:tick", every=FAST),
    "seal the ledger": Tick(run="practicum.kernel.ledger.seal:tick", every=FAST),
    "climb the ladders": Tick(run="practicum.kernel.worklist.ladder:tick", every=SECOND),
    "end idle sign-ins": Tick(run="practicum.kernel.authority.sessions:tick", every=MINUTE),
    "end overdue proposals": Tick(run="practicum.kernel.supervision.expiry:tick", every=MINUTE),
}

# what listens beside the web pages, one process each: a function () that returns when SIGTERM comes
LISTENERS: dict[str, str] = {
    "lab": "practicum.adapters.lab.listen:run",
    "post": "practicum.site.outgoing:demo_post",
}


def named(path: str) -> Any:
    """The function that "module:function" names."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def load() -> None:
    """Load every declaration, then join them as the tables above say."""
    discovery.load_declarations()
    import_module("practicum.site.pages")  # the shell's own
    # They hold models; this module itself is read before Django is set up, too.
    from practicum.kernel.actions import ports
    from practicum.kernel.authority import visibility
    from practicum.kernel.events import inbox, outbox, outgoing, retry
    from practicum.kernel.web import seeing

    ports.install(authoriser=named(AUTHORISER), supervisor=named(SUPERVISOR)())
    retry.install_dead_end(named(DEAD_END))
    seeing.install_closed(named(CLOSED_CHARTS))
    for relation in RELATIONS:
        visibility.install_relation(named(relation))
    for event, reactions in REACTIONS.items():
        outbox.subscribe(outbox.event_class(event), [named(reaction) for reaction in reactions])
    for source, handler in INBOUND.items():
        inbox.install_handler(source, named(handler))
    for channel, (adapter, connected) in OUTBOUND.items():
        outgoing.install_adapter(channel, named(adapter), connected=named(connected))
