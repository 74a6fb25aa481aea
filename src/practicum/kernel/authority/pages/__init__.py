"""The pages of sign-in, one's own security, people's levels, the standard, and emergency openings."""

from practicum.kernel.authority.pages import glass, mine, people, setup, signin, standard

__all__ = ["glass", "mine", "people", "setup", "signin", "standard"]
