"""What is said, as little as does the job; no Django, clock or network.

47 CFR 64.1200(a)(9)(iv): a health text names the practice and how to reach it, and has at most 160
characters. Neither the kind of visit nor the provider is named: either can tell what somebody suffers from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from practicum.lib.identifiers import format_phone

MOST_TEXT = 160

_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}
_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
}
_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "booked": "{practice}: your visit is booked for {when}, {site}.",
        "moved": "{practice}: your visit was moved to {when}, {site}.",
        "cancelled": "{practice}: your visit on {when} was cancelled.",
        "call": "Call {phone}.",
        "stop": "Reply STOP to end texts.",
    },
    "es": {
        "booked": "{practice}: su cita es el {when}, {site}.",
        "moved": "{practice}: su cita cambió al {when}, {site}.",
        "cancelled": "{practice}: su cita del {when} fue cancelada.",
        "call": "Llame al {phone}.",
        "stop": "Responda STOP para no recibir más.",
    },
}
_SUBJECTS = {
    "en": {
        "booked": "Your visit is booked",
        "moved": "Your visit was moved",
        "cancelled": "Your visit was cancelled",
    },
    "es": {
        "booked": "Su cita está reservada",
        "moved": "Su cita cambió",
        "cancelled": "Su cita fue cancelada",
    },
}
_LETTERS = {
    "en": "Hello {given_name},\n\n{says}\n{address}\n\nTo change it or with questions, call {phone}.\n\n{practice}\n",
    "es": "Hola, {given_name}:\n\n{says}\n{address}\n\nPara cambiarla o si tiene preguntas, llame al {phone}.\n\n{practice}\n",
}
_SAYS = {
    "en": {"booked": "Your visit is on {when} at {site}.", "moved": "Your visit was moved. It is now on {when} at {site}.",
           "cancelled": "Your visit on {when} at {site} was cancelled."},
    "es": {"booked": "Su cita es el {when} en {site}.", "moved": "Su cita cambió. Ahora es el {when} en {site}.",
           "cancelled": "Su cita del {when} en {site} fue cancelada."},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What a message may say."""

    kind: str
    practice: str
    phone: str
    site: str
    address: str
    given_name: str
    starts_at: datetime
    zone: ZoneInfo
    language: str = "en"

    @property
    def spoken(self) -> str:
        """The language it is written in: the patient's if we have it, else English."""
        first = self.language.lower().split("-")[0]
        return first if first in _TEXTS else "en"


def has_language(language: str) -> bool:
    """Whether messages exist in a language."""
    return language.lower().split("-")[0] in _TEXTS


def when(at: datetime, zone: ZoneInfo, language: str) -> str:
    """Tue Mar 4, 9:05 AM; mar 4 mar, 9:05 AM."""
    local = at.astimezone(zone)
    clock = f"{local.hour % 12 or 12}:{local:%M %p}"
    weekday, month = _WEEKDAYS[language][local.weekday()], _MONTHS[language][local.month - 1]
    return (
        f"{weekday} {local.day} {month}, {clock}"
        if language == "es"
        else f"{weekday} {month} {local.day}, {clock}"
    )


def text_message(told: Told) -> str:
    """At most 160 characters: what does not fit goes in the order STOP line, site, then the practice's name shortened."""
    words, language = _TEXTS[told.spoken], told.spoken
    moment = when(told.starts_at, told.zone, language)
    phone = format_phone(told.phone)
    call = words["call"].format(phone=phone) if phone else ""

    def made(practice: str, *, site: bool, stop: bool) -> str:
        line = words[told.kind]
        if not site:
            line = line.replace(", {site}", "")
        first = line.format(practice=practice, when=moment, site=told.site)
        return " ".join(part for part in (first, call, words["stop"] if stop else "") if part)

    for site, stop in ((True, True), (True, False), (False, False)):
        text = made(told.practice, site=site, stop=stop)
        if len(text) <= MOST_TEXT:
            return text
    bare = len(made("", site=False, stop=False))
    return made(told.practice[: max(0, MOST_TEXT - bare - 1)].rstrip() + "…", site=False, stop=False)


def mail(told: Told) -> tuple[str, str]:
    """Subject and text. The subject says nothing that may not be read over a shoulder."""
    language = told.spoken
    says = _SAYS[language][told.kind].format(when=when(told.starts_at, told.zone, language), site=told.site)
    text = _LETTERS[language].format(
        given_name=told.given_name,
        says=says,
        address=told.address,
        phone=format_phone(told.phone),
        practice=told.practice,
    )
    return _SUBJECTS[language][told.kind], text
