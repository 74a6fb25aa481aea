"""Where mail goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class MailSettingsWrong(ValueError):
    """A setting that cannot work, in a sentence."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """One SMTP server."""

    host: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = ""
    sender: str = ""
    timeout: float = 20.0


def from_environment(given: Mapping[str, str]) -> MailSettings | None:
    """The settings, None when mail is not connected; raises a sentence about what cannot work."""
    host = given.get("PRACTICUM_MAIL_HOST", "").strip()
    if not host:
        return None
    security = given.get("PRACTICUM_MAIL_SECURITY", "starttls").strip().lower()
    if security not in {"starttls", "tls", "none"}:
        raise MailSettingsWrong(f"PRACTICUM_MAIL_SECURITY is {security!r}; it can be starttls, tls or none.")
    if security == "none" and host not in LOCAL:
        raise MailSettingsWrong(
            f"PRACTICUM_MAIL_SECURITY is none, but {host} is another machine: patients' mail would travel readable."
        )
    port = given.get("PRACTICUM_MAIL_PORT", "465" if security == "tls" else "587")
    if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise MailSettingsWrong(f"PRACTICUM_MAIL_PORT is {port!r}; it is a number from 1 to 65535.")
    sender = given.get("PRACTICUM_MAIL_FROM", "").strip()
    if "@" not in sender:
        raise MailSettingsWrong("PRACTICUM_MAIL_FROM is not set; give the practice's e-mail address.")
    return MailSettings(
        host,
        int(port),
        security,
        given.get("PRACTICUM_MAIL_USER", ""),
        given.get("PRACTICUM_MAIL_PASSWORD", ""),
        sender,
    )
