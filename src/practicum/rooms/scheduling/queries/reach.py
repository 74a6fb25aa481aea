"""Who a patient is and how they may be reached: what booking and confirming need to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from practicum.kernel.patients.languages import said_language
from practicum.rooms.scheduling.rules.reach import WORDS, Way, choose, ways


@dataclass(frozen=True, slots=True)
class Reach:
    """A patient and the ways that may be used."""

    patient_id: int
    family_name: str
    given_name: str
    birth_date: date
    record_number: str
    language: str
    needs_interpreter: bool
    preferred: str
    restricted: bool
    possible: list[Way]

    @property
    def name(self) -> str:
        """As lists show it."""
        return f"{self.family_name}, {self.given_name}"

    @property
    def language_name(self) -> str:
        """The language as people call it."""
        return said_language(self.language)

    def way(self, wanted: str = "") -> Way | None:
        """The way to use."""
        return choose(self.possible, wanted=wanted, preferred=self.preferred)

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """Channel, word and where it leads, for a form."""
        return [(one.channel, WORDS[one.channel], one.shown) for one in self.possible]


_READ = """
select p.family_name, p.given_name, p.birth_date, p.record_number, p.preferred_language, p.needs_interpreter,
 p.preferred_channel, p.restricted,
 (select array_agg(distinct channel::text) from patients_consent c
   where c.patient_id = p.id and purpose = 'health' and revoked_at is null),
 (select value from patients_patientcontact c where c.patient_id = p.id and kind = 'phone' and end_date is null
   order by (use = 'mobile') desc, rank, id limit 1),
 (select value from patients_patientcontact c where c.patient_id = p.id and kind = 'phone' and end_date is null
   order by rank, id limit 1),
 (select value from patients_patientcontact c where c.patient_id = p.id and kind = 'email' and end_date is null
   order by rank, id limit 1),
 (select concat_ws(', ', nullif(line1, ''), nullif(line2, ''), city, concat_ws(' ', state, postal_code))
   from patients_patientaddress a where a.patient_id = p.id and end_date is null order by (use = 'home') desc, id limit 1)
from patients_patient p where p.id = %s
"""


def reach(patient_id: int) -> Reach | None:
    """One patient's, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [patient_id])
        row = cursor.fetchone()
    if row is None:
        return None
    (
        family,
        given,
        birth,
        number,
        language,
        interpreter,
        preferred,
        restricted,
        consents,
        mobile,
        phone,
        mail,
        home,
    ) = row
    addresses = {"sms": mobile or "", "email": mail or "", "voice": phone or "", "letter": home or ""}
    possible = ways(addresses=addresses, consents=frozenset(consents or ()))
    return Reach(
        patient_id, family, given, birth, number, language, interpreter, preferred, restricted, possible
    )
