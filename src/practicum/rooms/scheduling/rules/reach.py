"""By which way a patient is told about a visit."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from practicum.lib.identifiers import format_phone

ORDER = ("sms", "email", "voice", "letter")
NEEDS_CONSENT = frozenset({"sms", "email"})
WORDS = {"sms": "Text message", "email": "E-mail", "voice": "Phone call", "letter": "Letter"}


@dataclass(frozen=True, slots=True)
class Way:
    """A channel that may be used, and where it leads."""

    channel: str
    to: str

    @property
    def shown(self) -> str:
        """Where it leads, as people read it."""
        return format_phone(self.to) if self.channel in {"sms", "voice"} else self.to


def ways(*, addresses: Mapping[str, str], consents: Set[str]) -> list[Way]:
    """The channels that may be used. Texts and e-mail only with the patient's consent (47 CFR 64.1200(a)(9)(iv));
    a person calling and a letter home need none."""
    return [
        Way(channel, addresses[channel])
        for channel in ORDER
        if addresses.get(channel) and (channel in consents or channel not in NEEDS_CONSENT)
    ]


def choose(possible: list[Way], *, wanted: str, preferred: str) -> Way | None:
    """What was asked for this time, else the patient's usual way, else the first that may be used."""
    for channel in (wanted, preferred):
        for way in possible:
            if way.channel == channel:
                return way
    return possible[0] if possible else None
