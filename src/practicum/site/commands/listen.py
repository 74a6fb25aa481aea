"""practicum listen NAME: one listener, such as the laboratory's."""

from __future__ import annotations

import argparse

from practicum.site.problems import Problem


def arguments(parser: argparse.ArgumentParser) -> None:
    """The name of a listener."""
    parser.add_argument("name", help="which, as the wiring names them")


def run(options: argparse.Namespace) -> int:
    """Listen until asked to stop."""
    from practicum.site import wiring

    listener = wiring.LISTENERS.get(options.name)
    if listener is None:
        names = ", ".join(sorted(wiring.LISTENERS)) or "none yet"
        raise Problem(f"There is no listener called {options.name!r}; there are: {names}.")
    wiring.named(listener)()
    return 0
