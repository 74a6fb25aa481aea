"""practicum lab: the demo's laboratory, sending results to a running practice."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from practicum.kernel import clock
from practicum.sandbox.lab.people import Clinic, clinic_from_database, clinic_from_json
from practicum.sandbox.lab.sender import Answered, Report, send
from practicum.sandbox.lab.stream import stream


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many, how fast, how much trouble, where to."""
    port = os.environ.get("PRACTICUM_LAB_PORT", "2575")
    parser.add_argument(
        "--host", default="127.0.0.1", help="where the practice listens (default %(default)s)"
    )
    parser.add_argument(
        "--port", type=int, default=int(port) if port.isdigit() else 2575, help="its port (%(default)s)"
    )
    parser.add_argument(
        "--rate", type=_not_negative, default=5.0, help="messages a second, 0 for as fast as answered"
    )
    parser.add_argument("--count", type=int, default=200, help="how many messages (default %(default)s)")
    parser.add_argument("--seed", type=int, default=7, help="the same seed sends the same results")
    parser.add_argument(
        "--first", type=int, default=1, help="number of the first message, to go on with a stream"
    )
    parser.add_argument(
        "--trouble", type=_share, default=0.05, help="share of troubled messages (default 0.05)"
    )
    parser.add_argument("--connections", type=int, default=1, help="how many at once (default %(default)s)")
    parser.add_argument(
        "--people", type=Path, metavar="FILE", help="patients and providers as JSON, not the practice's own"
    )
    parser.add_argument("--quiet", action="store_true", help="tell only the sums at the end")


def _not_negative(text: str) -> float:
    if (number := float(text)) < 0:
        raise argparse.ArgumentTypeError("it cannot be below zero")
    return number


def _share(text: str) -> float:
    if not 0 <= (number := float(text)) <= 1:
        raise argparse.ArgumentTypeError("it is a share from 0 to 1")
    return number


def run(options: argparse.Namespace) -> int:
    """Send, tell how each was answered; 1 when some were answered otherwise than the standard says."""
    try:
        clinic = clinic_from_json(options.people) if options.people else clinic_from_database()
    except (OSError, ValueError, KeyError, TypeError) as why:
        print(f"The laboratory has nobody to send results for: {why}", file=sys.stderr)
        return 2
    try:
        report = run_stream(clinic, options)
    except ConnectionError as why:
        print(f"The laboratory could not send: {why}", file=sys.stderr)
        return 2
    except BaseExceptionGroup as group:
        print(f"The laboratory could not send: {group.exceptions[0]}", file=sys.stderr)
        return 2
    print("\n".join(report.lines()))
    return 1 if report.unexpected else 0


def run_stream(clinic: Clinic, options: argparse.Namespace) -> Report:
    """Send the stream the options describe."""
    items = stream(
        clinic,
        seed=options.seed,
        count=options.count,
        start=clock.now(),
        share=options.trouble,
        first=options.first,
    )

    def tell(answered: Answered) -> None:
        if not options.quiet:
            print(answered, flush=True)

    return asyncio.run(
        send(
            items,
            host=options.host,
            port=options.port,
            rate=options.rate,
            connections=options.connections,
            tell=tell,
        )
    )
