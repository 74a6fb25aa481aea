"""Texts against a real HTTP server on this machine."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from practicum.adapters.sms.send import send
from practicum.adapters.sms.settings import SmsSettings, SmsSettingsWrong, from_environment
from practicum.kernel.events.outgoing import Message, TransportError


@pytest.fixture
def gateway():
    seen: list[tuple[dict[str, str], dict[str, str]]] = []
    answers: list[tuple[int, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.append((body, dict(self.headers)))
            status, answer = answers.pop(0) if answers else (202, b'{"id": "m-1"}')
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args):
            pass

    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.answers = seen, answers
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def settings(server) -> SmsSettings:
    return SmsSettings(f"http://127.0.0.1:{server.server_address[1]}/messages", "secret", "+15550100100", 5)


TEXT = Message(1, "sms", "+15550100142", {"text": "Tuesday at nine"}, "key-1")


def test_a_text_is_taken_with_its_id_as_proof(gateway):
    assert send(TEXT, settings=settings(gateway)) == "202, id m-1"
    body, headers = gateway.seen[0]
    assert body == {
        "to": "+15550100142",
        "from": "+15550100100",
        "text": "Tuesday at nine",
        "reference": "key-1",
    }
    assert headers["Authorization"] == "Bearer secret"


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(400, True), (422, True), (404, True), (401, False), (429, False), (503, False), (302, False)],
)
def test_refusals_are_final_or_not(gateway, status, permanent):
    gateway.answers.append((status, b'{"error": "landline"}'))
    with pytest.raises(TransportError) as failed:
        send(TEXT, settings=settings(gateway))
    assert failed.value.permanent is permanent and str(status) in str(failed.value)


@pytest.mark.parametrize("answer", [b"", b"OK", b"[]", b"{}", b'{"id"'])
def test_an_answer_without_an_id_proves_nothing(gateway, answer):
    gateway.answers.append((200, answer))
    with pytest.raises(TransportError, match="without an id") as failed:
        send(TEXT, settings=settings(gateway))
    assert not failed.value.permanent


def test_no_gateway_is_worth_another_try():
    with pytest.raises(TransportError) as failed:
        send(TEXT, settings=SmsSettings("http://127.0.0.1:1/", timeout=2))
    assert not failed.value.permanent


def test_settings_say_what_is_wrong():
    assert from_environment({}) is None
    assert from_environment({"PRACTICUM_SMS_URL": "https://sms.example.org/v1"}) is not None
    for wrong in ("sms.example.org", "http://sms.example.org/", "file:///etc/passwd"):
        with pytest.raises(SmsSettingsWrong):
            from_environment({"PRACTICUM_SMS_URL": wrong})
