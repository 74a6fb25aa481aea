"""Where text messages go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class SmsSettingsWrong(ValueError):
    """A setting that cannot work, in a sentence."""


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """One gateway."""

    url: str
    token: str = ""
    sender: str = ""
    timeout: float = 15.0


def from_environment(given: Mapping[str, str]) -> SmsSettings | None:
    """The settings, None when texts are not connected; raises a sentence about what cannot work."""
    url = given.get("PRACTICUM_SMS_URL", "").strip()
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise SmsSettingsWrong(f"PRACTICUM_SMS_URL is {url!r}; it is an address that begins with https://.")
    if parts.scheme == "http" and parts.hostname not in LOCAL:
        raise SmsSettingsWrong(f"PRACTICUM_SMS_URL leads to {parts.hostname} without encryption; use https.")
    return SmsSettings(url, given.get("PRACTICUM_SMS_TOKEN", ""), given.get("PRACTICUM_SMS_FROM", ""))
