"""Every benchmark in turn, or those named: python -m bench [name ...].

One line a figure: its name, ours, the yardstick measured in the same run, their ratio. All are kept in
bench/results/. Run them on a machine that does nothing else: ratios can be trusted, single times cannot.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

# name -> the arguments it is run with; each may be run by itself with others
BENCHMARKS: dict[str, tuple[str, ...]] = {
    "booking": (),
    "race": (),
    "ledger": (),
    "hl7_codec": (),
    "hl7_in": (),
    "results_filed": (),
    "patient_search": ("21000",),
    "pages": ("1", "10"),
}
HEAD = f"{'figure':<64} {'ours':>12} {'yardstick':>12} {'ratio':>8}  unit"


def main(names: Sequence[str]) -> int:
    """Run them; 1 when one of them failed, 2 when a name is unknown."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}. There are: {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    print(HEAD, flush=True)
    codes = [
        subprocess.run([sys.executable, "-m", f"bench.{name}", *BENCHMARKS[name]], check=False).returncode
        for name in names or BENCHMARKS
    ]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
