"""practicum fill: write the demo practice into the database at hand. The demo command calls it.

Whoever fills takes care that nobody sees half of it: see practicum.site.demo.
"""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec

FILLER = "practicum.sandbox.fill"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Size and seed."""
    add_size(parser)


def add_size(parser: argparse.ArgumentParser) -> None:
    """The options every command that may fill has."""
    parser.add_argument(
        "--size", type=_size, default=1.0, help="1 is 21,000 patients; 0.1 a tenth (default %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="another seed, another practice")


def run(options: argparse.Namespace) -> int:
    """Fill, telling how far."""
    if find_spec(FILLER) is None:
        print(
            "practicum: this installation has no demo practice; starting with an empty one.", file=sys.stderr
        )
        return 0
    from practicum.site import wiring

    wiring.named(f"{FILLER}:fill")(size=options.size, seed=options.seed, progress=tell)
    end_line()
    return 0


def tell(*what: object) -> None:
    """Show progress: words, or words and a share of one, or words and counts; one line on a terminal."""
    line = "  " + " ".join(_words(part) for part in what if part is not None)
    if sys.stderr.isatty():
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
    else:
        print(line, file=sys.stderr, flush=True)


def end_line() -> None:
    """Leave the progress line."""
    if sys.stderr.isatty():
        print(file=sys.stderr)


def _words(part: object) -> str:
    if isinstance(part, float):
        return f"{part:.0%}"
    return f"{part:,}" if isinstance(part, int) else str(part)


def _size(text: str) -> float:
    try:
        size = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number, such as 1 or 0.1") from None
    if not 0.001 <= size <= 1000:
        raise argparse.ArgumentTypeError(f"{text} is out of range; give 0.001 to 1000")
    return size
