"""Mail against a real SMTP server on this machine."""

from __future__ import annotations

import email
import email.policy
import socket

import pytest
from aiosmtpd.controller import Controller

from practicum.adapters.mail.send import send
from practicum.adapters.mail.settings import MailSettings, MailSettingsWrong, from_environment
from practicum.kernel.events.outgoing import Message, TransportError


class Sink:
    """Keeps what comes; refuses by the recipient's name."""

    port = 0

    def __init__(self) -> None:
        self.letters: list[tuple[str, bytes]] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  aiosmtpd's name
        if address.startswith("gone"):
            return "550 5.1.1 No such user"
        if address.startswith("busy"):
            return "451 4.3.0 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.letters.append((envelope.rcpt_tos[0], envelope.content))
        return "250 2.0.0 Queued as 42"


@pytest.fixture
def sink():
    handler = Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        handler.port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


def settings(port: int) -> MailSettings:
    return MailSettings("127.0.0.1", port, "none", sender="desk@example.org", timeout=5)


def message(to: str = "ada@example.org", **body: str) -> Message:
    return Message(
        1, "mail", to, {"subject": "Your visit", "text": "Tuesday at nine – até já", **body}, "key-1"
    )


def test_a_letter_arrives_with_its_calendar_and_a_proof(sink):
    proof = send(message(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), settings=settings(sink.port))
    assert "Queued as 42" in proof
    to, raw = sink.letters[0]
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    assert to == "ada@example.org" and letter["Subject"] == "Your visit"
    words = letter.get_body()
    assert words is not None and "até já" in words.get_content()
    (calendar,) = letter.iter_attachments()
    assert calendar.get_content_type() == "text/calendar" and calendar.get_filename() == "visit.ics"
    assert letter["Message-ID"] in proof


def test_a_retry_has_the_same_message_id(sink):
    assert send(message(), settings=settings(sink.port)) == send(message(), settings=settings(sink.port))


@pytest.mark.parametrize(("to", "permanent"), [("gone@example.org", True), ("busy@example.org", False)])
def test_what_the_server_refuses(sink, to, permanent):
    with pytest.raises(TransportError) as failed:
        send(message(to), settings=settings(sink.port))
    assert failed.value.permanent is permanent and not sink.letters


def test_headers_cannot_be_smuggled_in(sink):
    with pytest.raises(TransportError) as failed:
        send(message("ada@example.org\r\nBcc: eve@example.org"), settings=settings(sink.port))
    assert failed.value.permanent and not sink.letters
    send(message(subject="A\r\nBcc: eve@example.org"), settings=settings(sink.port))
    assert email.message_from_bytes(sink.letters[0][1])["Bcc"] is None


def test_no_server_is_worth_another_try():
    with pytest.raises(TransportError) as failed:
        send(message(), settings=settings(1))
    assert not failed.value.permanent


def test_encryption_is_not_given_up_quietly(sink):
    wanted = MailSettings("127.0.0.1", sink.port, "starttls", sender="desk@example.org", timeout=5)
    with pytest.raises(TransportError, match="no encryption"):
        send(message(), settings=wanted)


def test_settings_say_what_is_wrong():
    assert from_environment({}) is None
    good = {"PRACTICUM_MAIL_HOST": "mail.example.org", "PRACTICUM_MAIL_FROM": "desk@example.org"}
    assert from_environment(good) == MailSettings(
        "mail.example.org", 587, "starttls", sender="desk@example.org"
    )
    for wrong in (
        {"PRACTICUM_MAIL_SECURITY": "none"},
        {"PRACTICUM_MAIL_PORT": "x"},
        {"PRACTICUM_MAIL_FROM": "x"},
    ):
        with pytest.raises(MailSettingsWrong):
            from_environment(good | wrong)
