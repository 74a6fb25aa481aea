"""The demo's post office as a process: SMTP and an HTTP gateway on ports of this machine alone.

The ports are written to `post.json`, where the practice's demo finds them; the gateway's own address
shows what has arrived. Numbers that end in 0000 are refused, those in 0001 are "busy".
"""

from __future__ import annotations

import email
import email.policy
import html
import json
import os
import signal
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from practicum.sandbox.post.box import Box, Taken, now_words

_MOST_BODY = 100_000


class MailSink:
    """Takes mail; `gone@…` does not exist, `busy@…` is asked again later."""

    def __init__(self, box: Box) -> None:
        self.box = box

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Accept or refuse a recipient."""
        if address.startswith("gone"):
            return "550 5.1.1 There is nobody of that name"
        if address.startswith("busy"):
            return "451 4.3.0 Come again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a letter."""
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = letter.get_body(("plain",))
        calendars = [
            part.get_content()
            for part in letter.iter_attachments()
            if part.get_content_subtype() == "calendar"
        ]
        number = self.box.put(Taken(
            "mail", ", ".join(envelope.rcpt_tos), str(envelope.mail_from), str(letter["Subject"] or ""),
            body.get_content() if body else "", str(letter["Message-ID"] or ""), now_words(),
            str(calendars[0]) if calendars else "",
        ))  # fmt: skip
        return f"250 2.0.0 Taken as {number}"


def gateway(box: Box) -> ThreadingHTTPServer:
    """The text gateway and the page that shows everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Take a text."""
            try:
                length = int(self.headers.get("Content-Length", "0"))
                body = json.loads(self.rfile.read(min(length, _MOST_BODY)))
                to, text = str(body["to"]), str(body["text"])
            except (ValueError, KeyError, TypeError):
                self.answer(400, {"error": "to and text are needed"})
                return
            if to.endswith("0000"):
                self.answer(422, {"error": "not a mobile number"})
            elif to.endswith("0001"):
                self.answer(503, {"error": "busy"})
            else:
                taken = Taken(
                    "sms",
                    to,
                    str(body.get("from", "")),
                    "",
                    text,
                    str(body.get("reference", "")),
                    now_words(),
                )
                self.answer(202, {"id": box.put(taken)})

        def do_GET(self) -> None:
            """Show what has arrived."""
            self.send(200, page(box).encode(), "text/html; charset=utf-8")

        def answer(self, status: int, body: dict[str, str]) -> None:
            self.send(status, json.dumps(body).encode(), "application/json")

        def send(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing: the texts are patients'."""

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def page(box: Box) -> str:
    """All messages, plainly."""
    rows = "".join(
        f"<article><h2>{html.escape(one.subject or 'Text message')}</h2>"
        f"<p><b>{html.escape(one.to)}</b> · {'e-mail' if one.channel == 'mail' else 'text'} · {html.escape(one.at)}</p>"
        f"<pre>{html.escape(one.text)}</pre></article>"
        for _, one in box.read()
    )
    style = (
        "body{font:15px system-ui;max-width:44rem;margin:2rem auto;padding:0 1rem}"
        "article{border-top:1px solid #ccc}pre{white-space:pre-wrap}"
    )
    head = f"<!doctype html><html lang=en><meta charset=utf-8><title>The demo's post</title><style>{style}</style>"
    return f"{head}<h1>The demo's post</h1><p>Nothing here has left this machine.</p>{rows or '<p>Nothing yet.</p>'}"


def free_port() -> int:
    """A port nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run(folder: Path) -> None:
    """Take mail and texts until SIGTERM or SIGINT."""
    box = Box(folder / "post")
    mail = Controller(MailSink(box), hostname="127.0.0.1", port=free_port())
    mail.start()
    texts = gateway(box)
    threading.Thread(target=texts.serve_forever, daemon=True).start()
    tell(folder, mail_port=mail.port, text_port=texts.server_address[1])
    wait_for_the_end()
    (folder / "post.json").unlink(missing_ok=True)
    texts.shutdown()
    mail.stop()


def tell(folder: Path, *, mail_port: int, text_port: int) -> None:
    """Write down where we listen."""
    making = folder / f"post.json.{os.getpid()}"
    making.write_text(json.dumps({"mail_port": mail_port, "text_port": text_port}))
    making.replace(folder / "post.json")


def wait_for_the_end() -> None:
    """Until SIGTERM or SIGINT."""
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    while not over.wait(1):
        pass
