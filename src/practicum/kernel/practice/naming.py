"""How a member of staff is named everywhere."""

from __future__ import annotations


def shown_name(*, prefix: str, given: str, family: str, suffix: str) -> str:
    """The name as shown: Dr. Ana Ruiz, MD."""
    name = " ".join(part for part in (prefix, given, family) if part)
    return f"{name}, {suffix}" if suffix else name
