"""Modules that write models without being called actions, each with its reason.

What an action does may be spread over modules of its package that only actions, reactions and ticks
call; such a module is listed here by name. Pages, queries and rules never write.
"""

from __future__ import annotations

WRITERS: dict[str, str] = {
    "kernel.actions": "the gate keeps what was done under which key",
    "kernel.authority.credentials": "secrets do not pass the gate, which keeps its inputs; each change enters the ledger",
    "kernel.authority.enrol": "the same",
    "kernel.authority.lockout": "counts what happens before anybody is known",
    "kernel.authority.passkeys": "secrets do not pass the gate",
    "kernel.authority.recovery": "secrets do not pass the gate",
    "kernel.authority.sessions": "a session begins before there is an actor",
    "kernel.authority.signin": "a session begins before there is an actor",
    "kernel.authority.totp": "secrets do not pass the gate",
    "kernel.base.record": "where saving is defined",
    "kernel.coverage.covering": "steps of the coverage actions",
    "kernel.coverage.directory": "steps of the payer actions",
    "kernel.documents.pictures": "steps of the document actions",
    "kernel.documents.storing": "steps of the document actions",
    "kernel.events": "the outbox, inbox and deliveries are the machinery under every action",
    "kernel.ledger": "entries are what an action leaves behind",
    "kernel.patients.charts": "steps of the patient actions and of the import",
    "kernel.patients.merging": "steps of merging and its undo",
    "kernel.patients.registering": "steps of registering and of the import",
    "kernel.patients.search_keys": "keeps the search keys beside every name written",
    "kernel.patients.withdrawing": "steps of the patient actions",
    "kernel.supervision.countersign": "carries out a held action under both names",
    "kernel.supervision.handing": "steps of the supervision actions",
    "kernel.supervision.keep": "the gate's own keeping of proposals and reviews",
    "kernel.web.templating": "fills a template environment, no model",
    "kernel.worklist.engine": "steps of the worklist actions and its tick",
    "rooms.results.delivering": "steps of the inbound handler",
    "rooms.results.filing": "steps of filing, by handler and by action",
    "rooms.results.urgency": "steps of the critical ladder",
    "rooms.results.whose": "steps of matching, by handler and by action",
    "rooms.scheduling.status": "steps of the visit actions",
    "rooms.scheduling.taking": "takes and frees time for the visit actions and for holds",
    "sandbox": "writes the synthetic practice in bulk, before anybody works in it",
    "site.heartbeat": "about machines, not the practice",
    "site.templating": "fills a template environment, no model",
}

# Whatever the reason, these only read or decide.
NEVER = ("pages", "queries", "rules", "refs", "lifecycle", "api", "public", "work", "events", "ports")
