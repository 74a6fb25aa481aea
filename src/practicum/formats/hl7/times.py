"""HL7 timestamps: as precise as they were sent, with the sender's offset when it gave one."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import IntEnum
from zoneinfo import ZoneInfo

from practicum.formats.hl7.errors import Fault, Hl7Error, Place
from practicum.lib.periods import local_to_utc


class Precision(IntEnum):
    """How far a timestamp goes, by the number of its figures."""

    YEAR = 4
    MONTH = 6
    DAY = 8
    HOUR = 10
    MINUTE = 12
    SECOND = 14
    FRACTION = 15


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A moment on the sender's clock; parts beyond the precision are at their lowest."""

    local: datetime
    precision: Precision = Precision.SECOND
    offset_minutes: int | None = None

    @property
    def day(self) -> date | None:
        """The date on the sender's wall, when the timestamp reaches the day."""
        return self.local.date() if self.precision >= Precision.DAY else None

    def instant(self, *, zone: ZoneInfo) -> datetime:
        """Give the instant in UTC; the zone is the sender's, used when it gave no offset."""
        if self.offset_minutes is None:
            return local_to_utc(self.local.date(), self.local.time(), zone=zone)
        try:
            shifted = timezone(timedelta(minutes=self.offset_minutes))
            return self.local.replace(tzinfo=shifted).astimezone(UTC)
        except OverflowError:  # the first or last day that can be written
            return self.local.replace(tzinfo=UTC)

    def __str__(self) -> str:
        """Write it as HL7 does, to its own precision."""
        digits = f"{self.local.year:04d}{self.local:%m%d%H%M%S}"[: min(self.precision, 14)]
        if self.precision == Precision.FRACTION:
            digits += f".{self.local.microsecond // 100:04d}"
        if self.offset_minutes is None:
            return digits
        sign = "-" if self.offset_minutes < 0 else "+"
        hours, minutes = divmod(abs(self.offset_minutes), 60)
        return f"{digits}{sign}{hours:02d}{minutes:02d}"


_FORM = re.compile(
    r"(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.(\d{1,9}))?)?)?)?)?)?([+-]\d{4})?", re.ASCII
)


def read_timestamp(text: str, *, place: Place | None = None) -> Timestamp | None:
    """Read a timestamp (DT, DTM, TS); None when it is empty or all zeros, as some senders say nothing."""
    text = text.strip()
    if not text or not text.strip("0"):
        return None
    match = _FORM.fullmatch(text)
    if match is None:
        raise _not_a_time(text, place)
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    if hour == "24" and not int(minute or 0) and not int(second or 0):
        return _end_of_day(text, place)
    try:
        local = datetime(  # noqa: DTZ001  the sender's wall clock; the offset is kept beside it
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0),
            int(fraction.ljust(6, "0")[:6]) if fraction else 0,
        )  # fmt: skip
    except ValueError:
        raise _not_a_time(text, place) from None
    precision = Precision.FRACTION if fraction else Precision(len(match[0].split(".")[0]) - len(offset or ""))
    minutes = None
    if offset is not None:
        minutes = int(offset[1:3]) * 60 + int(offset[3:])
        if minutes >= 24 * 60 or int(offset[3:]) > 59:
            raise _not_a_time(text, place)
        minutes = -minutes if offset[0] == "-" else minutes
    return Timestamp(local, precision, minutes)


def _end_of_day(text: str, place: Place | None) -> Timestamp | None:
    """Read 24:00, which some clocks write, as midnight of the next day."""
    start = read_timestamp(text[:8] + "00" + text[10:], place=place)
    try:
        return start and Timestamp(start.local + timedelta(days=1), start.precision, start.offset_minutes)
    except OverflowError:
        raise _not_a_time(text, place) from None


def _not_a_time(text: str, place: Place | None) -> Hl7Error:
    return Hl7Error(Fault.DATA_TYPE, f"“{text[:30]}” is not a date or time (YYYYMMDDHHMMSS).", place=place)


def timestamp(at: datetime, *, precision: Precision = Precision.SECOND) -> Timestamp:
    """Make a timestamp of an aware instant, keeping its offset."""
    offset = at.utcoffset()
    if offset is None:
        raise ValueError("An instant must carry its offset.")
    kept = at.replace(tzinfo=None, microsecond=at.microsecond if precision == Precision.FRACTION else 0)
    return Timestamp(kept, precision, int(offset.total_seconds() // 60))


def on_day(day: date) -> Timestamp:
    """Make a timestamp of a date."""
    return Timestamp(datetime.combine(day, time.min), Precision.DAY)
