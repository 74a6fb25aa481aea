"""Reading results: our codec beside python-hl7 and hl7apy, on the same messages in the same run.

    python -m bench.hl7_codec [seconds]

The messages are the sandbox laboratory's, untroubled, about 2 KB each on average. *Split* is what the
others do when they parse; *check* is what the listener answers by; *read* gives the dataclasses
that results are filed from. Rounds are interleaved; processor time counts, not the clock.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from itertools import cycle
from statistics import median

import hl7 as python_hl7  # type: ignore[import-untyped]
from hl7apy.parser import parse_message  # type: ignore[import-untyped]

from bench.figures import figure, per_second
from practicum.formats.hl7.message import parse
from practicum.formats.hl7.oru import check_oru, parse_oru
from practicum.formats.hl7.write import write_oru
from practicum.formats.mllp import Decoder, Frame, frame
from practicum.sandbox.lab.people import Clinic, LabPatient, LabProvider
from practicum.sandbox.lab.stream import stream

START = datetime(2026, 11, 4, 14, tzinfo=UTC)


def messages(count: int = 200) -> list[bytes]:
    """Messages of the sandbox laboratory without their frames."""
    patient = LabPatient("MRN1001", "O’Brien", "Ana", date(1985, 3, 4), "F", "M", "+16175550123", "12 Elm St",
                         "Boston", "MA", "02115")  # fmt: skip
    clinic = Clinic([patient], [LabProvider("1234567893", "Adams", "Greta")])
    return [item.wire[1:-2] for item in stream(clinic, seed=7, count=count, start=START, share=0.0)]


def main(seconds: float = 1.0, rounds: int = 3) -> None:
    """Measure and print."""
    raws = messages()
    texts = [raw.decode() for raw in raws]
    read = [parse_oru(raw) for raw in raws]
    size = sum(map(len, raws)) / len(raws)
    burst = b"".join(map(frame, raws))
    ways: dict[str, Callable[[], object]] = {
        "split": _each(parse, raws),
        "check": _each(lambda raw: check_oru(parse(raw)), raws),
        "read": _each(parse_oru, raws),
        "write": _each(write_oru, read),
        "python-hl7": _each(python_hl7.parse, texts),
        "hl7apy": _each(lambda text: parse_message(text, find_groups=False), texts),
        "frames": lambda: [e for e in Decoder().feed(burst) if isinstance(e, Frame)],
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, work in ways.items():
            rates[name].append(per_second(work, seconds=seconds))
    rate = {name: median(values) for name, values in rates.items()}
    unit = f"messages/s of {size:,.0f} bytes"
    for name in ("split", "check", "read"):
        figure(f"hl7 codec: {name} beside python-hl7's parse", rate[name], rate["python-hl7"], unit)
        figure(f"hl7 codec: {name} beside hl7apy's parse", rate[name], rate["hl7apy"], unit)
    figure("hl7 codec: write beside our own read", rate["write"], rate["read"], unit)
    figure(
        "hl7 codec: frames out of one burst beside splitting", rate["frames"] * len(raws), rate["split"], unit
    )


def _each(work: Callable[..., object], given: Sequence[object]) -> Callable[[], object]:
    """Do the work on one after the other, round and round."""
    turn = cycle(given)
    return lambda: work(next(turn))


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
