"""How the listener is set up, from the environment, checked at start with sentences."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PREFIX = "PRACTICUM_LAB_"


class SettingsWrong(ValueError):
    """A setting cannot be used; ``str()`` names it and says what it may be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to listen and what to bear. The defaults serve one machine and one practice."""

    host: str = "127.0.0.1"
    port: int = 2575
    # A 60 MB document arrives as 80 MB of base64.
    largest_frame: int = 96 * 1024 * 1024
    idle_seconds: float = 600.0
    most_connections: int = 64
    # Frames kept in one transaction, and how much of them.
    batch_frames: int = 200
    batch_bytes: int = 16 * 1024 * 1024
    # What one connection may have in hand, unanswered, before it is no longer read.
    waiting_frames: int = 128
    waiting_bytes: int = 8 * 1024 * 1024
    certificate: str = ""
    key: str = ""
    client_authority: str = ""

    def tls(self) -> ssl.SSLContext | None:
        """Make the TLS context, None when no certificate is set; clients are checked if an authority is."""
        if not self.certificate:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            context.load_cert_chain(self.certificate, self.key or None)
            if self.client_authority:
                context.load_verify_locations(self.client_authority)
                context.verify_mode = ssl.CERT_REQUIRED
        except (OSError, ssl.SSLError) as bad:
            raise SettingsWrong(f"{_PREFIX}CERTIFICATE cannot be used: {bad}.") from None
        return context


def from_environment(environment: Mapping[str, str]) -> Settings:
    """Read the settings; raise `SettingsWrong` with the first that cannot be used."""
    certificate, key = environment.get(_PREFIX + "CERTIFICATE", ""), environment.get(_PREFIX + "KEY", "")
    authority = environment.get(_PREFIX + "CLIENT_AUTHORITY", "")
    for name, path in (("CERTIFICATE", certificate), ("KEY", key), ("CLIENT_AUTHORITY", authority)):
        if path and not Path(path).is_file():
            raise SettingsWrong(f"{_PREFIX}{name}: there is no file {path}.")
    if (key or authority) and not certificate:
        raise SettingsWrong(f"{_PREFIX}CERTIFICATE is missing; a key or a client authority needs it.")
    return Settings(
        host=environment.get(_PREFIX + "HOST", "127.0.0.1"),
        port=_number(environment, "PORT", 2575, least=0, most=65535),
        largest_frame=_number(environment, "LARGEST_FRAME", 96 * 1024 * 1024, least=1024, most=2**30),
        idle_seconds=float(_number(environment, "IDLE_SECONDS", 600, least=1, most=86_400)),
        most_connections=_number(environment, "MOST_CONNECTIONS", 64, least=1, most=10_000),
        certificate=certificate,
        key=key,
        client_authority=authority,
    )


def _number(environment: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    text = environment.get(_PREFIX + name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise SettingsWrong(
            f"{_PREFIX}{name} is “{text[:30]}”; it must be a whole number from {least} to {most}."
        )
    return int(text)
