"""The supervisor's own sign-in, for one act, at the proposer's screen."""

from __future__ import annotations

from typing import Any

from practicum.kernel.actions import Done, Refused
from practicum.kernel.authority.middleware import place_of
from practicum.kernel.authority.signin import authenticate_once
from practicum.kernel.supervision.countersign import countersign
from practicum.kernel.web import PracticeRequest


def countersign_here(request: PracticeRequest, proposal_id: int) -> tuple[Done[Any] | Refused | None, str]:
    """Sign in the colleague named in the form and countersign; no session is opened.

    Returns what became of it, or None and the sentence that says why the sign-in failed.
    """
    posted = request.POST
    found = authenticate_once(
        username=posted.get("username", ""), password=posted.get("password", ""), code=posted.get("code", ""),
        place=place_of(request), now=request.now,
    )  # fmt: skip
    if isinstance(found, str):
        return None, found
    result = countersign(proposal_id=proposal_id, by=found, now=request.now, at_screen=True)
    if isinstance(result, Refused) and "needs somebody who does" in result.reason:
        return None, result.reason
    return result, ""
