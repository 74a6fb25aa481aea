"""Handing one text to the gateway."""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from practicum.adapters.sms.settings import SmsSettings
from practicum.kernel.events.outgoing import Message, TransportError

FINAL = frozenset({400, 404, 410, 413, 422})
_MOST = 10_000


class _NoRedirect(HTTPRedirectHandler):
    """A gateway that moves would be sent patients' numbers unseen: it is an error instead."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_opener = build_opener(_NoRedirect)


def send(message: Message, *, settings: SmsSettings) -> str:
    """Post the text; returns the gateway's id for it."""
    body = {
        "to": message.recipient, "from": settings.sender, "text": str(message.body.get("text", "")),
        "reference": message.key,
    }  # fmt: skip
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if settings.token:
        headers["Authorization"] = f"Bearer {settings.token}"
    request = Request(settings.url, json.dumps(body).encode(), headers, method="POST")
    try:
        with _opener.open(request, timeout=settings.timeout) as answer:
            return _proof(answer.status, answer.read(_MOST))
    except HTTPError as why:
        words = _words(why.read(_MOST))
        raise TransportError(
            f"The text gateway said {why.code} {words}".strip(), permanent=why.code in FINAL
        ) from None
    except URLError as why:
        raise TransportError(
            f"The text gateway could not be reached ({why.reason}).", permanent=False
        ) from None
    except (OSError, HTTPException) as why:
        raise TransportError(
            f"The text gateway could not be reached ({type(why).__name__}).", permanent=False
        ) from None


def _proof(status: int, raw: bytes) -> str:
    try:
        answer = json.loads(raw)
        return f"{status}, id {answer['id']}"[:200]
    except (ValueError, KeyError, TypeError):
        raise TransportError(
            "The text gateway answered without an id, so nothing proves that it took the text.",
            permanent=False,
        ) from None


def _words(raw: bytes) -> str:
    try:
        answer = json.loads(raw)
        return str(answer.get("error", ""))[:200] if isinstance(answer, dict) else ""
    except ValueError:
        return ""
