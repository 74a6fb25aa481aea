"""Tokens, hashes and sealed secrets: what is stored can neither be used nor read without the key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def new_token() -> str:
    """A token nobody guesses: 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What is stored of a token. It is random enough to need no salt."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def keyed_hash(text: str, *, purpose: str) -> str:
    """A hash that only this installation can make; for short or guessable texts."""
    return hmac.new(_key(purpose), text.encode(errors="replace"), hashlib.sha256).hexdigest()


def seal(value: Any, *, purpose: str) -> str:
    """Encrypt a JSON value so that only this installation, for the same purpose, opens it."""
    return _box(purpose).encrypt(json.dumps(value).encode()).decode()


def unseal(text: str, *, purpose: str, seconds: int | None = None) -> Any:
    """Open a sealed value; None when it is forged, meant for another purpose, or too old."""
    try:
        return json.loads(_box(purpose).decrypt(text.encode(errors="replace"), ttl=seconds))
    except (InvalidToken, ValueError):
        return None


def _box(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(purpose)))


def _key(purpose: str) -> bytes:
    return _derive(settings.SECRET_KEY, purpose)


@lru_cache(maxsize=32)
def _derive(key: str, purpose: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=b"practicum authority", info=purpose.encode())
    return kdf.derive(key.encode())
