"""practicum demo: fill an empty data folder (or DATABASE_URL's empty database) with the demo practice."""

from __future__ import annotations

import argparse
import sys

from practicum.site import begin, demo
from practicum.site.commands.fill import add_size
from practicum.site.problems import Problem
from practicum.site.server import processes


def arguments(parser: argparse.ArgumentParser) -> None:
    """Size and seed."""
    add_size(parser)


def run(options: argparse.Namespace) -> int:
    """Fill, or say that a practice is there."""
    with begin.running_database() as server:
        if server is None and processes.run(["migrate"]):
            return 1
        filled = demo.ensure_demo(server=server, size=options.size, seed=options.seed, say=_say)
    if not filled:
        raise Problem("There is a practice here already; choose another folder with --data.")
    return 0


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
