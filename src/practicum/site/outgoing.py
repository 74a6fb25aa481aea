"""Where mail and texts go here: as the environment says, else in a demo to the demo's own post office."""

from __future__ import annotations

import json
import os
import signal
import threading
from typing import Any

from practicum.adapters.mail import send as mail
from practicum.adapters.mail.settings import MailSettings
from practicum.adapters.mail.settings import from_environment as mail_settings
from practicum.adapters.sms import send as sms
from practicum.adapters.sms.settings import SmsSettings
from practicum.adapters.sms.settings import from_environment as sms_settings
from practicum.kernel.events.outgoing import Message, TransportError
from practicum.site import places


def send_mail(message: Message) -> str:
    """Carries the channel `mail`."""
    settings = _mail()
    if settings is None:
        raise TransportError("E-mail is not connected.", permanent=False)
    return mail.send(message, settings=settings)


def send_text(message: Message) -> str:
    """Carries the channel `sms`."""
    settings = _sms()
    if settings is None:
        raise TransportError("Text messages are not connected.", permanent=False)
    return sms.send(message, settings=settings)


def mail_connected() -> bool:
    """Whether mail has somewhere to go."""
    return _mail() is not None


def text_connected() -> bool:
    """Whether texts have somewhere to go."""
    return _sms() is not None


def _mail() -> MailSettings | None:
    settings = mail_settings(os.environ)
    if settings is None and (port := _demo_port("mail_port")):
        return MailSettings("127.0.0.1", port, "none", sender="desk@practice.example")
    return settings


def _sms() -> SmsSettings | None:
    settings = sms_settings(os.environ)
    if settings is None and (port := _demo_port("text_port")):
        return SmsSettings(f"http://127.0.0.1:{port}/messages", sender="+15550100100")
    return settings


def _demo_port(name: str) -> int | None:
    """Where the demo's post office listens, if it does; it listens for demo practices only."""
    try:
        told: dict[str, Any] = json.loads((places.data_folder() / "post.json").read_text())
        return int(told[name])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def demo_post() -> None:
    """Be the demo's post office; in a real practice do nothing until told to stop."""
    from practicum.kernel.practice.models import Practice
    from practicum.site import wiring

    if Practice.objects.filter(is_demo=True).exists():
        wiring.named("practicum.sandbox.post.run:run")(places.data_folder())
        return
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    while not over.wait(60):
        pass
