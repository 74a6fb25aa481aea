"""Taking time: locks, who has it already, and the rows that keep it. Only actions call this."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection
from psycopg.types.range import TimestamptzRange

from practicum.kernel.actions import RuleBroken
from practicum.rooms.scheduling.models import BookedTime
from practicum.rooms.scheduling.rules.spans import Period
from practicum.rooms.scheduling.rules.words import clock_time

_PROVIDER, _PLACE, _PATIENT = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a visit takes."""

    period: Period
    provider_id: int
    patient_id: int
    place_id: int | None = None

    def locks(self) -> list[int]:
        """One advisory lock a resource and day, sorted, so that no two bookings wait for each other.

        Without them two inserts that meet in an exclusion constraint can deadlock, and the losers of a
        race would learn of it from an error instead of a sentence.
        """
        days = range(self.period[0].date().toordinal(), self.period[1].date().toordinal() + 1)
        things = [(_PROVIDER, self.provider_id), (_PATIENT, self.patient_id)]
        if self.place_id is not None:
            things.append((_PLACE, self.place_id))
        return sorted(
            kind << 60 | (number & (1 << 36) - 1) << 20 | day for kind, number in things for day in days
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody else's hold on something this visit wants."""

    what: str
    lane: int
    starts_at: datetime
    ends_at: datetime
    appointment_id: int | None
    proposal_id: int | None


_TAKEN = """
select 'patient', lane, lower(period), upper(period), appointment_id, proposal_id from scheduling_bookedtime
 where patient_id = %(patient)s and period && tstzrange(%(start)s, %(end)s)
union all
select 'provider', lane, lower(period), upper(period), appointment_id, proposal_id from scheduling_bookedtime
 where provider_id = %(provider)s and period && tstzrange(%(start)s, %(end)s)
union all
select 'place', lane, lower(period), upper(period), appointment_id, proposal_id from scheduling_bookedtime
 where place_id = %(place)s and period && tstzrange(%(start)s, %(end)s)
"""


def lock(*wanted: Wanted) -> None:
    """Be alone with what is wanted until the transaction ends."""
    keys = sorted({key for one in wanted for key in one.locks()})
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(k) from unnest(%s::bigint[]) k", [keys])


def taken(wanted: Wanted, *, except_appointment: int | None = None) -> list[Taken]:
    """What others hold of it."""
    values = {
        "patient": wanted.patient_id, "provider": wanted.provider_id, "place": wanted.place_id,
        "start": wanted.period[0], "end": wanted.period[1],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, values)
        found = [Taken(*row) for row in cursor.fetchall()]
    return [one for one in found if one.appointment_id is None or one.appointment_id != except_appointment]


def check_free(found: Iterable[Taken], *, zone: ZoneInfo, overbooking: bool = False) -> None:
    """Refuse, in words, what is taken; an overbooking may share the provider and nothing else."""
    for one in found:
        since, until = clock_time(one.starts_at, zone), clock_time(one.ends_at, zone)
        if one.what == "patient":
            kept = "held for a countersign" if one.proposal_id else "booked"
            raise RuleBroken(
                f"The patient already has a visit {kept} from {since} to {until}. Choose another time.",
                field="starts_at",
            )
        if one.what == "place":
            raise RuleBroken(f"The room is taken from {since} to {until}. Choose another.", field="place")
        if not overbooking:
            how = "held for a booking that waits for a countersign" if one.proposal_id else "taken"
            raise RuleBroken(
                f"The time from {since} to {until} is {how}. Choose a free slot.", field="starts_at"
            )


def free_lane(found: Iterable[Taken], *, allowed: int) -> int:
    """The lane an overbooking may stand in."""
    used = {one.lane for one in found if one.what == "provider"}
    if 0 not in used:
        raise RuleBroken("That time is free: book it the regular way.", field="starts_at")
    for lane in range(1, allowed + 1):
        if lane not in used:
            return lane
    if not allowed:
        raise RuleBroken(
            "This provider's template allows no overbooking at that time. Choose a free slot, or have the "
            "template changed.",
            field="starts_at",
        )
    times = "once" if allowed == 1 else f"{allowed} times"
    raise RuleBroken(
        f"That time is overbooked {times} already, as often as the template allows.", field="starts_at"
    )


def keep(
    wanted: Wanted, *, appointment_id: int | None = None, proposal_id: int | None = None, lane: int = 0
) -> None:
    """Write the row that keeps the time."""
    BookedTime.objects.create(
        period=TimestamptzRange(*wanted.period), provider_id=wanted.provider_id, lane=lane,
        place_id=wanted.place_id, patient_id=wanted.patient_id, appointment_id=appointment_id,
        proposal_id=proposal_id,
    )  # fmt: skip


def give_back(*, appointment_id: int) -> None:
    """Let go of a visit's time."""
    BookedTime.objects.filter(appointment_id=appointment_id).delete()


def release(*, proposal_id: int) -> None:
    """Let go of what a proposal kept free."""
    BookedTime.objects.filter(proposal_id=proposal_id).delete()
