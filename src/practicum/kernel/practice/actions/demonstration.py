"""Opening a practice as a demonstration: it says so on every page, and stays one."""

from __future__ import annotations

from datetime import datetime

from practicum.kernel.actions import Risk, RuleBroken, Stream, action
from practicum.kernel.base import Actor
from practicum.kernel.practice.actions.places import ChangePractice
from practicum.kernel.practice.models import Practice


class OpenDemonstration(ChangePractice):
    """Open a practice whose people are all invented."""


@action(
    stream=Stream.OPERATIONS, risk=Risk.CRITICAL, says="Open the demonstration practice {name}", in_palette=False,
)  # fmt: skip
def open_demonstration(command: OpenDemonstration, *, by: Actor, now: datetime) -> Practice:
    """Refused to people, and where there is a practice already: a real one never becomes a demonstration."""
    if not by.is_system or Practice.objects.exists():
        raise RuleBroken("A demonstration is opened in an empty database only.")
    values = {name: value or "" for name, value in command.model_dump().items()}
    return Practice.objects.create(is_demo=True, **values)
