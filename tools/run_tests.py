"""Run every test: the quick ones on two cores, then the days in a browser; one summary line at the end.

python tools/run_tests.py [paths or pytest options]
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence

NO_TESTS = 5  # pytest's exit code when nothing was selected
COUNTS = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed|warnings?)")


def main(arguments: Sequence[str]) -> int:
    """Both parts, even when the first fails; the worse exit code."""
    totals: dict[str, int] = {}
    worst = 0
    for part in (["-n", "2", "--dist", "loadfile", "-m", "not soak and not journey"], ["-m", "journey"]):
        code = run([sys.executable, "-m", "pytest", "-q", *part, *arguments], totals)
        worst = max(worst, 0 if code == NO_TESTS else code)
    if "passed" not in totals:
        worst = max(worst, 1)
    words = ", ".join(f"{totals[word]} {word}" for word in sorted(totals, key=_order))
    print(f"===== {words or 'no tests ran'} =====")
    return worst


def run(command: Sequence[str], totals: dict[str, int]) -> int:
    """Run pytest, showing what it says, and add up its summary."""
    last = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as pytest:
        for line in pytest.stdout or ():
            print(line, end="", flush=True)
            if re.search(r"\bin [\d.]+s", line):
                last = line
    for count, word in COUNTS.findall(last):
        one = {"errors": "error", "warnings": "warning"}.get(word, word)
        totals[one] = totals.get(one, 0) + int(count)
    return pytest.returncode


def _order(word: str) -> int:
    known = ("failed", "error", "passed", "skipped")
    return known.index(word) if word in known else len(known)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
