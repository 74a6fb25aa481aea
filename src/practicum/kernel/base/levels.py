"""The words of supervised autonomy: streams of work, levels of people, risks of actions."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Stream(StrEnum):
    """An area of work; each is a room of the house."""

    FRONTDESK = "frontdesk"
    PHONE = "phone"
    OUTREACH = "outreach"
    COORDINATION = "coordination"
    CLAIMS = "claims"
    RESULTS = "results"
    CORRESPONDENCE = "correspondence"
    INTAKE = "intake"
    BILLING = "billing"
    RECORDS = "records"
    SCHEDULING = "scheduling"
    REPORTS = "reports"
    COMPLIANCE = "compliance"
    TRAINING = "training"
    OPERATIONS = "operations"


class Level(IntEnum):
    """How far a person works alone in one stream."""

    EMERGING = 1
    DEVELOPING = 2
    PROFICIENT = 3
    ADVANCED = 4

    @property
    def words(self) -> str:
        """The level as people say it."""
        return self.name.lower()


class Risk(StrEnum):
    """What an action can do to the world outside the practice's own books."""

    ROUTINE = "routine"
    CONSEQUENTIAL = "consequential"
    CRITICAL = "critical"


class Proceeding(StrEnum):
    """How an action proceeds, once level and risk are known."""

    ALONE = "alone"
    SAMPLED = "alone_sampled"
    REVIEWED = "reviewed"
    HELD = "held"
    REFUSED = "refused"
