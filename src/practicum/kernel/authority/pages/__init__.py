"""The pages of sign-in, one's own security, people's levels, the standard, and emergency openings."""

from practicum.kernel.authority.pages import glass, mine, people, setup, signin, standard
from practicum.kernel.authority.standard import stream_words
from practicum.kernel.web import add_context

add_context(lambda _request: {"stream_words": stream_words})

__all__ = ["glass", "mine", "people", "setup", "signin", "standard"]
