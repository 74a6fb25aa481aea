"""What happened to the practice's people."""

from __future__ import annotations

from dataclasses import dataclass

from practicum.kernel.events.outbox import Event


@dataclass(frozen=True, slots=True)
class StaffAdded(Event):
    """Somebody new works here."""

    staff_id: int = 0


@dataclass(frozen=True, slots=True)
class StaffAccessChanged(Event):
    """Roles changed, or the account was deactivated or brought back: sign-ins made before are over."""

    staff_id: int = 0
    deactivated: bool = False


@dataclass(frozen=True, slots=True)
class AbsenceRecorded(Event):
    """Somebody will be, or is, away."""

    absence_id: int = 0
    staff_id: int = 0


@dataclass(frozen=True, slots=True)
class SiteHoursChanged(Event):
    """A site's week or special days changed; bookings may now lie outside of them."""

    site_id: int | None = None
