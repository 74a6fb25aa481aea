"""Events, reactions to them, and the messages that come in and go out."""

from practicum.kernel.events.outbox import Event, collecting, publish, record

__all__ = ["Event", "collecting", "publish", "record"]
