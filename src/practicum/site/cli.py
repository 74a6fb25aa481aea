"""The command line: practicum COMMAND.

Every command is a module named in the table below, with ``arguments(parser)`` and
``run(options) -> int``; both are imported only when the command is used, and before Django is set
up, so a module imports its models inside ``run``. To add a command, add a line.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from practicum.site import places
from practicum.site.problems import Problem
from practicum.site.server.binaries import ServerProblem
from practicum.site.server.mortal import follow_parent


class Needs(Enum):
    """What must be ready before a command runs."""

    NOTHING = 0
    DJANGO = 1  # models and declarations loaded
    DATABASE = 2  # and the database answering


@dataclass(frozen=True)
class Entry:
    """One command: a line of help, the module that does it, what it needs."""

    help: str
    module: str
    needs: Needs = Needs.NOTHING


_OURS = "practicum.site.commands"
COMMANDS: dict[str, Entry] = {
    "start": Entry("start the practice: database, web pages, jobs, listeners", f"{_OURS}.start"),
    "demo": Entry("fill an empty data folder with the demo practice", f"{_OURS}.demo"),
    "migrate": Entry("bring the database up to date", f"{_OURS}.migrate"),
    "web": Entry("serve the web pages only", f"{_OURS}.web"),
    "jobs": Entry("run one job process only", f"{_OURS}.jobs", Needs.DJANGO),
    "listen": Entry("run one listener only", f"{_OURS}.listen", Needs.DJANGO),
    "database": Entry("start, stop, save or restore the embedded database", f"{_OURS}.database"),
    "fill": Entry("(used by demo) write the demo practice", f"{_OURS}.fill", Needs.DJANGO),
    "ledger": Entry("verify the ledger", f"{_OURS}.ledger", Needs.DATABASE),
    "coverage": Entry("show which capabilities are carried by what", f"{_OURS}.coverage", Needs.DJANGO),
    "import": Entry("bring in patients from CSV or FHIR", "practicum.rooms.intake.command", Needs.DATABASE),
    "createmanager": Entry(
        "make the first sign-in of a real practice", "practicum.kernel.authority.command", Needs.DATABASE
    ),
    "lab": Entry(
        "run the demo's laboratory, sending results", "practicum.sandbox.lab.command", Needs.DATABASE
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 2 when it could not begin, with a sentence on standard error."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    follow_parent()
    try:
        return _main(words)
    except (Problem, ServerProblem) as problem:
        print(f"practicum: {problem}", file=sys.stderr)
    except KeyboardInterrupt:
        print("practicum: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0
    return 2


def _main(words: Sequence[str]) -> int:
    parser, entry = _parser(words)
    options = parser.parse_args(words)
    _into_environment(options)
    if entry is None:
        parser.print_help()
        return 2
    if find_spec("django") is None:
        raise Problem("Django is not installed here; install Practicum with: pip install .")
    from practicum.site import begin, hour

    begin.check_settings()
    hour.resume()
    with contextlib.ExitStack() as stack:
        if entry.needs is Needs.DATABASE:
            stack.enter_context(begin.running_database())
        if entry.needs is not Needs.NOTHING:
            begin.django_ready()
        code: int = import_module(entry.module).run(options)
    return code


def _parser(words: Sequence[str]) -> tuple[argparse.ArgumentParser, Entry | None]:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data", metavar="FOLDER", default=argparse.SUPPRESS,
        help=f"the data folder ({places.DATA_VARIABLE}; now {places.data_folder()})",
    )  # fmt: skip
    parser = argparse.ArgumentParser(prog="practicum", parents=[common], description=_ABOUT)
    chosen = parser.add_subparsers(dest="command", metavar="COMMAND")
    named = next((word for word in words if word in COMMANDS), None)
    for name, entry in COMMANDS.items():
        if not _there(entry.module):
            continue
        under = chosen.add_parser(
            name, help=entry.help, parents=[common], description=entry.help.capitalize()
        )
        if name == named:
            import_module(entry.module).arguments(under)
    return parser, COMMANDS.get(named or "")


def _there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _into_environment(options: argparse.Namespace) -> None:
    if folder := getattr(options, "data", None):
        os.environ[places.DATA_VARIABLE] = str(Path(folder).expanduser().absolute())


_ABOUT = "The system in which a medical practice's administrative staff do their whole work."

if __name__ == "__main__":
    sys.exit(main())
