"""The tick that ends proposals whose time has passed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from practicum.kernel.base import SYSTEM
from practicum.kernel.supervision.countersign import void
from practicum.kernel.supervision.models import Proposal


def tick(*, now: datetime, most: int = 50) -> int:
    """Void proposals that can no longer be countersigned; return how many."""
    for count in range(most):
        with transaction.atomic():
            proposal = (
                Proposal.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("proposed_by")
                .filter(state=Proposal.State.WAITING, expires_at__lte=now)
                .order_by("expires_at")
                .first()
            )
            if proposal is None:
                return count
            void(proposal, "Its time passed before anybody countersigned it.", by=SYSTEM, now=now)
    return most
