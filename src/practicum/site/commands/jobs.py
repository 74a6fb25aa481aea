"""practicum jobs: one job process."""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(_options: argparse.Namespace) -> int:
    """Work until asked to stop."""
    from practicum.site import jobs

    jobs.run()
    return 0
