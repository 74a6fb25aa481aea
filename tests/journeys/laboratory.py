"""The laboratory at the other end of the wire, as the journeys need it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from practicum.formats import mllp
from practicum.formats.hl7.write import write_oru
from practicum.sandbox.lab.measuring import measure
from practicum.sandbox.lab.panels import BMP, LIPID, Panel
from practicum.sandbox.lab.people import Clinic, LabPatient, LabProvider
from practicum.sandbox.lab.sender import Report, send
from practicum.sandbox.lab.stream import Item, Kind, result_message, stream
from tests.running import RunningPractice

CHEN = LabProvider("1234567893", "Chen", "Grace")
_WHO = """
from dataclasses import asdict
from practicum.sandbox.lab.people import clinic_from_database
print(json.dumps([asdict(one) for one in clinic_from_database().patients], default=str))
"""


@dataclass
class Laboratory:
    """Measures for Dr. Chen and sends over MLLP."""

    practice: RunningPractice
    patients: list[LabPatient]
    random: Random

    @classmethod
    def of(cls, practice: RunningPractice) -> Laboratory:
        """It knows the practice's patients from its order forms."""
        found: list[dict[str, Any]] = practice.ask(_WHO)
        patients = [
            LabPatient(**one | {"birth_date": date.fromisoformat(one["birth_date"])}) for one in found
        ]
        return cls(practice, patients, Random(practice.now.isoformat()))

    @property
    def clinic(self) -> Clinic:
        """Everybody it measures for."""
        return Clinic(self.patients, [CHEN])

    def patient(self, name: str) -> LabPatient:
        """The patient whom the practice's lists show under this name."""
        return next(one for one in self.patients if f"{one.family}, {one.given}" == name)

    def mistaken(self, patient: LabPatient) -> LabPatient:
        """The same with another record number and birth year: nobody can be sure who it is."""
        wrong = patient.birth_date + timedelta(days=365)
        return replace(patient, record_number="", birth_date=wrong, phone="")

    def sends_a_morning_of_results(self, count: int) -> Report:
        """A stream of ordinary results, some of them abnormal."""
        seed = self.random.randrange(10**6)
        return self.sends(stream(self.clinic, seed=seed, count=count, start=self.practice.now, share=0))

    def sends_a_result(self, patient: LabPatient, panel: Panel = LIPID) -> str:
        """One ordinary report about somebody; the words for its panel."""
        self.sends([self._item(patient, panel, critical=False)])
        return panel.name

    def sends_a_critical_result(self, patient: LabPatient) -> None:
        """One with a value that cannot wait."""
        self.sends([self._item(patient, BMP, critical=True)])

    def sends(self, items: Iterable[Item]) -> Report:
        """Each is answered as the standard says before the next one goes."""
        sending = send(items, host="127.0.0.1", port=self.practice.lab_port)
        with ThreadPoolExecutor(1) as beside:  # the browser's own loop runs in this thread
            report = beside.submit(asyncio.run, sending).result()
        assert not report.unexpected, report.lines()
        return report

    def _item(self, patient: LabPatient, panel: Panel, *, critical: bool) -> Item:
        number = str(self.random.randrange(10**9))
        at = self.practice.now
        order = measure(panel, random=self.random, number=number, at=at, provider=CHEN, critical=critical)
        message = result_message(self.clinic, patient, CHEN, order, control_id=number, at=at)
        kind = Kind.CRITICAL if critical else Kind.RESULT
        return Item(1, kind, number, panel.local, mllp.frame(write_oru(message)))
