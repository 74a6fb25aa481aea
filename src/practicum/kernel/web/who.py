"""Who may use a route: declared with the route, checked before its view, walked by a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from practicum.kernel.base import Actor, Level, Stream


@dataclass(frozen=True, slots=True)
class Who:
    """A rule about the actor, and the sentence shown to whoever it turns away."""

    words: str
    test: Callable[[Actor | None], bool]

    def admits(self, actor: Actor | None) -> bool:
        """True when this actor may use the route."""
        return self.test(actor)

    def __or__(self, other: Who) -> Who:
        """Either rule is enough."""
        return Who(
            f"{self.words}, or {other.words}",
            lambda actor: self.test(actor) or other.test(actor),
        )


anyone = Who("anyone", lambda _actor: True)
signed_in = Who("anyone signed in", lambda actor: actor is not None)


def stream(area: Stream, at_least: Level = Level.EMERGING) -> Who:
    """People who work in a stream, at that level or higher."""
    words = f"people who work in {area.value}"
    if at_least > Level.EMERGING:
        words += f" at {at_least.words} or higher"
    return Who(words, lambda actor: actor is not None and (actor.level(area) or 0) >= at_least)


def any_stream(*areas: Stream) -> Who:
    """People who work in at least one of the streams."""
    words = "people who work in " + " or ".join(area.value for area in areas)
    return Who(
        words,
        lambda actor: actor is not None and any(actor.level(area) for area in areas),
    )


def role(*names: str) -> Who:
    """People with any of the roles."""
    words = "people whose role is " + " or ".join(name.replace("_", " ") for name in names)
    return Who(words, lambda actor: actor is not None and actor.has_role(*names))


any_role = role


def _with_patients(actor: Actor | None) -> bool:
    return actor is not None and (actor.is_system or any(actor.level(area) for area in Stream))


# Patients are shown to whoever works in at least one stream, and to nobody else; see seeing.py.
with_patients = Who("people who work with patients", _with_patients)
