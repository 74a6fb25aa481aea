"""A report judged: the number in each value, how far from normal it is, what is odd, what is critical."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from practicum.rooms.results.rules import oddities
from practicum.rooms.results.rules.criticals import Limit, age_in_years, unit_unknown, why_critical
from practicum.rooms.results.rules.flags import Degree, degree_of_flag, flag_codes
from practicum.rooms.results.rules.incoming import IncomingReport, IncomingValue
from practicum.rooms.results.rules.values import Number, read_number, read_range, side_of_range
from practicum.rooms.results.rules.versions import status_of


@dataclass(frozen=True)
class JudgedValue:
    """A value with what follows from it."""

    sent: IncomingValue
    number: Number | None
    degree: Degree
    critical_because: str
    status: str


@dataclass(frozen=True)
class JudgedReport:
    """A report with what follows from its values."""

    sent: IncomingReport
    values: tuple[JudgedValue, ...]
    degree: Degree
    status: str
    odd: tuple[str, ...]
    content: str

    @property
    def critical(self) -> tuple[JudgedValue, ...]:
        """The values that must be read back."""
        return tuple(value for value in self.values if value.critical_because)


@dataclass(frozen=True)
class About:
    """What is known of the person when a report is judged."""

    birth_date: date | None = None
    sex: str = ""


def judge(
    report: IncomingReport, *, limits: Sequence[Limit], about: About, received_at: datetime
) -> JudgedReport:
    """Judge every value; the report is as far from normal as its worst."""
    age = age_in_years(about.birth_date, received_at.date())
    status = status_of(report.status_code)
    odd = [oddities.odd_times(observed_at=report.observed_at, received_at=received_at)]
    values = []
    for sent in report.values:
        value = _judge_value(sent, limits=limits, age=age, sex=about.sex, report_status=status)
        values.append(value)
        odd += oddities.odd_value(
            name=sent.name, value=sent.value, units=sent.units, usual=sent.usual, flag=sent.flag
        )
        if (
            value.number
            and not value.critical_because
            and unit_unknown(code=sent.code, units=sent.units, limits=limits)
        ):
            unit = sent.units.strip() or "no unit"
            odd.append(f"{sent.name}: the practice's critical limit could not be applied to {unit}.")
    degree = max((value.degree for value in values), default=Degree.NORMAL)
    return JudgedReport(
        report, tuple(values), degree, status, tuple(line for line in odd if line), content_of(report)
    )


def _judge_value(
    sent: IncomingValue, *, limits: Sequence[Limit], age: int | None, sex: str, report_status: str
) -> JudgedValue:
    number, status = read_number(sent.value), status_of(sent.status_code or "")
    if not sent.status_code:
        status = report_status
    if "cancelled" in (status, report_status):
        return JudgedValue(sent, number, Degree.NORMAL, "", status)
    because = why_critical(
        code=sent.code, number=number, text=sent.value, units=sent.units, flag=sent.flag,
        limits=limits, age=age, sex=sex,
    )  # fmt: skip
    degree = Degree.CRITICAL if because else degree_of_flag(sent.flag)
    bounds = read_range(sent.usual)
    if degree is Degree.NORMAL and number and bounds and not flag_codes(sent.flag):
        degree = Degree.ABNORMAL if side_of_range(number, bounds) else Degree.NORMAL
    return JudgedValue(sent, number, degree, because, status)


def content_of(report: IncomingReport) -> str:
    """A digest of what the report says, without when it was sent: equal for a repeat."""
    said = [
        report.status_code.upper(), report.service_code, report.notes,
        [[v.code, v.sub_id, v.value, v.units, v.usual, v.flag, v.status_code, v.notes] for v in report.values],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def thread_of(*, sender: str, control_id: str, position: int, report: IncomingReport) -> str:
    """What the versions of one report have in common: the laboratory's own number and the test."""
    number = f"F{report.filler_number}" if report.filler_number else ""
    if not number and report.placer_number:
        number = f"P{report.placer_number}"
    if not number:  # nothing to recognise a later version by: a thread of its own
        number = f"M{control_id}.{position}"
    thread = "|".join((sender, number, report.service_code or report.service_name))
    if len(thread) <= 300:
        return thread
    return f"{thread[:200]}#{hashlib.sha256(thread.encode()).hexdigest()}"
