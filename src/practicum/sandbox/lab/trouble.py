"""The ways in which a laboratory's messages go wrong."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from practicum.formats.hl7.datatypes import Number, Text
from practicum.formats.hl7.results import Result
from practicum.formats.mllp import END, START
from practicum.lib.identifiers import npi_ok
from practicum.sandbox.lab.people import LabPatient, LabProvider

_FAMILIES = (
    "Quillfeather",
    "Ostrander",
    "Vandermolen",
    "Tamarack",
    "Zielinska",
    "Okonjo",
    "Brightwater",
    "Halvorsen",
)
_GIVENS = ("Ignatius", "Perpetua", "Lysander", "Ottoline", "Thaddeus", "Wilhelmina", "Cosimo", "Evangeline")


def stranger(random: Random) -> LabPatient:
    """Invent somebody the practice does not know."""
    born = date(1930, 1, 1) + timedelta(days=random.randrange(30_000))
    number = f"X{random.randrange(10**6):06d}"
    return LabPatient(number, random.choice(_FAMILIES), random.choice(_GIVENS), born, random.choice("FM"))


def near_miss(patient: LabPatient, random: Random) -> LabPatient:
    """Write a known patient's details down wrong: no record number, and one slip."""
    bare = replace(patient, record_number="")
    match random.randrange(4):
        case 0 if len(bare.family) > 3:
            place = random.randrange(1, len(bare.family) - 1)
            letters = list(bare.family)
            letters[place], letters[place - 1] = letters[place - 1], letters[place]
            return replace(bare, family="".join(letters).capitalize())
        case 1 if bare.birth_date.day <= 12 and bare.birth_date.day != bare.birth_date.month:
            born = bare.birth_date
            return replace(bare, birth_date=date(born.year, born.day, born.month))
        case 2 if len(bare.given) > 3:
            return replace(bare, given=bare.given[:3])
        case _:
            year = bare.birth_date.year - random.choice((1, 10))
            day = min(bare.birth_date.day, 28)
            return replace(bare, birth_date=bare.birth_date.replace(year=year, day=day))


def unknown_provider(random: Random) -> LabProvider:
    """Invent a provider of some other practice, with an NPI that is well formed."""
    body = str(random.randrange(150_000_000, 199_999_999))
    npi = next(body + str(check) for check in range(10) if npi_ok(body + str(check)))
    return LabProvider(npi, random.choice(_FAMILIES), random.choice(_GIVENS))


def corrected(result: Result, random: Random) -> Result:
    """Change a result's value and mark it corrected."""
    (value,) = result.values
    notes = ("Corrected report. Previously reported value replaced.",)
    if isinstance(value, Number):
        factor = Decimal(random.choice(("0.9", "1.1", "1.2")))
        number = round(value.number * factor, -int(value.number.as_tuple().exponent))
        return replace(result, values=(Number(number, str(number)),), status="C", notes=notes)
    if isinstance(value, Text):
        return replace(result, values=(Text(f"{value.text} (amended)"),), status="C", notes=notes)
    return replace(result, status="C", notes=notes)


def _lines(body: bytes) -> list[bytes]:
    return body.rstrip(b"\r").split(b"\r")


def _header_changed(body: bytes, place: int, value: bytes) -> bytes:
    lines = _lines(body)
    fields = lines[0].split(b"|")
    fields[place - 1] = value
    return b"\r".join([b"|".join(fields), *lines[1:], b""])


def other_version(body: bytes, random: Random) -> bytes:
    """Claim a version nobody takes."""
    return _header_changed(body, 12, random.choice((b"2.1", b"2.2", b"2.9", b"3.0")))


def without_a_segment(body: bytes, random: Random) -> bytes:
    """Leave out the patient, the order or the results."""
    name = random.choice((b"PID", b"OBR", b"OBX"))
    # Notes would stand in for the results they belong to.
    gone = (name, b"NTE") if name == b"OBX" else (name,)
    return b"\r".join([*(line for line in _lines(body) if line[:3] not in gone), b""])


def badly_encoded(body: bytes, random: Random) -> bytes:
    """Claim a character set nobody knows, or UTF-8 over bytes that are not."""
    if random.random() < 0.5:
        return _header_changed(body, 18, random.choice((b"EBCDIC", b"MAC ROMAN", b"JIS X 9999")))
    return body.replace(b"\rOBX|1|", b"\rNTE|1|L|Temp\xe9rature ambiante\rOBX|1|", 1)


def badly_framed(body: bytes, random: Random) -> tuple[bytes, str]:
    """Break the frame; give the bytes and the expected answer (a sender then hangs up)."""
    match random.randrange(4):
        case 0:  # no end: the connection closes after the message
            return START + body, "AE"
        case 1:  # cut off in the middle
            return START + body[: len(body) // 2], "AE"
        case 2:  # no start: nobody can tell it is a message
            return body + END, ""
        case _:  # noise of a line before a good frame
            return b"\xff\xfb\x01\xff\xfb\x03" + START + body + END, "AA"
