"""practicum ledger verify: prove the ledger whole, or name the first broken row."""

from __future__ import annotations

import argparse
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and a head noted down earlier."""
    parser.add_argument("what", choices=["verify"], help="verify every row and the chain between them")
    parser.add_argument(
        "--expect", metavar="SEQ:HASH", help="a head printed earlier, which must still be there"
    )


def run(options: argparse.Namespace) -> int:
    """0 when whole, 1 when not, with sentences."""
    from practicum.kernel import clock
    from practicum.kernel.ledger import verify
    from practicum.site.problems import Problem

    try:
        expected = verify.Expected.read(options.expect) if options.expect else None
    except ValueError as problem:
        raise Problem(str(problem)) from None
    report = verify.verify(now=clock.now(), expect=expected, progress=_progress)
    for trouble in report.problems:
        print(trouble)
    if report.whole:
        print(f"The ledger is whole: {report.sealed:,} entries sealed, {report.waiting} waiting a moment.")
        print(f"Head {report.head}")
        print(
            "Note the head down outside this machine; verify --expect HEAD then shows a rewrite of the whole chain."
        )
    return 0 if report.whole else 1


def _progress(done: int, of: int) -> None:
    """Say how far it is, where somebody watches."""
    if sys.stderr.isatty():
        print(f"\r{done:,} of {of:,}", end="" if done < of else "\n", file=sys.stderr, flush=True)
