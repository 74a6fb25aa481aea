"""How long the desk's main pages take on the server, at the volumes of a practice of ten and at ten times those.

A whole practice is started at each size, and two people look at the pages in turn, as two desks would:
``python -m bench.pages [small size] [large size]``, 1 and 10 unless told. Filling the large one takes minutes.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
from collections.abc import Sequence

from bench.figures import figure
from tests.running import RunningPractice
from tests.soak.load import Browser

PAGES = (
    "/", "/work/list/", "/schedule/", "/schedule/?view=week", "/desk/", "/patients/?q=ma+19",
    "/search/suggest/?q=smi", "/patients/{patient}/", "/results/", "/supervision/", "/ledger/", "/outreach/",
)  # fmt: skip
ROUNDS = 40
WARM = 3


def times_at(size: float) -> dict[str, list[float]]:
    """Milliseconds of every answer, by page, from two people at once."""
    practice = RunningPractice(size=size)
    practice.start()
    try:
        time.sleep(20)  # the night's results are filed
        found: dict[str, list[float]] = {page: [] for page in PAGES}
        browsers = [Browser(practice), Browser(practice)]
        for browser, name in zip(browsers, ("ruth", "dana"), strict=True):
            browser.sign_in(name)
        desks = [
            threading.Thread(target=look, args=(browser, found, place))
            for place, browser in enumerate(browsers)
        ]
        for desk in desks:
            desk.start()
        for desk in desks:
            desk.join()
        return found
    finally:
        practice.remove()


def look(browser: Browser, found: dict[str, list[float]], turn: int) -> None:
    """Look at every page in turn."""
    for number in range(ROUNDS + WARM):
        for page in PAGES:
            path = page.replace("{patient}", str(100 + number * 7 % 300))
            began = time.perf_counter()
            status, text, _ = browser.ask("GET", path)
            spent = (time.perf_counter() - began) * 1000
            if status >= 400 and not (turn and status == 403):
                raise RuntimeError(f"{path}: {status} {text[:300]}")
            if number >= WARM and status < 400:
                found[page].append(spent)


def p95(times: Sequence[float]) -> float:
    """The time that 95 in a hundred stay under."""
    return statistics.quantiles(times, n=20)[-1]


def main(arguments: Sequence[str] = ()) -> None:
    """Measure both sizes and write the figures down."""
    small, large = (float(a) for a in arguments[:2]) if len(arguments) > 1 else (1.0, 10.0)
    one, ten = times_at(small), times_at(large)
    for page in PAGES:
        if one[page] and ten[page]:
            name = f"pages: p95 of {page} at size {large:g} against size {small:g}"
            figure(name, p95(ten[page]), p95(one[page]), "ms", better="lower")


if __name__ == "__main__":
    main(sys.argv[1:])
