"""One line a figure: what it is, ours, the yardstick measured in the same run, and the ratio of the two."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def figure(name: str, ours: float, yardstick: float | None, unit: str, *, better: str = "higher") -> None:
    """Print a figure and append it to the results, as one line of JSON in a file for its benchmark.

    The name begins with the benchmark's, up to a colon: ``hl7 codec: parse against python-hl7``.
    """
    ratio = ours / yardstick if yardstick else None
    told = "-" if yardstick is None else f"{yardstick:,.1f}"
    told_ratio = "-" if ratio is None else f"{ratio:,.2f}"
    print(f"{name:<64} {ours:>12,.1f} {told:>12} {told_ratio:>8}  {unit}, {better} is better", flush=True)
    row = {
        "at": time.strftime("%Y-%m-%d %H:%M", time.gmtime()),
        "name": name,
        "ours": round(ours, 3),
        "yardstick": None if yardstick is None else round(yardstick, 3),
        "ratio": None if ratio is None else round(ratio, 3),
        "unit": unit,
        "better": better,
        "python": platform.python_version(),
    }
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{name.partition(':')[0].strip().replace(' ', '_')}.jsonl"
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps(row) + "\n")


def per_second(work: Callable[[], object], *, seconds: float = 1.0, least: int = 3) -> float:
    """Count how often the work is done in a second of processor time."""
    work()
    done = 0
    began = time.process_time()
    while (spent := time.process_time() - began) < seconds or done < least:
        work()
        done += 1
    return done / spent
