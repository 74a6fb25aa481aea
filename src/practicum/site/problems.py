"""What keeps Practicum from starting, as sentences for the person at the terminal."""

from __future__ import annotations


class Problem(Exception):
    """Something the operator must put right; the text says what and how. Never shown with a trace."""
