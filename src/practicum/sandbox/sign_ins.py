"""How to sign in to the demonstration, in words for the terminal."""

from __future__ import annotations

from practicum.kernel.authority.demonstration import DEMO_PASSWORD
from practicum.sandbox.staffing import KNOWN


def words() -> str:
    """The people the tutorial speaks of. The sign-in page shows each one's code of the moment."""
    people = [worker for worker in KNOWN if worker.kind == "human"]
    width = max(len(worker.username) for worker in people)
    lines = [f"  {w.username:<{width}}  {w.given} {w.family}, {w.job.lower()}" for w in people]
    return "\n".join([
        f"Everybody's password is: {DEMO_PASSWORD}   (the sign-in page shows the code to type)", *lines
    ])  # fmt: skip
