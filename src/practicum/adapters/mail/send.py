"""Sending one message, with the server's answer as proof."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate

from practicum.adapters.mail.settings import MailSettings
from practicum.kernel.events.outgoing import Message, TransportError


def send(message: Message, *, settings: MailSettings) -> str:
    """Hand a message to the server; returns its answer and the Message-ID."""
    letter = compose(message, settings=settings)
    try:
        with _connect(settings) as server:
            return _deliver(server, letter, to=message.recipient)
    except TransportError:
        raise
    except smtplib.SMTPAuthenticationError as why:
        raise TransportError(
            f"The mail server refused our sign-in ({why.smtp_code}). Check the mail user and password.",
            permanent=False,
        ) from None
    except smtplib.SMTPResponseException as why:
        raise _answered(why.smtp_code, why.smtp_error) from None
    except (OSError, smtplib.SMTPException) as why:
        words = getattr(why, "strerror", None) or type(why).__name__
        raise TransportError(f"The mail server could not be reached ({words}).", permanent=False) from None


def compose(message: Message, *, settings: MailSettings) -> EmailMessage:
    """The message as mail. Its id comes from the key: the same on every try."""
    letter = EmailMessage()
    name = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    letter["Message-ID"] = f"<{name}@{settings.sender.rpartition('@')[2]}>"
    letter["Date"] = formatdate()
    letter["From"] = settings.sender
    try:
        letter["To"] = message.recipient
        letter["Subject"] = " ".join(str(message.body.get("subject", "")).split())
    except ValueError:
        raise TransportError(
            "The recipient's address cannot be written into a letter.", permanent=True
        ) from None
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: absence notes do not answer it
    letter.set_content(str(message.body.get("text", "")))
    calendar = message.body.get("calendar")
    if calendar:
        method = str(message.body.get("calendar_method", "PUBLISH"))
        letter.add_attachment(
            str(calendar).encode(), maintype="text", subtype="calendar", filename="visit.ics",
            params={"method": method, "charset": "utf-8"},
        )  # fmt: skip
    return letter


def _connect(settings: MailSettings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=settings.timeout, context=context
        )
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
    try:
        server.ehlo_or_helo_if_needed()
        if settings.security == "starttls":
            if not server.has_extn("starttls"):
                raise TransportError(
                    "The mail server offers no encryption; nothing was sent.", permanent=False
                )
            server.starttls(context=context)
            server.ehlo()
        if settings.user:
            server.login(settings.user, settings.password)
    except BaseException:
        server.close()
        raise
    return server


def _deliver(server: smtplib.SMTP, letter: EmailMessage, *, to: str) -> str:
    sender = str(letter["From"])
    for code, answer in (server.mail(sender), server.rcpt(to)):
        if code not in (250, 251):
            raise _answered(code, answer)
    code, answer = server.data(letter.as_bytes())
    if code != 250:
        raise _answered(code, answer)
    return f"{code} {_words(answer)}, {letter['Message-ID']}"


def _answered(code: int, answer: bytes | str) -> TransportError:
    """5xx is final, anything else is worth another try (RFC 5321, 4.2.1)."""
    return TransportError(f"The mail server said {code} {_words(answer)}", permanent=500 <= code < 600)


def _words(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:200]
